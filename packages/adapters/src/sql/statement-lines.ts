import type { Range, Sections, ToolRefusal } from './dialect.ts'
import { linesOf } from './mark-lines.ts'

/** What a line says to a tool that ends a statement at a line that ends with a semicolon. */
export type LineCommand =
  | 'up'
  | 'down'
  | 'up outside'
  | 'down outside'
  | 'outside'
  | 'begin'
  | 'end'
  | 'comment'
  | { readonly refusal: string }
  | null

/** How goose and sql-migrate, which share their beginnings, differ. */
export interface LineTool {
  readonly commandOf: (line: string) => LineCommand
  /** What the tool says of a statement without a semicolon at the end of a section. */
  readonly unfinished: (statement: string) => string
  readonly missingEnd: string
  readonly missingUp: string
  /** What it says of SQL before the first mark; `null`: it passes over it. */
  readonly beforeUp: ((line: string) => string) | null
}

/**
 * Cuts a text into its statements as goose and sql-migrate do: at lines that end with a semicolon, quotes and dollar
 * quotes not respected, except between the marks StatementBegin and StatementEnd.
 */
export function cutByLines(text: string, tool: LineTool): Sections {
  const cutter = new Cutter(text, tool)
  cutter.read()
  return cutter.sections()
}

class Cutter {
  readonly #text: string
  readonly #tool: LineTool
  readonly #up: Range[] = []
  readonly #down: Range[] = []
  readonly #refusals: ToolRefusal[] = []
  #section: 'up' | 'down' | null = null
  #hasDown = false
  #outside = false
  #block = false
  /** Where the statement begins that is not finished yet. */
  #from: number | null = null

  constructor(text: string, tool: LineTool) {
    this.#text = text
    this.#tool = tool
  }

  read(): void {
    for (const line of linesOf(this.#text)) {
      const command = this.#tool.commandOf(line.text)
      if (command === null) this.#takeLine(line)
      else if (typeof command === 'object') this.#refuse(command.refusal, line)
      else if (command !== 'comment') this.#takeCommand(command, line)
    }
    const end = { start: this.#text.length, end: this.#text.length }
    if (this.#block) this.#refuse(this.#tool.missingEnd, end)
    else if (this.#section === null) this.#refuse(this.#tool.missingUp, { start: 0, end: 0 })
    this.#finish(end.start, !this.#block)
  }

  sections(): Sections {
    const [refusal] = this.#refusals
    return {
      up: this.#up,
      down: this.#hasDown ? this.#down : null,
      outsideTransaction: this.#outside,
      ...(refusal ? { refusal } : {}),
    }
  }

  #takeCommand(command: Exclude<LineCommand, object | null | 'comment'>, line: Range): void {
    if (command === 'outside') this.#outside = true
    else if (command === 'begin') this.#block = this.#section !== null
    else if (command === 'end') {
      this.#block = false
      this.#store(line.start)
    } else {
      this.#finish(line.start, true)
      this.#section = command.startsWith('up') ? 'up' : 'down'
      this.#outside ||= command === 'up outside'
      this.#hasDown ||= this.#section === 'down'
    }
  }

  #takeLine(line: Range & { readonly text: string }): void {
    const blank = line.text.trim() === ''
    if (this.#section === null) {
      const { beforeUp } = this.#tool
      if (!blank && beforeUp && !isComment(line.text)) this.#refuse(beforeUp(line.text), line)
      return
    }
    if (this.#from === null && (blank || isComment(line.text))) return
    this.#from ??= line.start
    if (!this.#block && endsStatement(line.text)) this.#store(line.end)
  }

  #store(end: number): void {
    if (this.#from === null) return
    const range = { start: this.#from, end }
    if (this.#section === 'up') this.#up.push(range)
    else this.#down.push(range)
    this.#from = null
  }

  /** At the end of a section nothing may be left over. */
  #finish(end: number, mustBeDone: boolean): void {
    if (this.#from === null) return
    const left = { start: this.#from, end }
    if (mustBeDone) this.#refuse(this.#tool.unfinished(this.#text.slice(left.start, end).trim()), left)
    this.#store(end)
  }

  #refuse(message: string, { start, end }: Range): void {
    this.#refusals.push({ message, start, end })
  }
}

function isComment(line: string): boolean {
  return /^[ \t]*--/.test(line)
}

/** The last word before a comment ends with a semicolon. */
function endsStatement(line: string): boolean {
  const words = line.split(/\s+/)
  const comment = words.findIndex((word) => word.startsWith('--'))
  return (comment < 0 ? words : words.slice(0, comment)).findLast((word) => word !== '')?.endsWith(';') === true
}

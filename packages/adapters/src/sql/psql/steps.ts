import path from 'node:path'
import type { Files, Step } from '@migration-doctor/core'
import { loadParser, type MetaCommand, readPsql } from '@migration-doctor/sql'
import { kindOf, relativeTo } from '../../project-files.ts'
import type { Range } from '../dialect.ts'
import { readSource, type Source } from '../source.ts'
import { type Branch, branchesOf, truthOf } from './condition.ts'
import { generatedBy } from './generated.ts'
import { type SqlText, sqlSteps, unreadableStep } from './sql-part.ts'
import { Variables } from './variables.ts'

/** What a script may reach. */
export interface PsqlSurroundings {
  readonly files: Files
  /** Texts of the files that were read, by shown path. */
  readonly sources: Map<string, string>
  /** The project's folder, absolute. */
  readonly cwd: string
}

/** What a script for psql sends, with the scripts that it includes, and what only a run of psql could know. */
export async function psqlSteps(source: Source, around: PsqlSurroundings): Promise<readonly Step[]> {
  await loadParser()
  const run = new PsqlRun(around)
  await run.script(source)
  return run.steps
}

/** psql, as it goes through a script and those that it includes. */
class PsqlRun {
  readonly steps: Step[] = []
  readonly #around: PsqlSurroundings
  readonly #variables = new Variables()
  /** Scripts that are being read, the outermost first. */
  readonly #open: Source[] = []
  /** The database that the first `\connect` names: the one that the project is about. */
  #own: string | null = null
  #elsewhere: string | null = null
  #ended = false

  constructor(around: PsqlSurroundings) {
    this.#around = around
  }

  async script(source: Source): Promise<void> {
    this.#open.push(source)
    const { sql, metas } = readPsql(source.text)
    await this.#walk({ file: source.file, sql, metas }, { from: 0, first: 0, last: metas.length })
    this.#open.pop()
  }

  /** Takes the commands from one index to another, and the SQL before, between and behind them. */
  async #walk(text: ScriptText, { from, first, last }: Stretch): Promise<void> {
    let at = from
    for (let index = first; index < last; index++) {
      const meta = text.metas[index]
      if (!meta || this.#ended) return
      this.#sql(text, { start: at, end: meta.span.start })
      at = meta.span.end
      if (meta.command !== 'if') await this.#command(meta, text)
      else {
        const { branches, end } = branchesOf(text.metas, index)
        await this.#condition(text, branches)
        index = end
        at = text.metas[end]?.span.end ?? text.sql.length
      }
    }
    if (!this.#ended) this.#sql(text, { start: at, end: text.metas[last]?.span.start ?? text.sql.length })
  }

  async #condition(text: ScriptText, branches: readonly Branch[]): Promise<void> {
    for (const branch of branches) {
      const { condition, first, last } = branch
      const truth = condition ? truthOf(condition, this.#variables) : true
      if (truth === null) return this.#undecided(text, branches)
      if (truth) return this.#walk(text, { from: startOf(branch, text), first, last })
    }
  }

  #undecided(text: ScriptText, branches: readonly Branch[]): void {
    const [head] = branches
    const end = branches.at(-1)?.last ?? text.metas.length
    const start = head?.condition?.span.start ?? 0
    const range = { file: text.file, start, end: text.metas[end]?.span.end ?? text.sql.length }
    this.steps.push(
      unreadableStep(range, `The condition \\if ${head?.condition?.args.join(' ')} is known only when psql runs`),
    )
  }

  #sql(text: ScriptText, range: Range): void {
    if (this.#elsewhere === null) {
      this.steps.push(...sqlSteps(text, range, this.#variables))
      return
    }
    const part = text.sql.slice(range.start, range.end)
    if (part.trim() === '') return
    const start = range.start + part.length - part.trimStart().length
    const place = { file: text.file, start, end: range.start + part.trimEnd().length }
    this.steps.push(unreadableStep(place, `psql is connected to the database ${this.#elsewhere} here`, []))
  }

  async #command(meta: MetaCommand, text: ScriptText): Promise<void> {
    const place = { file: text.file, ...meta.span }
    switch (meta.command) {
      case 'set':
        return this.#set(meta, text)
      case 'unset':
        return this.#variables.unset(meta.args[0] ?? '')
      case 'getenv':
      case 'prompt':
        return this.#variables.set(meta.args[meta.command === 'prompt' ? meta.args.length - 1 : 0] ?? '', null)
      case 'c':
      case 'connect':
        return this.#connect(meta, text.file)
      case 'i':
      case 'include':
      case 'ir':
      case 'include_relative':
        return this.#include(meta, text.file)
      case 'copy':
        return this.#copy(meta, text)
      case 'gexec':
        return void this.steps.push(...generatedBy(this.steps.at(-1), place))
      case 'q':
      case 'quit':
        this.#ended = true
        return
      case '!':
        return void this.steps.push(unreadableStep(place, 'The command of the shell is not run', []))
    }
  }

  #set({ args, span }: MetaCommand, { file }: ScriptText): void {
    const [name, ...values] = args
    if (name === undefined) return
    const written = this.#around.sources.get(file)?.slice(span.start, span.end) ?? ''
    this.#variables.set(name, written.includes('`') ? null : this.#variables.expand(values.join('')))
  }

  /** A new session, perhaps in another database. */
  #connect({ args, span }: MetaCommand, file: string): void {
    const wanted = databaseOf(args)
    const database = wanted === null ? null : this.#variables.expand(wanted)
    if (wanted !== null && database !== null) {
      this.#own ??= database
      this.#elsewhere = database === this.#own ? null : database
    }
    const place = { file, span }
    this.steps.push({ kind: 'sql', chunk: { text: 'RESET ALL', place, pieces: [] } })
  }

  async #include({ command, args, span }: MetaCommand, file: string): Promise<void> {
    const place = { file, ...span }
    const name = this.#variables.expand(args[0] ?? '')
    if (name === null) {
      this.steps.push(unreadableStep(place, `The file of \\${command} ${args[0]} is known only when psql runs`))
      return
    }
    const found = await this.#find(name, command.startsWith('ir') || command === 'include_relative')
    if (found === null) {
      this.steps.push(unreadableStep(place, `The file ${name} that \\${command} names was not found`))
    } else if (this.#open.some((source) => source.path === found)) {
      this.steps.push(unreadableStep(place, `The file ${name} includes itself`, []))
    } else {
      await this.script(await readSource(found, relativeTo(this.#around.cwd, found), this.#around))
    }
  }

  /** `\ir` looks beside the script; `\i` where psql was started, which is the project's folder or one above the script. */
  async #find(name: string, beside: boolean): Promise<string | null> {
    const script = path.dirname(this.#open.at(-1)?.path ?? this.#around.cwd)
    const folders = beside ? [script] : [this.#around.cwd, ...between(script, this.#around.cwd)]
    for (const folder of folders) {
      const candidate = path.resolve(folder, name)
      if ((await kindOf(this.#around.files, candidate)) === 'file') return candidate
    }
    return null
  }

  /** `\copy` is COPY with a file of the client's: without the backslash it is SQL that the parser knows. */
  #copy({ span }: MetaCommand, { file }: ScriptText): void {
    const written = this.#around.sources.get(file) ?? ''
    this.#sql({ file, sql: written, metas: [] }, { start: span.start + 1, end: span.end })
  }
}

interface ScriptText extends SqlText {
  readonly metas: readonly MetaCommand[]
}

interface Stretch {
  /** Offset at which the SQL before the first command begins. */
  readonly from: number
  /** Indexes of commands: the first, and the one behind the last. */
  readonly first: number
  readonly last: number
}

function startOf({ first }: Branch, { metas }: ScriptText): number {
  return metas[first - 1]?.span.end ?? 0
}

/** The database of `\connect [-reuse-previous=…] [name | url] …`; `null` when it stays the same. */
function databaseOf(args: readonly string[]): string | null {
  const [first] = args.filter((arg) => !arg.startsWith('-reuse-previous'))
  if (first === undefined || first === '-' || first === '') return null
  if (/^postgres(?:ql)?:\/\//.test(first)) return /^[^:]+:\/\/[^/]*\/([^?]*)/.exec(first)?.[1] || null
  return first.includes('=') ? (/(?:^|\s)dbname\s*=\s*(\S+)/.exec(first)?.[1] ?? null) : first
}

/** The folders from one up to another that holds it, nearest first. */
function between(folder: string, top: string): readonly string[] {
  const parent = path.dirname(folder)
  return folder === top || parent === folder ? [folder] : [folder, ...between(parent, top)]
}

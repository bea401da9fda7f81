import { structuredPatch } from 'diff'
import { count, type Paint } from '../paint.ts'
import { visible } from '../visible.ts'

export interface ScriptView {
  readonly paint: Paint
  readonly verbose: boolean
}

/** Lines that are shown before the rest is only counted. */
const mostLines = 14

/** The whole of a new file or of a script. */
export function script(text: string, { paint, verbose }: ScriptView): readonly string[] {
  const bar = paint.quiet('│')
  const lines = text.replace(/\s+$/, '').split(/\r?\n/)
  return folded(
    lines.map((line) => `   ${bar} ${shown(line)}`),
    paint,
    verbose ? Number.POSITIVE_INFINITY : mostLines,
  )
}

/** What changes between two states of a file, with a line of context around each change. */
export function changes(before: string, after: string, { paint, verbose }: ScriptView): readonly string[] {
  const { hunks } = structuredPatch('', '', lined(before), lined(after), '', '', { context: 1 })
  const lines = hunks.flatMap((hunk, index) => [
    ...(index === 0 ? [] : [paint.quiet('   ⋮')]),
    ...hunk.lines.filter((line) => !line.startsWith('\\')).map((line) => changed(line, paint)),
  ])
  return folded(lines, paint, verbose ? Number.POSITIVE_INFINITY : mostLines * 2)
}

function changed(line: string, paint: Paint): string {
  const text = `   ${line.charAt(0)} ${shown(line.slice(1))}`
  if (line.startsWith('-')) return paint.severity.error(text)
  return line.startsWith('+') ? paint.good(text) : paint.quiet(text)
}

/** A carriage return at every line would make a file of another system differ as a whole. */
function lined(text: string): string {
  return text.replaceAll('\r\n', '\n')
}

function shown(line: string): string {
  return visible(line.replaceAll('\t', '    '))
}

function folded(lines: readonly string[], paint: Paint, most: number): readonly string[] {
  if (lines.length <= most + 1) return lines
  const rest = count(lines.length - most, 'more line')
  return [...lines.slice(0, most), `   ${paint.quiet(`⋮ ${rest} (--verbose shows all)`)}`]
}

import type { DatabaseReport } from '@migration-doctor/core'
import { count, hanging, listed, paintFor, signs } from './paint.ts'
import { commandLine, nextLines } from './pretty/next.ts'
import { ordinary, type RenderOptions } from './reporter.ts'
import { apart, textOf } from './text.ts'
import { visibleLine } from './visible.ts'

export interface MarkedMigrations {
  readonly names: readonly string[]
  readonly as: string
  readonly database: DatabaseReport
}

/** Names that one sentence can hold. */
const named = 3

/** What was marked, and where. */
export function renderMarked({ names, as, database }: MarkedMigrations, options: RenderOptions): string {
  const paint = paintFor(options.color)
  const which = names.length <= named ? listed(names) : count(names.length, 'migration')
  const where = `${database.name} on ${database.host}:${database.port}`
  const sentence = `${visibleLine(which)} ${names.length === 1 ? 'is' : 'are'} marked as ${as} in ${where}.`
  const verify = { command: commandLine(options.invocation ?? ordinary, 'verify'), why: 'see that it is really so' }
  const done = hanging(`${paint.good(signs.good)} `, sentence, options.width)
  return textOf(apart([done, options.quiet ? [] : nextLines([verify], paint, options.width)]))
}

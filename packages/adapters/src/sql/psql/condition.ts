import type { MetaCommand } from '@migration-doctor/sql'
import type { Variables } from './variables.ts'

/** One branch of an `\if`: its condition (`null` for `\else`) and where its commands stand in the list. */
export interface Branch {
  readonly condition: MetaCommand | null
  /** Index of the first command in it. */
  readonly first: number
  /** Index of the command that ends it; the list's length when nothing does. */
  readonly last: number
}

/** The branches of the `\if` at an index of the commands, and the index of its `\endif`. */
export function branchesOf(metas: readonly MetaCommand[], at: number): { branches: readonly Branch[]; end: number } {
  const branches: Branch[] = []
  let depth = 0
  let condition: MetaCommand | null = metas[at] ?? null
  let first = at + 1
  for (let index = at + 1; index < metas.length; index++) {
    const meta = metas[index]
    if (!meta) break
    if (meta.command === 'if') depth++
    else if (meta.command === 'endif' && depth-- === 0) {
      return { branches: [...branches, { condition, first, last: index }], end: index }
    } else if (depth === 0 && (meta.command === 'elif' || meta.command === 'else')) {
      branches.push({ condition, first, last: index })
      condition = meta.command === 'elif' ? meta : null
      first = index + 1
    }
  }
  return { branches: [...branches, { condition, first, last: metas.length }], end: metas.length }
}

/** What a condition comes to; `null` when only a run of psql knows. A value that is no truth value is false, with a warning. */
export function truthOf({ args }: MetaCommand, variables: Variables): boolean | null {
  const text = variables.expand(args.join(' '))
  if (text === null) return null
  const word = text.trim().toLowerCase()
  if (word === '') return false
  return 'true'.startsWith(word) || 'yes'.startsWith(word) || word === 'on' || word === '1'
}

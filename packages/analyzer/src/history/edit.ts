import type { Migration } from '@migration-doctor/core'
import { fingerprint, parseScript, sameStatements } from '@migration-doctor/sql'
import type { World } from '../world.ts'

/** How the file of an applied migration was changed. */
export interface Edit {
  /** It says the same to PostgreSQL. `null`: the text that was applied is not known. */
  readonly cosmetic: boolean | null
  /** First lines of statements that are new. */
  readonly added: readonly string[]
  /** First lines of statements that are gone. */
  readonly removed: readonly string[]
  /** Number of the first new statement within the migration. */
  readonly firstAdded: number | null
}

/** The name by which findings say that they follow from the edit of a migration. */
export const editCause = (migration: string): string => `edit of ${migration}`

/** Compares a file with the text that was applied, by what the statements say. */
export function editOf(migration: Migration, { project, originals }: World): Edit {
  const before = originals.get(migration.name)
  const after = project.sources.get(migration.file)
  if (before === undefined || after === undefined) return { cosmetic: null, added: [], removed: [], firstAdded: null }
  if (sameStatements(before, after)) return { cosmetic: true, added: [], removed: [], firstAdded: null }
  const [old, now] = [statementsOf(before), statementsOf(after)]
  const added = lacking(now, old)
  const first = added[0]
  return {
    cosmetic: false,
    added: added.map(({ text }) => text),
    removed: lacking(old, now).map(({ text }) => text),
    firstAdded: first === undefined ? null : now.indexOf(first),
  }
}

interface Said {
  readonly print: string
  readonly text: string
}

/** What does not parse stands for itself. */
function statementsOf(script: string): readonly Said[] {
  return parseScript(script).items.map((item) => {
    if (!('statement' in item)) return { print: script, text: excerpt(script) }
    const { span } = item.statement
    return { print: fingerprint(item.statement), text: excerpt(script.slice(span.start, span.end)) }
  })
}

/** Those of `from` that `other` does not say as often. */
function lacking(from: readonly Said[], other: readonly Said[]): readonly Said[] {
  const left = new Map<string, number>()
  for (const { print } of other) left.set(print, (left.get(print) ?? 0) + 1)
  return from.filter(({ print }) => {
    const count = left.get(print) ?? 0
    left.set(print, count - 1)
    return count <= 0
  })
}

const longest = 60

function excerpt(text: string): string {
  const line = text.trim().split('\n')[0] ?? ''
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}

import { presences } from '../catalog/absence.ts'
import { recordedIn } from '../history/rows.ts'
import { historyFact } from '../history-fact.ts'
import { defineRule } from '../rule.ts'
import type { World } from '../world.ts'

interface Data {
  readonly claimedAt: string | null
  /** Statements that no catalog could show: they change rows, or could not be read. */
  readonly unseen: number
  /** All that a catalog can show is there. */
  readonly seen: boolean
}

/** A migration was marked as applied and never run by the tool, and nothing proves that its work was done. */
export const rule = defineRule<Data>({
  name: 'claimed-not-run',
  severity: 'note',
  summary:
    'A migration was marked as applied without being run, and the database does not prove that its work was done.',
  needs: ['history'],
  why: `\`migrate resolve --applied\` writes the row and nothing else. That is right for a baseline; for anything else the statements have to
have been run by hand, and those that change rows leave nothing behind that could be checked.`,
  sources: ['prisma: migrate resolve --applied', 'Flyway: baseline', 'TypeORM: --fake'],
  *check(world) {
    for (const [name, { row }] of recordedIn(world)) {
      const data = row?.state === 'claimed' ? doubtAbout(name, world) : null
      if (row && data) {
        yield {
          ...historyFact(world.project, name),
          data: { claimedAt: row.finishedAt?.toISOString() ?? null, ...data },
        }
      }
    }
  },
  message: ({ claimedAt, unseen, seen }) => {
    const claimed = `This migration was marked as applied${claimedAt === null ? '' : ` at ${claimedAt}`} and not run`
    if (!seen) return `${claimed}; nothing shows that its work was done.`
    return `${claimed}: what it makes is there, but ${unseen === 1 ? 'one statement leaves' : `${unseen} statements leave`} nothing that could be checked.`
  },
  help: () => 'Make sure that its statements were run by hand, above all those that change rows.',
})

/** `null`: everything of it is there, what is missing is told elsewhere, or it has no file. */
function doubtAbout(name: string, world: World): Omit<Data, 'claimedAt'> | null {
  if (!world.project.migrations.some((migration) => migration.name === name)) return null
  const own = world.timeline.statements.filter(({ migration }) => migration.name === name)
  const unseen = own.filter(({ kind, verdict }) => rowChanges.has(kind) || verdict.kind === 'unknown').length
  if (!world.live) return { unseen, seen: false }
  const { there = [], missing = [] } = presences(world).get(name) ?? {}
  if (missing.length > 0 || own.length === 0) return null
  if (there.length === 0 && unseen === 0) return null
  return unseen === 0 ? null : { unseen, seen: there.length > 0 }
}

const rowChanges: ReadonlySet<string> = new Set(['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt', 'CopyStmt'])

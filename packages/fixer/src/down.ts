import { type Revert, revertsOf, simulate, type TimelineStatement } from '@migration-doctor/analyzer'
import type { Catalog } from '@migration-doctor/core'
import { type Drop, dropsOf, sameObject, withoutDrops } from './drops.ts'
import type { Edit, FixContext, Undo } from './fix.ts'

/** What the ways back have to change when their migrations are edited: they drop nothing that these do not make any more. */
export function downEdits(edits: readonly Edit[], context: FixContext): readonly Edit[] {
  return [...migrationsOf(edits)].flatMap((name) => {
    const own = edits.flatMap(({ statement, undo }) => (statement.migration.name === name && undo ? [undo] : []))
    const revert = revertOf(name, context)
    return own.length === 0 || !revert ? [] : editsOf(revert, own, context)
  })
}

/** The statements of the ways back of all edited migrations, for what shares a call with an edited one. */
export function downStatements(edits: readonly Edit[], context: FixContext): readonly TimelineStatement[] {
  return [...migrationsOf(edits)].flatMap((name) => revertOf(name, context)?.statements ?? [])
}

function migrationsOf(edits: readonly Edit[]): ReadonlySet<string> {
  return new Set(edits.map(({ statement }) => statement.migration.name))
}

function revertOf(name: string, { project, analysis }: FixContext): Revert | undefined {
  const reverts = revertsOf(project, analysis.world.timeline.pgVersion)
  return reverts.find(({ migration }) => migration.name === name)
}

function editsOf(revert: Revert, undos: readonly Undo[], context: FixContext): readonly Edit[] {
  const before = catalogBefore(revert, context)
  const { defaultSchema } = context.project
  const pending = new Map(undos.map((undo) => [undo, undo.sql]))
  return revert.statements.flatMap((statement): Edit[] => {
    const drops = dropsOf(statement, defaultSchema)
    const wrong = drops.filter((drop) => undos.some((undo) => isLost(drop, undo, { before, defaultSchema })))
    if (wrong.length === 0) return []
    const cause = undos.find(({ lost }) =>
      wrong.some((drop) => lost.some((one) => sameObject(drop, one, defaultSchema))),
    )
    const instead = cause ? (pending.get(cause) ?? []) : []
    if (cause) pending.delete(cause)
    const rest = withoutDrops(statement, drops, wrong)
    return [{ statement, sql: [commentOn(wrong), ...(rest === null ? [] : [rest]), ...instead].join('\n') }]
  })
}

function commentOn(wrong: readonly Drop[]): string {
  const names = [...new Set(wrong.map(({ name, part }) => (part === null ? name : `${part} of ${name}`)))]
  return `-- ${names.join(', ')} ${names.length === 1 ? 'stays' : 'stay'}: this migration does not make ${names.length === 1 ? 'it' : 'them'}`
}

interface Before {
  readonly before: Catalog
  readonly defaultSchema: string
}

/** It is what the migration does not make any more, or it hangs on such a table and was there before. */
function isLost(drop: Drop, { lost }: Undo, { before, defaultSchema }: Before): boolean {
  if (lost.some((claim) => sameObject(drop, claim, defaultSchema))) return true
  const tables = lost.filter(({ kind }) => kind === 'relation').map(({ name }) => name)
  return [...before.objects.values()].some((object) => {
    if (!('table' in object) || object.schema !== drop.schema || !tables.includes(object.table)) return false
    if (object.kind === 'index') return drop.kind === 'relation' && drop.name === object.name
    return drop.kind === object.kind && drop.name === object.table && drop.part === object.name
  })
}

function catalogBefore({ migration }: Revert, { project, analysis }: FixContext): Catalog {
  const at = project.migrations.indexOf(migration)
  const earlier = { ...project, migrations: project.migrations.slice(0, Math.max(at, 0)) }
  return simulate(earlier, { pgVersion: analysis.world.timeline.pgVersion }).catalog()
}

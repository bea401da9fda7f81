import { type Catalog, compareCatalogs, type Difference, type Migration, type Project } from '@migration-doctor/core'
import { meantFacts } from './catalog/same-text.ts'
import type { Entry } from './entry.ts'
import { snapshot } from './simulate/snapshot.ts'
import { defaultPgVersion, Run, type SimulateOptions } from './simulate.ts'
import type { TimelineStatement } from './timeline.ts'

/** What becomes of the schema when a migration is run and taken back at once. */
export interface Revert {
  readonly migration: Migration
  /** The statements of its `down`, with their verdicts. Numbers are unique among all reverts of one project. */
  readonly statements: readonly TimelineStatement[]
  /**
   * How the schema differs from the one before the migration: `missing` is gone, `extra` is left over. `null` where it cannot be told,
   * because a statement was refused or its effect is unknown.
   */
  readonly differences: readonly Difference[] | null
  /** Its `up` runs through. */
  readonly upRuns: boolean
}

/** Runs every migration that has a way back up and down again before it runs for good. The parser must be loaded. */
export function simulateReverts(project: Project, options: SimulateOptions = {}): readonly Revert[] {
  const last = project.migrations.findLastIndex(({ down }) => down !== null)
  if (last === -1) return []
  const run = new Run(alone(project), options.pgVersion ?? defaultPgVersion)
  const reverts: Revert[] = []
  for (const migration of run.project.migrations.slice(0, last + 1)) {
    if (migration.down !== null) reverts.push(revert(run, migration, migration.down))
    run.migration(migration)
  }
  return reverts
}

/** Tools take migrations back one by one, each in a transaction of its own. */
function alone(project: Project): Project {
  const migrations = project.migrations.map((migration): Migration => {
    const { execution } = migration
    if (execution.transaction !== 'batch') return migration
    return { ...migration, execution: { ...execution, transaction: 'migration' } }
  })
  return { ...project, migrations }
}

function revert(run: Run, migration: Migration, down: NonNullable<Migration['down']>): Revert {
  const undo = trial(run)
  const first = run.statements.length
  const { session } = run
  const firstEvent = session.events.length
  run.migration(migration)
  const own = run.statements.slice(first)
  const upRuns = own.every(({ verdict }) => verdict.kind === 'accepted')
  run.migration(migration, down)
  const statements = run.statements.slice(first + own.length)
  const known = upRuns && statements.every(({ verdict }) => verdict.kind === 'accepted')
  const names = known ? namesIn([...own, ...statements], session.events.slice(firstEvent)) : null
  const after = names && snapshot(session, names)
  undo()
  return { migration, statements, upRuns, differences: after && differencesOf(snapshot(session, names), after) }
}

/** Begins what is wholly undone by the function that is given back; the statements' numbers stay taken. */
function trial({ session }: Run): () => void {
  const { store, taintedNames, everythingTainted } = session
  const tainted = new Set(taintedNames)
  const forms = session.taintedForms.length
  const taints = session.taints.length
  const { placeholders } = session
  const commit = store.commit
  // What is committed within the trial has to be undone with it.
  store.commit = () => undefined
  const mark = store.mark()
  return () => {
    store.rollbackTo(mark)
    store.commit = commit
    session.placeholders = placeholders
    session.everythingTainted = everythingTainted
    session.taintedForms.length = forms
    session.taints.length = taints
    for (const name of [...taintedNames]) if (!tainted.has(name)) taintedNames.delete(name)
  }
}

/** Every name that the statements mention, and those of what went with them. */
function namesIn(statements: readonly Entry[], events: Run['session']['events']): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { statement } of statements) if (statement) addStrings(statement.node, names)
  for (const { object, to } of events) for (const name of [...object.name.split('.'), to ?? '']) names.add(name)
  return names
}

function addStrings(node: unknown, names: Set<string>): void {
  if (typeof node === 'string') names.add(node)
  else if (typeof node === 'object' && node !== null) for (const part of Object.values(node)) addStrings(part, names)
}

/** The order of columns is nobody's to restore; extensions and schemas stay for others to use. */
function differencesOf(before: Catalog, after: Catalog): readonly Difference[] {
  return compareCatalogs(before, after).flatMap((difference) => {
    const { object, kind } = difference
    if (kind === 'extra' && (object.kind === 'extension' || object.kind === 'schema')) return []
    const others = difference.facts.filter(({ fact }) => fact !== 'position')
    const facts = meantFacts(object, others)
    return kind === 'changed' && facts.length === 0 ? [] : [{ ...difference, facts }]
  })
}

const known = new WeakMap<Project, Map<number, readonly Revert[]>>()

/** The reverts of a project, made once however many rules ask. */
export function revertsOf(project: Project, pgVersion: number): readonly Revert[] {
  const versions = known.get(project) ?? new Map<number, readonly Revert[]>()
  known.set(project, versions)
  const made = versions.get(pgVersion) ?? simulateReverts(project, { pgVersion })
  versions.set(pgVersion, made)
  return made
}

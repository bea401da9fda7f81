import type { Adapter, ProjectOptions, Surroundings } from '@migration-doctor/adapters'
import { analyze, recordedByName, revertsOf, simulate, type Timeline } from '@migration-doctor/analyzer'
import type { Catalog, History, Plan, Project, Proof, ProofWorld } from '@migration-doctor/core'
import {
  type Connection,
  cloneInto,
  introspect,
  isServerError,
  openScratch,
  replay,
  type Scratch,
  toServerError,
} from '@migration-doctor/db'
import { writesOf } from './apply.ts'
import { overlaid } from './overlay.ts'
import { type Before, sameSchema } from './same-schema.ts'

export interface ProveOptions {
  readonly adapter: Adapter
  readonly options: ProjectOptions
  readonly around: Surroundings
  readonly project: Project
  readonly history: History | null
  /** The diagnosed database; `null`: only the empty world is tried. */
  readonly connection: Connection | null
  readonly shadowUrl?: string
  readonly pgVersion?: number
  readonly now?: Date
}

/** Replays the cured history on an empty database and on a copy of the diagnosed one; scratch databases go when it is done. */
export async function prove(plan: Plan, wish: ProveOptions): Promise<Proof> {
  if (plan.steps.length === 0) return { worlds: [] }
  const files = overlaid(wish.around.files, wish.project.root, plan)
  const cured = await wish.adapter.read(wish.options, { ...wish.around, files })
  const timeline = simulate(cured, wish.pgVersion === undefined ? {} : { pgVersion: wish.pgVersion })
  const cure: Cured = { plan, wish, cured, timeline }
  const empty = await tryWorld('empty', wish, (scratch) => runAll(scratch, cure))
  const { connection } = wish
  const copy: Tried = connection
    ? await tryWorld('copy', wish, (scratch) => runCopy(scratch, connection, cure))
    : { world: { world: 'copy', result: 'not-tried', detail: 'no database was given' }, end: null }
  return { worlds: [empty.world, compared(copy, empty, wish.project)] }
}

interface Cured {
  readonly plan: Plan
  readonly wish: ProveOptions
  /** The project with the plan's files in place. */
  readonly cured: Project
  readonly timeline: Timeline
}

/** What a world ended in. */
interface End {
  readonly catalog: Catalog
  /** The copy before the cure, and the database it was copied from; `null` for a world that was empty. */
  readonly before: Before | null
}

interface Tried {
  readonly world: ProofWorld
  /** `null` when it did not get so far. */
  readonly end: End | null
}

/** Says why the cure does not hold in a world. */
class Failure extends Error {
  override readonly name = 'Failure'
}

async function tryWorld(
  world: string,
  { shadowUrl }: ProveOptions,
  attempt: (scratch: Scratch) => Promise<End>,
): Promise<Tried> {
  const scratch = await openScratch(shadowUrl === undefined ? {} : { shadowUrl })
  try {
    const end = await attempt(scratch)
    const detail = `the history runs to its end on ${scratch.server}, what the cure adds runs twice without a change, and a second diagnosis is clean`
    return { world: { world, result: 'converges', detail }, end }
  } catch (error) {
    if (!(error instanceof Failure) && !isServerError(error)) throw error
    const detail = error instanceof Failure ? error.message : toServerError(error).message
    return { world: { world, result: 'fails', detail }, end: null }
  } finally {
    await scratch.close()
  }
}

const statementTimeoutMs = 60_000

/** The whole history on an empty database, and a second diagnosis of it. */
async function runAll(scratch: Scratch, cure: Cured): Promise<End> {
  const { timeline, cured: project } = cure
  const result = await replay(timeline.replayScript(), scratch, { statementTimeoutMs })
  requireClean(analyze({ project, timeline, replay: result }), project)
  requireHarmlessReverts(cure)
  const catalog = await introspect(scratch.database)
  await requireSameTwice(scratch, catalog, cure)
  return { catalog, before: null }
}

/** The plan's marks, then what is pending after them, on a copy of the diagnosed database; and a second diagnosis of that. */
async function runCopy(scratch: Scratch, connection: Connection, cure: Cured): Promise<End> {
  const { timeline, cured: project, wish } = cure
  await cloneInto(connection, scratch.database, { rowsOf: wish.history ? [wish.history.table] : [] })
  const before = await introspect(scratch.database)
  await writePlan(scratch, cure)
  const pending = await pendingIn(scratch, cure)
  await runMigrations(scratch, pending, cure)
  if (wish.history) await record(scratch, pending, cure)
  const history = await wish.adapter.readHistory(scratch.database, project)
  const catalog = await introspect(scratch.database)
  requireClean(analyze({ project, timeline, history: history ?? 'absent', live: catalog }), project)
  await requireSameTwice(scratch, catalog, cure)
  return { catalog, before: { copy: before, original: await introspect(connection) } }
}

/** The very writes that `--apply` sends, each upon the history that the one before it left. */
async function writePlan(
  { database }: Scratch,
  { plan, wish: { adapter, now }, cured: project }: Cured,
): Promise<void> {
  for (const step of plan.steps) {
    const history = await adapter.readHistory(database, project)
    const writes = writesOf({ ...plan, steps: [step] }, { adapter, project, history, now: now ?? new Date() })
    for (const { sql, parameters } of writes) await database.query(sql, parameters)
  }
}

async function pendingIn({ database }: Scratch, { wish: { adapter }, cured }: Cured): Promise<ReadonlySet<string>> {
  const history = await adapter.readHistory(database, cured)
  const recorded = history ? recordedByName(history) : new Map()
  const isDone = (name: string) => ['applied', 'claimed'].includes(recorded.get(name)?.row?.state ?? '')
  return new Set(cured.migrations.map(({ name }) => name).filter((name) => !isDone(name)))
}

async function runMigrations(scratch: Scratch, names: ReadonlySet<string>, { timeline, cured }: Cured): Promise<void> {
  const script = timeline.replayScript()
  const statements = script.statements.filter(({ migration }) => names.has(migration))
  const { outcomes } = await replay({ ...script, statements }, scratch, { statementTimeoutMs })
  const failed = outcomes.find(({ error }) => error !== null)
  if (!failed?.error) return
  const where = statements.find(({ number }) => number === failed.number)?.migration ?? cured.name
  throw new Failure(`${where}: ${failed.error.sqlstate} ${failed.error.message}`)
}

/** What the tool itself would have written while it ran them. */
async function record(
  { database }: Scratch,
  names: ReadonlySet<string>,
  { wish: { adapter, now }, cured }: Cured,
): Promise<void> {
  for (const migration of cured.migrations.filter(({ name }) => names.has(name))) {
    const history = await adapter.readHistory(database, cured)
    const writes = adapter.mark({ kind: 'applied', migration }, history, cured, now ?? new Date())
    for (const { sql, parameters } of writes) await database.query(sql, parameters)
  }
}

function requireClean({ findings }: ReturnType<typeof analyze>, { name }: Project): void {
  const left = findings.find(({ severity, causedBy }) => severity === 'error' && causedBy === null)
  if (left) throw new Failure(`${left.migration ?? name}: ${left.message}`)
}

/** A rewritten migration that is taken back must leave every table and column that it has not made. */
function requireHarmlessReverts({ plan, cured, timeline }: Cured): void {
  const rewritten = new Set(plan.steps.flatMap(({ kind, migration }) => (kind === 'rewrite-file' ? [migration] : [])))
  for (const { migration, differences } of revertsOf(cured, timeline.pgVersion)) {
    if (!rewritten.has(migration.name)) continue
    const lost = differences?.find(({ kind, object }) => kind === 'missing' && holdsRows.has(object.kind))
    if (lost) throw new Failure(`taking ${migration.name} back would drop ${lost.key}, which it does not make`)
  }
}

const holdsRows: ReadonlySet<string> = new Set(['table', 'column'])

/** Emitted migrations run again as if nobody knew that they ran. */
async function requireSameTwice(scratch: Scratch, once: Catalog, cure: Cured): Promise<void> {
  const emitted = new Set(
    cure.plan.steps.flatMap(({ kind, migration }) => (kind === 'emit-file' && migration !== null ? [migration] : [])),
  )
  if (emitted.size === 0) return
  await runMigrations(scratch, emitted, cure)
  const difference = sameSchema(once, await introspect(scratch.database), { project: cure.cured, before: null })
  if (difference.differs) throw new Failure(`run twice, the cure changes the schema: ${difference.detail}`)
}

/** Both worlds must end in the same schema. */
function compared(copy: Tried, empty: Tried, project: Project): ProofWorld {
  if (!copy.end || !empty.end) return copy.world
  const { differs, detail } = sameSchema(empty.end.catalog, copy.end.catalog, { project, before: copy.end.before })
  if (differs)
    return { world: 'copy', result: 'fails', detail: `it ends in another schema than an empty database: ${detail}` }
  return detail === '' ? copy.world : { ...copy.world, detail: `${copy.world.detail}; ${detail}` }
}

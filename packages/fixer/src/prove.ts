import type { Adapter, ProjectOptions, Surroundings } from '@migration-doctor/adapters'
import { analyze, recordedByName, simulate, type Timeline } from '@migration-doctor/analyzer'
import {
  type Catalog,
  compareCatalogs,
  type History,
  type Plan,
  type Project,
  type Proof,
  type ProofWorld,
} from '@migration-doctor/core'
import { type Connection, cloneInto, introspect, openScratch, replay, type Scratch } from '@migration-doctor/db'
import { overlaid } from './overlay.ts'

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
}

/** Replays the cured history on an empty database and on a copy of the diagnosed one. */
export async function prove(plan: Plan, wish: ProveOptions): Promise<Proof> {
  if (plan.steps.length === 0) return { worlds: [] }
  const files = overlaid(wish.around.files, wish.project.root, plan)
  const cured = await wish.adapter.read(wish.options, { ...wish.around, files })
  const timeline = simulate(cured, wish.pgVersion === undefined ? {} : { pgVersion: wish.pgVersion })
  const empty = await tryWorld('empty', wish, (scratch) => runAll(scratch, timeline, cured))
  const { connection } = wish
  const copy: Tried = connection
    ? await tryWorld('copy', wish, (scratch) => runPending(scratch, { timeline, cured, plan, wish, connection }))
    : { world: { world: 'copy', result: 'not-tried', detail: 'no database was given' }, catalog: null }
  return { worlds: [empty.world, compared(copy, empty, wish.project)] }
}

interface Tried {
  readonly world: ProofWorld
  /** What it ended in; `null` when it did not get so far. */
  readonly catalog: Catalog | null
}

type Attempt = (scratch: Scratch) => Promise<string | null>

async function tryWorld(name: string, { shadowUrl }: ProveOptions, attempt: Attempt): Promise<Tried> {
  const scratch = await openScratch(shadowUrl === undefined ? {} : { shadowUrl })
  try {
    const failure = await attempt(scratch)
    if (failure !== null) return { world: { world: name, result: 'fails', detail: failure }, catalog: null }
    const catalog = await introspect(scratch.database)
    return {
      world: { world: name, result: 'converges', detail: `the history runs to its end on ${scratch.server}` },
      catalog,
    }
  } finally {
    await scratch.close()
  }
}

/** The whole history on an empty database, and a second diagnosis of it. Answers what went wrong. */
async function runAll(scratch: Scratch, timeline: Timeline, project: Project): Promise<string | null> {
  const result = await replay(timeline.replayScript(), scratch, { statementTimeoutMs })
  const analysis = analyze({ project, timeline, replay: result })
  const left = analysis.findings.find((finding) => finding.severity === 'error' && finding.causedBy === null)
  return left ? `${left.migration ?? project.name}: ${left.message}` : null
}

const statementTimeoutMs = 60_000

interface CopyWorld {
  readonly timeline: Timeline
  readonly cured: Project
  readonly plan: Plan
  readonly wish: ProveOptions
  readonly connection: Connection
}

/** What is still pending after the plan's marks, on a copy of the diagnosed database. */
async function runPending(
  scratch: Scratch,
  { timeline, cured, plan, wish, connection }: CopyWorld,
): Promise<string | null> {
  await cloneInto(connection, scratch.database, { rowsOf: [] })
  const done = appliedAfter(plan, wish.history)
  const script = timeline.replayScript()
  const pending = script.statements.filter((statement) => !done.has(statement.migration))
  const result = await replay({ ...script, statements: pending }, scratch, { statementTimeoutMs })
  const failed = result.outcomes.find((outcome) => outcome.error !== null)
  if (!failed) return null
  const statement = pending.find((one) => one.number === failed.number)
  return `${statement?.migration ?? cured.name}: ${failed.error?.sqlstate} ${failed.error?.message}`
}

/** Names of the migrations that will not run again once the plan's marks are written. */
function appliedAfter(plan: Plan, history: History | null): ReadonlySet<string> {
  const done = new Set<string>()
  for (const [name, { row }] of history ? recordedByName(history) : []) {
    if (row?.state === 'applied' || row?.state === 'claimed') done.add(name)
  }
  for (const { kind, migration } of plan.steps) {
    if (migration === null) continue
    if (kind === 'mark-applied') done.add(migration)
    if (kind === 'mark-rolled-back' || kind === 'delete-history-row') done.delete(migration)
  }
  return done
}

/** Both worlds must end in the same schema, the tool's own table aside. */
function compared(copy: Tried, empty: Tried, { historyTable }: Project): ProofWorld {
  if (!copy.catalog || !empty.catalog) return copy.world
  const differences = compareCatalogs(empty.catalog, copy.catalog).filter(({ key }) => !key.includes(historyTable.name))
  if (differences.length === 0) return copy.world
  const shown = differences.slice(0, 3).map(({ key }) => key)
  const detail = `it ends in another schema than an empty database: ${shown.join(', ')}${differences.length > 3 ? ', …' : ''}`
  return { world: 'copy', result: 'fails', detail }
}

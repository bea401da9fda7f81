import { type Adapter, detectProject } from '@migration-doctor/adapters'
import { type Analysis, analyze, simulate } from '@migration-doctor/analyzer'
import type { Catalog, History, HistoryRow, Plan, PlanStep, Project, Tool } from '@migration-doctor/core'
import { loadParser } from '@migration-doctor/sql'
import { memoryFiles } from '@migration-doctor/testkit'
import { type FixContext, makePlan } from '../src/index.ts'
import { overlaid } from '../src/overlay.ts'

export interface Case {
  readonly tool: Tool
  /** By path, relative to the project's root. */
  readonly files: Readonly<Record<string, string>>
  readonly migrations?: readonly string[]
  readonly toolVersion?: string
  /** Names of migrations that are recorded as applied; left out: no database was asked. */
  readonly applied?: readonly string[]
  /** Names of migrations of which the last row says that they failed. */
  readonly failed?: readonly string[]
  readonly live?: Catalog
}

export interface Prescription {
  readonly project: Project
  readonly adapter: Adapter
  readonly analysis: Analysis
  readonly plan: Plan
  /** The analysis of the files as the plan leaves them. */
  readonly after: Analysis
  readonly cured: Project
  step(kind: PlanStep['kind']): PlanStep
}

const root = '/project'
const now = new Date('2026-01-02T03:04:05Z')

/** Reads a project from memory, plans its cure, and reads it again with the cure in place. */
export async function prescribe(each: Case): Promise<Prescription> {
  await loadParser()
  const files = memoryFiles(
    Object.fromEntries(Object.entries(each.files).map(([path, text]) => [`${root}/${path}`, text])),
  )
  const options = {
    cwd: root,
    tool: each.tool,
    migrations: each.migrations ?? [],
    ...(each.toolVersion === undefined ? {} : { toolVersion: each.toolVersion }),
  }
  const { adapter } = await detectProject(options, { files, environment: {} })
  const project = await adapter.read(options, { files, environment: {} })
  const history = each.applied ? historyOf(each.applied, each.failed ?? [], project) : null
  const live = each.live ?? null
  const analysis = analyze({ project, timeline: simulate(project), history, live })
  const context: FixContext = { project, adapter, analysis, history, live, strategy: null, now }
  const plan = makePlan(context)
  const cured = await adapter.read(options, { files: overlaid(files, root, plan), environment: {} })
  const after = analyze({ project: cured, timeline: simulate(cured) })
  const step = (kind: PlanStep['kind']) => {
    const found = plan.steps.find((one) => one.kind === kind)
    if (!found) throw new Error(`No step ${kind} among: ${plan.steps.map((one) => one.kind).join(', ')}`)
    return found
  }
  return { project, adapter, analysis, plan, after, cured, step }
}

function historyOf(applied: readonly string[], failed: readonly string[], project: Project): History {
  const rows = [...applied, ...failed].map((name, at): HistoryRow => {
    const checksum = project.migrations.find((one) => one.name === name)?.checksums[0] ?? null
    const common = { name, key: String(at), startedAt: now, checksum, raw: {} }
    if (at < applied.length) return { ...common, state: 'applied', finishedAt: now, logs: null, appliedSteps: 1 }
    return { ...common, state: 'failed', finishedAt: null, logs: 'it failed', appliedSteps: 0 }
  })
  return { table: { schema: 'public', name: project.historyTable.name }, rows }
}

/** Rules of the errors that an analysis has. */
export function errorsOf({ findings }: Analysis): readonly string[] {
  return findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)
}

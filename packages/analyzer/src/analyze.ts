import type {
  Catalog,
  Coverage,
  Finding,
  History,
  HistorySurroundings,
  MigrationReport,
  MigrationState,
  ModelDrift,
  ModelUnknown,
  Project,
  ReplayResult,
} from '@migration-doctor/core'
import { findingsOf } from './findings.ts'
import { type Judgement, type Judgements, judge } from './judge.ts'
import type { Rule } from './rule.ts'
import { rules } from './rules.gen.ts'
import { statesOf } from './states.ts'
import type { Timeline } from './timeline.ts'
import type { Explained, Need, World } from './world.ts'

export interface AnalyzeInput {
  readonly project: Project
  readonly timeline: Timeline
  /** `null`: no database was asked. `absent`: it was, and has no tracking table. */
  readonly history?: History | 'absent' | null
  /** What the database tells besides the rows. */
  readonly surroundings?: HistorySurroundings | null
  /** Texts of edited migrations as they were when they were applied, by name. */
  readonly originals?: ReadonlyMap<string, string>
  readonly live?: Catalog | null
  readonly replay?: ReplayResult | null
  /** How the ORM's model differs, or what its comparison lacks. */
  readonly model?: ModelDrift | ModelUnknown | null
}

export interface Analysis {
  readonly world: World
  readonly findings: readonly Finding[]
  /** The finding that tells of a statement's refusal. */
  findingOf(statement: number): Finding | null
  readonly migrations: readonly MigrationReport[]
  readonly coverage: Coverage
  readonly skipped: readonly { readonly rule: string; readonly needs: string }[]
}

/** Judges a project: gives every refusal to one rule, lets every rule look, and sorts what they find. */
export function analyze(input: AnalyzeInput): Analysis {
  const world = worldOf(input)
  const able = rules.filter((rule) => lacks(rule, world) === null)
  const modelNeeds = input.model && 'needs' in input.model ? input.model.needs : needWords.model
  const { findings, byStatement } = findingsOf(world, able)
  return {
    world,
    findings,
    findingOf: (statement) => byStatement.get(statement) ?? null,
    migrations: migrationReports(world, findings),
    coverage: coverageOf(world),
    skipped: rules.flatMap((rule) => {
      const need = lacks(rule, world)
      if (need === null) return []
      return [{ rule: rule.meta.name, needs: need === 'model' ? modelNeeds : needWords[need] }]
    }),
  }
}

function worldOf(input: AnalyzeInput): World {
  const { project, timeline, history = null, surroundings = null, live = null, replay = null } = input
  const judgements = judge(timeline, replay, project.historyTable.name)
  return {
    project,
    timeline,
    judgements,
    explained: explain(judgements),
    history,
    surroundings,
    originals: input.originals ?? new Map(),
    live,
    replay,
    model: input.model && 'script' in input.model ? input.model : null,
    states: statesOf(project, history, surroundings?.activity ?? null),
  }
}

const byRank = rules
  .flatMap((rule) => (rule.refusal ? [{ name: rule.meta.name, refusal: rule.refusal }] : []))
  .sort((a, b) => a.refusal.rank - b.refusal.rank)

function explain(judgements: Judgements): ReadonlyMap<string, readonly Explained[]> {
  const explained = new Map<string, Explained[]>()
  for (const judgement of judgements.all) {
    const found = explanationOf(judgement, judgements)
    if (!found) continue
    const list = explained.get(found.rule)
    if (list) list.push({ judgement, data: found.data })
    else explained.set(found.rule, [{ judgement, data: found.data }])
  }
  return explained
}

function explanationOf(judgement: Judgement, judgements: Judgements) {
  for (const { name, refusal } of byRank) {
    const data = refusal.explain(judgement, judgements)
    if (data) return { rule: name, data }
  }
  return null
}

const needWords: Readonly<Record<Need, string>> = {
  history: "the database's history table",
  catalog: 'a database',
  replay: 'a replay on a scratch database',
  model: '--model',
}

function lacks(rule: Rule, world: World): Need | null {
  const has: Readonly<Record<Need, boolean>> = {
    history: world.history !== null,
    catalog: world.live !== null,
    replay: world.replay !== null,
    model: world.model !== null,
  }
  return rule.meta.needs.find((need) => !has[need]) ?? null
}

/** What the catalog adds to what the history says of a migration. */
const seenStates: ReadonlyMap<string, MigrationState> = new Map([
  ['recorded-but-absent', 'absent'],
  ['partially-applied', 'partial'],
  ['present-but-unrecorded', 'unrecorded'],
])

function migrationReports(world: World, findings: readonly Finding[]): readonly MigrationReport[] {
  const { project, timeline } = world
  const seen = findings.flatMap(({ rule, migration }) => {
    const state = seenStates.get(rule)
    return state && migration !== null ? [[migration, state] as const] : []
  })
  const states = new Map([...world.states, ...seen])
  const counts = new Map<string, number>()
  for (const { migration } of timeline.statements) counts.set(migration.name, (counts.get(migration.name) ?? 0) + 1)
  const files = new Map(project.migrations.map((migration) => [migration.name, migration.file]))
  const names = [...files.keys(), ...[...states.keys()].filter((name) => !files.has(name))]
  return names.map((name) => ({
    name,
    file: files.get(name) ?? '',
    state: states.get(name) ?? 'pending',
    statements: counts.get(name) ?? 0,
  }))
}

function coverageOf({ timeline, replay }: World): Coverage {
  const replayed = new Set(replay?.outcomes.filter((one) => one.skipped === undefined).map((one) => one.number))
  const unknown = timeline.statements.filter((one) => one.verdict.kind === 'unknown')
  return {
    statements: timeline.statements.length,
    simulated: timeline.statements.length - unknown.length,
    replayed: replayed.size,
    unreadable: unknown.filter((one) => !replayed.has(one.number)).length,
  }
}

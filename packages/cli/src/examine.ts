import type { DetectedProject } from '@migration-doctor/adapters'
import { type Analysis, analyze, defaultPgVersion, simulate, type Timeline } from '@migration-doctor/analyzer'
import type { ModelDrift, ModelUnknown, ProjectReport, ReplayResult } from '@migration-doctor/core'
import type { ReadSession } from '@migration-doctor/db'
import { loadParser } from '@migration-doctor/sql'
import { executed } from './execute/execute.ts'
import type { Host } from './host.ts'
import { modelOf } from './model.ts'
import { type Observation, observe, observeThrough, requireUrl } from './observe.ts'
import { type OpenProject, openProject, urlOf } from './open-project.ts'
import { originalTexts } from './original-texts.ts'
import type { Progress } from './progress.ts'
import { renamedTable } from './renamed-table.ts'
import { replayOf } from './replay.ts'
import { applyRuleSettings } from './rule-settings.ts'
import { nameOf, type ProjectSettings, type Settings } from './settings.ts'
import { withShadow } from './shadow.ts'

/** Everything that is known of one project. */
export interface Examination extends OpenProject {
  readonly pgVersion: number
  readonly timeline: Timeline
  readonly replay: ReplayResult | null
  /** `null`: the files alone were looked at. */
  readonly observation: Observation | null
  readonly analysis: Analysis
  readonly report: ProjectReport
}

export interface ExamineOptions {
  readonly rules: Settings['rules']
  /** `never`: the files alone · `when-known`: as far as somebody says where it is · `always`: refuse without. */
  readonly database: 'never' | 'when-known' | 'always'
  /** An open transaction to look through, in place of a database to connect to. */
  readonly session?: ReadSession
  readonly host: Host
  readonly progress: Progress
}

/** Reads, simulates, looks into the database, replays when that is asked for, and judges. */
export async function examine(settings: ProjectSettings, options: ExamineOptions): Promise<Examination> {
  const { host, progress } = options
  progress.step(`${nameOf(settings)}: reading migrations`)
  const [read] = await Promise.all([openProject(settings, host), loadParser()])
  const run = settings.execute ? await executed(read, host, progress) : null
  const open = run ? { ...read, project: run.project } : read
  const choice = choiceSentence(open.detected)
  if (choice !== null) progress.say(choice)
  const url = await databaseOf(open, options)
  const asked = { ...open, settings: withShadow(settings, url) }
  const observation = await lookInto(asked, url, options)
  const renamed = renamedTable(open.project, observation)
  if (renamed) progress.say(renamed.sentence)
  const resolved = { ...asked, project: renamed?.project ?? open.project }
  const pgVersion = settings.pgVersion ?? observation?.majorVersion ?? defaultPgVersion
  progress.step(`${nameOf(settings)}: simulating`)
  const timeline = simulate(resolved.project, { pgVersion })
  const replay = await replayOf(timeline, { settings: resolved.settings, host, progress })
  const originals = await originalTexts(open, observation, host)
  const model = await modelOf(resolved, timeline, { settings: resolved.settings, host, progress, run })
  return judged({ ...resolved, pgVersion, timeline, replay, observation }, { rules: options.rules, originals, model })
}

/** Auto-detection explains its choice where there was one. That an ORM's folder holds SQL files too is none. */
function choiceSentence({ detection, others }: DetectedProject): string | null {
  const rivals = others.filter(({ tool }) => tool !== 'sql').map(({ tool, why }) => `${tool} (${why})`)
  if (rivals.length === 0) return null
  return `Took the ${detection.tool} project (${detection.why}). Also here: ${rivals.join(' and ')}; --tool chooses.`
}

/** Where the database is; `null` when nobody is to look into it or nobody says. */
async function databaseOf(open: OpenProject, { database, session, host }: ExamineOptions): Promise<string | null> {
  if (database === 'never' || session) return null
  const known = await urlOf(open, host)
  return database === 'always' ? requireUrl(known, open) : known
}

async function lookInto(
  open: OpenProject,
  url: string | null,
  { session, host, progress }: ExamineOptions,
): Promise<Observation | null> {
  if (!session && url === null) return null
  progress.step(`${open.project.name}: looking into the database`)
  if (session) return observeThrough(session, open)
  return url === null ? null : observe(open, url, host)
}

interface Judging {
  readonly rules: Settings['rules']
  readonly originals: ReadonlyMap<string, string>
  readonly model: ModelDrift | ModelUnknown | null
}

function judged(known: Omit<Examination, 'analysis' | 'report'>, { rules, originals, model }: Judging): Examination {
  const { project, timeline, observation, replay } = known
  const analysis = analyze({
    project,
    timeline,
    history: observation?.history ?? null,
    surroundings: observation?.surroundings ?? null,
    originals,
    live: observation?.catalog ?? null,
    replay,
    model,
  })
  const { findings, migrations, coverage, skipped } = analysis
  const { name, tool, toolVersion, order } = project
  const report: ProjectReport = {
    name,
    tool,
    toolVersion,
    order: { by: order.by, why: order.why },
    database: observation?.database ?? null,
    migrations,
    coverage,
    skipped,
    findings: applyRuleSettings(findings, rules),
  }
  return { ...known, analysis, report }
}

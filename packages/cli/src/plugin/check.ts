import { exitCodes, type Report, summarize, type Tool } from '@migration-doctor/core'
import type { ReadSession } from '@migration-doctor/db'
import { examine } from '../examine.ts'
import { codeOf } from '../exit.ts'
import { renderReport } from '../output.ts'
import type { Progress } from '../progress.ts'
import { byCurrentNames } from '../rule-settings.ts'
import { currentName } from '../rules.ts'
import { onlyProject, type ProjectSettings, settingsOf } from '../settings.ts'
import { packageFacts } from '../version.ts'
import { asClients, asOurs, MigrationDoctorError } from './error.ts'
import { pluginHost } from './host.ts'
import type { CheckOptions, PreflightOptions } from './options.ts'

/** Where a check looks: through a transaction that somebody else's client has begun, or where the project's configuration says. */
export interface Source {
  readonly tool: Tool
  /** What the client knows better than the project's files. */
  readonly settings?: Partial<ProjectSettings>
  /** Calls its argument inside of a transaction; left out: we connect ourselves. */
  readonly through?: <Result>(work: (session: ReadSession) => Promise<Result>) => Promise<Result>
}

/** @throws MigrationDoctorError when the project or the database cannot be read. */
export async function diagnosed(source: Source, options: CheckOptions): Promise<Report> {
  let own: unknown
  const keep = (error: unknown): never => {
    own = error
    throw error
  }
  try {
    if (!source.through) return await reported(source, options).catch(keep)
    return await source.through((session) => reported(source, options, session).catch(keep))
  } catch (error) {
    throw own === undefined ? asClients(error) : asOurs(own)
  }
}

/** The same, and it throws with the report when something is at or above `failOn`. */
export async function preflown(source: Source, { failOn = 'error', ...options }: PreflightOptions): Promise<Report> {
  const report = await diagnosed(source, options)
  if (codeOf(report, failOn) === exitCodes.ok) return report
  throw new MigrationDoctorError(`The migrations are not in order.\n${summaryOf(report)}`, {
    code: exitCodes.findings,
    hint: 'npx migration-doctor diagnose',
    report,
  })
}

async function reported(source: Source, options: CheckOptions, session?: ReadSession): Promise<Report> {
  const started = performance.now()
  const { version } = packageFacts()
  const host = pluginHost(version)
  const { cwd, config, toolVersion, migrations } = options
  const args = {
    tool: source.tool,
    replay: options.replay ?? 'never',
    ...(cwd === undefined ? {} : { cwd }),
    ...(config === undefined ? {} : { config }),
    ...(toolVersion === undefined ? {} : { 'tool-version': toolVersion }),
    ...(migrations === undefined ? {} : { migrations: [migrations].flat() }),
  }
  const settings = await settingsOf(args, host)
  const project = merged(onlyProject(settings), source.settings ?? {})
  const rules = byCurrentNames(settings.rules, currentName)
  const database = session ? 'when-known' : 'always'
  try {
    const { report } = await examine(project, { rules, database, host, progress: silent, ...(session && { session }) })
    const summary = summarize([report], Math.round(performance.now() - started))
    return { schemaVersion: 1, doctor: { version }, projects: [report], summary }
  } finally {
    for (const clean of host.cleanups) await clean()
  }
}

/** What the options and the configuration leave open, the client may know. */
function merged(project: ProjectSettings, known: Partial<ProjectSettings>): ProjectSettings {
  return {
    ...project,
    migrations: project.migrations.length > 0 ? project.migrations : (known.migrations ?? []),
    historyTable: project.historyTable ?? known.historyTable ?? null,
    schemaFile: project.schemaFile ?? known.schemaFile ?? null,
    url: project.url ?? known.url ?? null,
  }
}

/** A library says nothing by itself. */
const silent: Progress = { step: () => {}, say: () => {}, done: () => {} }

/** A line for each finding. */
function summaryOf(report: Report): string {
  const options = { sources: new Map(), color: false, width: 100, quiet: true, verbose: false }
  return renderReport(report, options, { format: 'pretty' }).trimEnd()
}

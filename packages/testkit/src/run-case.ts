import { posix } from 'node:path'
import { type DetectOptions, detectProject } from '@migration-doctor/adapters'
import { analyze, simulate, type Timeline, type World } from '@migration-doctor/analyzer'
import {
  type Catalog,
  catalogOf,
  type Finding,
  type History,
  type HistoryRow,
  type HistorySurroundings,
  lineAndColumn,
  lineStarts,
  type Migration,
  type Place,
  type Project,
  type ProjectReport,
  type ReplayResult,
  type Report,
  summarize,
  type Tool,
  verbatimChunk,
} from '@migration-doctor/core'
import { reporters } from '@migration-doctor/reporters'
import { loadParser } from '@migration-doctor/sql'
import type { CaseHistoryRow, CaseRefusal, LiterateCase, Mark } from './cases.ts'
import { memoryFiles } from './files.ts'

export interface CaseRun {
  readonly project: Project
  readonly report: Report
  readonly findings: readonly Finding[]
  /** What the rules looked at. */
  readonly world: World
}

const root = '/project'

/** Reads the case's files by the real adapter, from memory, and judges them. */
export async function runCase(each: LiterateCase): Promise<CaseRun> {
  await loadParser()
  const files = memoryFiles(
    Object.fromEntries(
      each.files.map(({ path, text, encoding }) => [posix.join(root, path), Buffer.from(text, encoding)]),
    ),
  )
  const options = detectOptions(each)
  const { adapter } = await detectProject(options, { files, environment: {} })
  const project = await adapter.read(options, { files, environment: {} })
  const { pgVersion } = each.options
  const timeline = simulate(project, pgVersion === undefined ? {} : { pgVersion })
  const history = each.history === 'absent' ? each.history : each.history && historyOf(each.history, project)
  const replay = each.replay && replayOf(each.replay, project, timeline)
  const { findings, migrations, coverage, skipped, world } = analyze({
    project,
    timeline,
    history,
    surroundings: surroundingsOf(each, project),
    originals: originalsOf(each, project),
    live: liveOf(each, project),
    model: each.model === null ? null : { model: 'prisma/schema.prisma', script: each.model },
    replay,
  })
  const { name, tool, toolVersion, order } = project
  const projects: ProjectReport[] = [
    {
      name,
      tool,
      toolVersion,
      order: { by: order.by, why: order.why },
      database: null,
      migrations,
      coverage,
      skipped,
      findings,
    },
  ]
  const report: Report = { schemaVersion: 1, doctor: { version: '0.0.0' }, projects, summary: summarize(projects, 0) }
  return { project, report, findings, world }
}

/** The report of a case as a terminal of 80 columns shows it, without colours. */
export function renderCase(run: CaseRun): string {
  const pretty = reporters.find((reporter) => reporter.name === 'pretty')
  const sources = new Map([[run.project.name, run.project.sources]])
  const text = pretty?.render(run.report, { sources, color: false, width: 80, quiet: false, verbose: false }) ?? ''
  return text.replace(/ +$/gm, '')
}

function detectOptions(each: LiterateCase): DetectOptions {
  const tool = toolOf(each)
  const folders = [...new Set(each.files.map((file) => posix.dirname(file.path)))]
  const { toolVersion, historyTable } = each.options
  // Prisma's layout and a data source say for themselves where the migrations are.
  const telling = tool === 'prisma' || each.files.some(({ path }) => posix.basename(path) === 'data-source.ts')
  return {
    cwd: root,
    tool,
    migrations: telling ? [] : folders.map((folder) => (tool === 'typeorm' ? posix.join(folder, '*.{ts,js}') : folder)),
    ...(toolVersion === undefined ? {} : { toolVersion }),
    ...(historyTable === undefined ? {} : { historyTable: { schema: null, name: historyTable } }),
  }
}

function toolOf(each: LiterateCase): Tool {
  const paths = each.files.map((file) => file.path)
  const named = each.options.tool
  if (named === 'prisma' || named === 'typeorm' || named === 'sql') return named
  if (paths.some((path) => path.startsWith('prisma/'))) return 'prisma'
  return paths.some((path) => /\.[cm]?[jt]s$/.test(path)) ? 'typeorm' : 'sql'
}

function historyOf(rows: readonly CaseHistoryRow[], project: Project): History {
  const { schema, name } = project.historyTable
  return {
    table: { schema: schema ?? project.defaultSchema, name },
    rows: rows.map((row, at) => rowOf(row, at, project)),
  }
}

/** Of the first row; each of the others was written a minute after the one before it. */
const firstRow = Date.UTC(2024, 0, 1)
const minute = 60_000

function surroundingsOf({ sessions, tables, history, options }: LiterateCase, project: Project): HistorySurroundings {
  const rows = history === 'absent' || history === null ? 0 : history.length
  const moments = { before: firstRow - minute, after: firstRow + (rows + 5) * minute }
  return {
    activity: sessions && {
      sessions: sessions.map(({ pid, application, granted, since }) => ({
        pid,
        key: '72707369',
        granted,
        application,
        user: 'app',
        client: '10.0.0.7',
        since: new Date(moments[since]),
        state: 'active',
      })),
    },
    tables: tables.map(({ schema, name, rows: count, known }) => {
      const own = known !== null
      return { schema, name, tool: own ? project.tool : 'another tool', own, rows: count, known: known ?? 0 }
    }),
    named: options.historyTable !== undefined,
  }
}

function originalsOf({ originals }: LiterateCase, { migrations }: Project): ReadonlyMap<string, string> {
  const names = new Map(migrations.map(({ file, name }) => [file, name]))
  return new Map(originals.map(({ path, text }) => [names.get(path) ?? path, text]))
}

/** The catalog that a script leaves behind, with the indexes whose build failed. */
function liveOf({ live, options }: LiterateCase, project: Project): Catalog | null {
  if (live === null) return null
  const migration: Migration = {
    name: 'live',
    file: 'live.sql',
    orderKey: '',
    up: [{ kind: 'sql', chunk: verbatimChunk('live.sql', live) }],
    down: null,
    execution: { transaction: 'none', send: 'statement' },
    checksums: [],
    problems: [],
  }
  const made = simulate({ ...project, tool: 'sql', migrations: [migration] }).catalog()
  const invalid = new Set(options.invalidIndexes)
  const objects = [...made.objects.values()]
  return catalogOf(
    objects.map((object) =>
      object.kind === 'index' && invalid.has(`${object.schema}.${object.name}`) ? { ...object, valid: false } : object,
    ),
  )
}

/** Rows were written a minute after each other. */
function rowOf(row: CaseHistoryRow, at: number, project: Project): HistoryRow {
  const startedAt = new Date(firstRow + at * minute)
  const done = row.state === 'applied' || row.state === 'claimed'
  const written = project.migrations.find((migration) => migration.name === row.name)?.checksums[0]
  const checksums = { match: written ?? null, edited: '0'.repeat(64), none: null }
  return {
    name: row.name,
    key: String(at + 1),
    state: row.state,
    startedAt,
    finishedAt: done ? startedAt : null,
    checksum: checksums[row.checksum],
    logs: row.logs,
    appliedSteps: row.state === 'applied' ? 1 : 0,
    raw: {},
  }
}

/** A server that refused just these statements. */
function replayOf(refusals: readonly CaseRefusal[], project: Project, timeline: Timeline): ReplayResult {
  const refusalAt = ({ file, span }: Place) => {
    const { line } = lineAndColumn(lineStarts(project.sources.get(file) ?? ''), span.start)
    return refusals.find((refusal) => refusal.file === file && refusal.line === line)
  }
  const outcomes = timeline.statements.map(({ number, place }) => ({ number, error: refusalAt(place) ?? null }))
  return { server: 'PostgreSQL 18.1', outcomes }
}

/** A finding in the words of a marker: `002_b.sql:3 error: duplicate-create`. */
export function describeFinding(finding: Finding): string {
  const { location } = finding
  const where = location ? `${location.file}:${location.startLine}` : `(${finding.migration ?? 'project'})`
  return `${where} ${finding.causedBy === null ? finding.severity : 'consequence'}: ${finding.rule}`
}

export function describeMark(mark: Mark): string {
  const where = mark.place ? `${mark.place.file}:${mark.place.line}` : `(${mark.migration ?? 'project'})`
  return `${where} ${mark.severity}: ${mark.rule}`
}

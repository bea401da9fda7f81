import { type Migration, type Project, type ReadingProblem, unusable } from '@migration-doctor/core'
import { loadParser } from '@migration-doctor/sql'
import type { ProjectOptions, Surroundings } from '../adapter.ts'
import type { DataSourceConfig } from './config.ts'
import { discover } from './discover.ts'
import { encodingProblems } from './encoding.ts'
import { baseOf } from './evaluate/path.ts'
import type { FoundDataSource } from './find-data-source.ts'
import { createTable } from './history.ts'
import { type Loaded, loadFile } from './load.ts'
import { metadataTable } from './metadata-table.ts'
import { migrationOf, transactionMode } from './migration.ts'
import { openProject } from './open.ts'
import { duplicateProblems, explainOrder, inOrder, refusedName, timestampOf } from './order.ts'
import { switchProblems } from './switches.ts'

/** Reads a TypeORM project without running any of it. @throws DoctorError (2) when there is nothing to read. */
export async function readTypeorm(options: ProjectOptions, around: Surroundings): Promise<Project> {
  await loadParser()
  const { workshop, found, version } = await openProject(options, around)
  const { cwd } = { cwd: workshop.store.root }
  const discovery = await discover(around.files, { cwd, migrations: options.migrations }, found)
  if (discovery.sources.length === 0) throw nothingFound(options, found)
  const loaded = await Promise.all(discovery.sources.map((source) => loadFile(workshop, source)))
  const exported = loaded.flatMap(({ classes }) => classes)
  const classes = discovery.configured ? exported : exported.filter((one) => !isReexport(one, exported))
  const named = inOrder(classes.filter(isMigration).map((one) => ({ ...one, timestamp: timestampOf(one.name) })))
  const mode = transactionMode(found)
  const migrations: Migration[] = []
  for (const one of named) migrations.push(withPosition(await migrationOf(workshop, one, mode), named))
  const historyTable = options.historyTable ?? {
    schema: found.config.schema,
    name: found.config.tableName ?? 'migrations',
  }
  const switches = await switchProblems(workshop, found.config)
  workshop.store.sealed = true
  const sources = workshop.store.sources()
  const unreadable = await encodingProblems(migrations, { root: cwd, files: around.files, sources })
  const given = metadataTable(migrations)
  return {
    name: options.name ?? baseOf(cwd),
    tool: 'typeorm',
    toolVersion: version,
    root: options.cwd,
    migrations,
    order: explainOrder(named),
    historyTable,
    ...(given === null ? {} : { given }),
    ownTables: createTable({ historyTable, toolVersion: version }).map(({ sql }) => sql),
    defaultSchema: 'public',
    searchPath: ['public'],
    problems: [
      ...discovery.problems,
      ...loaded.flatMap(({ problems }) => problems),
      ...classes.filter((one) => !isMigration(one)).map((one) => foreignExport(one, discovery.configured)),
      ...duplicateProblems(named),
      ...configProblems(found.config),
      ...switches,
      ...unreadable,
    ],
    sources,
  }
}

/** Findings about a name say where it puts the migration. */
function withPosition(migration: Migration, ordered: readonly { readonly name: string }[]): Migration {
  if (migration.problems.length === 0) return migration
  const at = ordered.findIndex(({ name }) => name === migration.name)
  const position = { number: at + 1, of: ordered.length, after: ordered[at - 1]?.name, before: ordered[at + 1]?.name }
  const problems = migration.problems.map((one) => ({ ...one, data: { ...one.data, ...position } }))
  return { ...migration, problems }
}

/** In a folder that we have chosen, an index that hands on its neighbours’ classes is no second copy of them. */
function isReexport(one: Loaded, all: readonly Loaded[]): boolean {
  const same = ({ place }: Loaded) => place.file === one.place.file && place.span.start === one.place.span.start
  return one.place.file !== one.file && all.some((other) => other.file === one.place.file && same(other))
}

function isMigration(one: Loaded): one is Loaded & { readonly name: string } {
  return one.hasUp && one.name !== null && one.fault === null
}

/** @param loaded the tool itself loads the file, and stops at it. */
function foreignExport(one: Loaded, loaded: boolean): ReadingProblem {
  const { file, name, className, fault } = one
  const refusal = loaded ? refusalOf(one) : null
  const data = { file, name, className, fault, ...(refusal === null ? {} : { refusal }) }
  return { rule: 'foreign-export', place: one.place, data }
}

/** TypeORM's own words; `null` where it takes it for a migration all the same. */
function refusalOf({ name, fault }: Loaded): string | null {
  if (fault !== null) return fault
  if (name === null) return null
  return timestampOf(name) === null ? refusedName(name) : `${name} has no up()`
}

function configProblems(config: DataSourceConfig): ReadingProblem[] {
  if (!config.unknown) return []
  return [
    {
      rule: 'unreadable-statement',
      place: config.unknown.place,
      data: { reason: config.unknown.reason, of: 'migrations' },
    },
  ]
}

/** What is asked for by name: the variable, where one decides. */
function hintFor({ config }: FoundDataSource): string {
  const variable = /environment variable (\w+)/.exec(config.unknown?.reason ?? '')?.[1]
  const ways =
    'Say where they are with --migrations <dir or glob>, or which data source names them with --schema <file>.'
  return variable === undefined ? ways : `The data source takes them from ${variable}: set it. ${ways}`
}

function nothingFound(options: ProjectOptions, found: FoundDataSource): Error {
  const other = found.others.find(({ type }) => type !== null)
  if (found.why === null && other) {
    return unusable(
      `The TypeORM data source is for ${other.type}; only PostgreSQL is supported.`,
      'Name another with --schema <file>.',
    )
  }
  const looked =
    options.migrations.length > 0
      ? options.migrations.join(', ')
      : found.config.migrations.join(', ') || 'the usual folders'
  return unusable(`No TypeORM migrations were found: looked in ${looked} below ${options.cwd}.`, hintFor(found))
}

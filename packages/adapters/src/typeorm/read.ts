import {
  type Environment,
  type Execution,
  type Migration,
  type Project,
  type ReadingProblem,
  unusable,
} from '@migration-doctor/core'
import { loadParser } from '@migration-doctor/sql'
import type { ProjectOptions, Surroundings } from '../adapter.ts'
import { parseDotenv } from '../dotenv.ts'
import { installedVersion } from '../installed.ts'
import { asRecord, readIfThere } from '../project-files.ts'
import type { DataSourceConfig, TransactionMode } from './config.ts'
import { discover } from './discover.ts'
import { baseOf, forward, joinPath, resolvePath } from './evaluate/path.ts'
import { type Aliases, Resolver } from './evaluate/resolve.ts'
import { SourceStore } from './evaluate/source.ts'
import { type FoundDataSource, findDataSource } from './find-data-source.ts'
import { type Loaded, loadFile } from './load.ts'
import { duplicateProblems, explainOrder, inOrder, type Named, nameProblems, timestampOf } from './order.ts'
import { stepsOf, type Workshop, withFiles } from './run.ts'

/** The project's files, environment and data source: what every part of the adapter begins with. */
export interface Opened {
  readonly workshop: Workshop
  readonly found: FoundDataSource
  readonly version: string | null
}

export async function openProject(options: ProjectOptions, around: Surroundings): Promise<Opened> {
  const cwd = forward(options.cwd)
  const store = new SourceStore(cwd, around.files)
  const environment = await environmentOf(cwd, around)
  const resolver = new Resolver(store, await aliasesOf(cwd, around))
  const draft: Workshop = {
    store,
    resolver,
    environment,
    builder: { schema: null, major: 0, uuidExtension: 'uuid-ossp' },
  }
  const found = await findDataSource(draft, around.files, options.schemaFile)
  const version = options.toolVersion ?? (await versionAt([found.base, cwd], around))
  const major = version !== null && Number.parseInt(version, 10) >= 1 ? 1 : 0
  const { schema, uuidExtension } = found.config
  return { workshop: { ...draft, builder: { schema, major, uuidExtension } }, found, version }
}

/** The version nearest to the data source, which in a monorepo is not the root's. */
async function versionAt(folders: readonly string[], around: Surroundings): Promise<string | null> {
  for (const folder of folders) {
    const installed = await installedVersion('typeorm', folder, around.files)
    if (installed) return installed.version
  }
  return null
}

async function environmentOf(cwd: string, around: Surroundings): Promise<Environment> {
  const files = ['.env', '.env.local', '.env.development']
  const texts = await Promise.all(files.map((name) => readIfThere(around.files, joinPath(cwd, name)).catch(() => null)))
  const values: Record<string, string | undefined> = {}
  for (const text of texts) for (const [name, value] of text === null ? [] : parseDotenv(text)) values[name] ??= value
  return { ...values, ...around.environment }
}

async function aliasesOf(cwd: string, around: Surroundings): Promise<Aliases | null> {
  for (const name of ['tsconfig.json', 'tsconfig.base.json']) {
    const text = await readIfThere(around.files, joinPath(cwd, name)).catch(() => null)
    const options = asRecord(asRecord(parseJsonc(text ?? ''))?.['compilerOptions'])
    if (!options) continue
    const base = typeof options['baseUrl'] === 'string' ? options['baseUrl'] : '.'
    const paths = Object.entries(asRecord(options['paths']) ?? {}).flatMap(([pattern, targets]) =>
      Array.isArray(targets) ? [{ pattern, targets: targets.map(String) }] : [],
    )
    if (paths.length > 0 || options['baseUrl'] !== undefined) return { base: resolvePath(cwd, base), paths }
  }
  return null
}

/** JSON with comments and trailing commas, as TypeScript's own files have. */
function parseJsonc(text: string): unknown {
  const bare = text.replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, '$1').replace(/,(\s*[}\]])/g, '$1')
  try {
    return JSON.parse(bare)
  } catch {
    return null
  }
}

/** Reads a TypeORM project without running any of it. @throws DoctorError (2) when there is nothing to read. */
export async function readTypeorm(options: ProjectOptions, around: Surroundings): Promise<Project> {
  await loadParser()
  const { workshop, found, version } = await openProject(options, around)
  const { cwd } = { cwd: workshop.store.root }
  const discovery = await discover(around.files, { cwd, migrations: options.migrations }, found)
  if (discovery.sources.length === 0) throw nothingFound(options, found)
  const loaded = await Promise.all(discovery.sources.map((source) => loadFile(workshop, source)))
  const classes = loaded.flatMap(({ classes: one }) => one)
  const named = inOrder(classes.filter(isMigration).map((one) => ({ ...one, timestamp: timestampOf(one.name) })))
  const mode = transactionMode(found)
  const migrations: Migration[] = []
  for (const one of named) migrations.push(await migrationOf(workshop, one, mode))
  workshop.store.sealed = true
  return {
    name: options.name ?? baseOf(cwd),
    tool: 'typeorm',
    toolVersion: version,
    root: options.cwd,
    migrations,
    order: explainOrder(named),
    historyTable: options.historyTable ?? { schema: found.config.schema, name: found.config.tableName ?? 'migrations' },
    defaultSchema: 'public',
    searchPath: ['public'],
    problems: [
      ...discovery.problems,
      ...loaded.flatMap(({ problems }) => problems),
      ...classes.filter((one) => !isMigration(one)).map(foreignExport),
      ...duplicateProblems(named),
      ...configProblems(found.config),
    ],
    sources: workshop.store.sources(),
  }
}

function isMigration(one: Loaded): one is Loaded & { readonly name: string } {
  return one.hasUp && one.name !== null && one.fault === null
}

function foreignExport(one: Loaded): ReadingProblem {
  const data = { file: one.file, name: one.name, className: one.className, fault: one.fault }
  return { rule: 'foreign-export', place: one.place, data }
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

function transactionMode(found: FoundDataSource): TransactionMode {
  const option = found.transactionOption
  if (option === 'all' || option === 'each' || option === 'none') return option
  return found.config.transactionMode ?? 'all'
}

/** As the executor decides for one migration: the mode, or the class's own `transaction`. */
function executionOf(mode: TransactionMode, own: boolean | null): Execution {
  const send = 'script'
  if (mode === 'all' && own === null) return { transaction: 'batch', send }
  return { transaction: (own ?? mode === 'each') ? 'migration' : 'none', send }
}

async function migrationOf(workshop: Workshop, one: Named, mode: TransactionMode): Promise<Migration> {
  const execution = executionOf(mode, one.transaction)
  const inTransaction = execution.transaction !== 'none'
  const run = { locate: one.locate, place: one.place }
  const up = await withFiles(workshop.store, () => stepsOf(workshop, { ...run, method: 'up', inTransaction }))
  const reverting = mode !== 'none'
  const down = one.hasDown
    ? await withFiles(workshop.store, () => stepsOf(workshop, { ...run, method: 'down', inTransaction: reverting }))
    : null
  return {
    name: one.name,
    file: one.file,
    orderKey: one.timestamp === null ? one.name : String(one.timestamp),
    up,
    down,
    execution,
    checksums: [],
    problems: [...nameProblems(one), ...overrideProblems(one, mode)],
  }
}

/** With one transaction for all, TypeORM refuses to run when any pending migration asks for its own mode. */
function overrideProblems(one: Named, mode: TransactionMode): ReadingProblem[] {
  if (mode !== 'all' || one.transaction === null) return []
  const data = { name: one.name, transaction: one.transaction, error: 'ForbiddenTransactionModeOverrideError' }
  return [{ rule: 'transaction-control-in-migration', place: one.place, data }]
}

function nothingFound(options: ProjectOptions, found: FoundDataSource): Error {
  const other = found.others.find(({ type }) => type !== null)
  if (found.why === null && other) {
    return unusable(
      `The TypeORM data source is for ${other.type}; only PostgreSQL is supported.`,
      'Name another with --data-source <file>.',
    )
  }
  const looked =
    options.migrations.length > 0
      ? options.migrations.join(', ')
      : found.config.migrations.join(', ') || 'the usual folders'
  return unusable(
    `No TypeORM migrations were found: looked in ${looked} below ${options.cwd}.`,
    'Say where they are with --migrations <dir or glob>, or which data source names them with --data-source <file>.',
  )
}

import { findTrackingTables } from '@migration-doctor/adapters'
import {
  type Activity,
  type Catalog,
  type DatabaseReport,
  DoctorError,
  type History,
  type HistorySurroundings,
  unreachable,
  unusable,
} from '@migration-doctor/core'
import {
  connect,
  inReadOnly,
  introspect,
  isServerError,
  lockActivity,
  type ReadSession,
  toServerError,
} from '@migration-doctor/db'
import type { Target } from './consent.ts'
import type { Host } from './host.ts'
import type { OpenProject } from './open-project.ts'

/** What a live database says. */
export interface Observation {
  readonly database: DatabaseReport
  readonly majorVersion: number
  /** `absent`: there is no tracking table. */
  readonly history: History | 'absent'
  readonly surroundings: HistorySurroundings
  readonly catalog: Catalog
}

/**
 * Looks into the database in one read-only transaction.
 * @throws DoctorError (exit code 2 or 3) when it cannot be reached or read.
 */
export async function observe(open: OpenProject, url: string, host: Host): Promise<Observation> {
  const connection = await connect(url, { readOnly: true })
  const close = () => connection.close()
  host.cleanups.add(close)
  try {
    return await inReadOnly(connection, () => observeThrough(connection, open))
  } finally {
    host.cleanups.delete(close)
    await close()
  }
}

/**
 * The same through a session in whose read-only transaction one already is.
 * @throws DoctorError (exit code 3) when the database cannot be read.
 */
export async function observeThrough(session: ReadSession, open: OpenProject): Promise<Observation> {
  try {
    return await read(session, open)
  } catch (error) {
    throw error instanceof DoctorError ? error : unreadable(error, session)
  }
}

async function read(connection: ReadSession, open: OpenProject): Promise<Observation> {
  const { adapter, project } = open
  const catalog = await introspect(connection)
  requireSchema(catalog, project.defaultSchema, connection)
  const history = await adapter.readHistory(connection, project)
  const { host, port, database, versionNum, versionText } = connection.server
  return {
    catalog,
    history: history ?? 'absent',
    surroundings: await surroundingsOf(connection, open),
    majorVersion: Math.floor(versionNum / 10_000),
    database: {
      host,
      port,
      name: database,
      schema: project.defaultSchema,
      serverVersion: versionText.replace(/^PostgreSQL /, ''),
      historyTable: history ? `${history.table.schema}.${history.table.name}` : null,
    },
  }
}

async function surroundingsOf(
  connection: ReadSession,
  { adapter, project, settings }: OpenProject,
): Promise<HistorySurroundings> {
  return {
    activity: await activityOf(connection, { adapter, project }),
    tables: await findTrackingTables(connection, adapter, project),
    named: settings.historyTable !== null,
  }
}

/** Who holds the lock of the user's tool; `null` where it takes none. */
async function activityOf(
  connection: ReadSession,
  { adapter, project }: Pick<OpenProject, 'adapter' | 'project'>,
): Promise<Activity | null> {
  const query = adapter.lockKey?.(project) ?? null
  const [row] = query ? await connection.query<{ key: string }>(query.sql, query.parameters) : []
  return row ? lockActivity(connection, row.key) : null
}

/** A new database has no schema yet; one that is full of others and lacks ours is probably not the one that was meant. */
function requireSchema(catalog: Catalog, schema: string, { server }: ReadSession): void {
  const objects = [...catalog.objects.values()]
  const schemas = new Set(objects.filter(({ kind }) => kind === 'schema').map(({ name }) => name))
  if (schemas.has(schema) || !objects.some(({ kind }) => kind === 'table')) return
  throw unreachable(
    `The database ${server.database} on ${server.host}:${server.port} has no schema ${schema}.`,
    `It has: ${[...schemas].toSorted().join(', ')}. Correct the schema in the URL or in the project’s configuration.`,
  )
}

function unreadable(error: unknown, { server }: ReadSession): unknown {
  if (!isServerError(error)) return error
  const { sqlstate, message } = toServerError(error)
  const where = `The database ${server.database} on ${server.host}:${server.port}`
  if (sqlstate === '42501') {
    return unreachable(
      `${where} does not let ${server.user} read: ${message}.`,
      'Use a role that may read it, or grant it.',
    )
  }
  return unreachable(`${where} cannot be read: ${message} (${sqlstate}).`)
}

/** @throws DoctorError (exit code 2): this command is about a database, and nobody says which. */
export function requireUrl(url: string | null, { settings }: OpenProject): string {
  if (url !== null) return url
  throw unusable(
    `No database is known for the project in ${settings.cwd}.`,
    'Say --url postgres://…, set DATABASE_URL, or name it in the project’s own configuration.',
  )
}

/** Where a write would go. */
export function targetOf(known: { readonly observation: Observation | null }): Target {
  const { host, port, name, schema } = observed(known).database
  return { host, port, database: name, schema }
}

/** For commands that have asked for a database. */
export function observed({ observation }: { readonly observation: Observation | null }): Observation {
  if (observation) return observation
  throw new Error('A database was asked for, and none was looked at.')
}

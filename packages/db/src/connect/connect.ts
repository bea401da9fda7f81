import { readFile } from 'node:fs/promises'
import type { ConnectionOptions } from 'node:tls'
import { unusable } from '@migration-doctor/core'
import type { Client, ClientConfig } from 'pg'
import { toServerError } from '../server-error.ts'
import { type Connection, PgConnection, type ServerInfo } from './connection.ts'
import { connectionFailure } from './failure.ts'
import { type ConnectionTarget, readUrl } from './url.ts'

export interface ConnectOptions {
  /** Every statement runs in a `READ ONLY` transaction. */
  readonly readOnly: boolean
  readonly applicationName?: string
  /** After this, PostgreSQL cancels a statement; 0: never. */
  readonly statementTimeoutMs?: number
}

const defaultConnectTimeoutMs = 10_000
const defaultStatementTimeoutMs = 60_000

/**
 * Opens one session. Throws `DoctorError`: unusable for a URL that cannot be read, unreachable (exit code 3) for
 * anything that the network or the server says no to.
 */
export async function connect(url: string, options: ConnectOptions): Promise<Connection> {
  const target = readUrl(url)
  const config = configOf(target, options)
  try {
    const client = await open(config, target)
    return new PgConnection(client, {
      readOnly: options.readOnly,
      statementTimeoutMs: options.statementTimeoutMs ?? defaultStatementTimeoutMs,
      pooler: target.pooler,
      schema: target.schema,
      server: await greet(client, target, options),
    })
  } catch (error) {
    throw connectionFailure(error, target)
  }
}

/** Runs work in a `READ ONLY` transaction of its own that is rolled back; nested and overlapping calls share one. */
export function inReadOnly<Result>(
  connection: Connection,
  work: (database: Connection) => Promise<Result>,
): Promise<Result> {
  if (connection instanceof PgConnection) return connection.readOnlyTransaction(() => work(connection))
  throw new Error('A read-only transaction needs a connection made by connect().')
}

function configOf(target: ConnectionTarget, options: ConnectOptions): ClientConfig {
  return {
    host: target.host,
    port: target.port,
    ...(target.database === null ? {} : { database: target.database }),
    ...(target.user === null ? {} : { user: target.user }),
    ...(target.password === null ? {} : { password: target.password }),
    ...(target.options === null ? {} : { options: target.options }),
    application_name: options.applicationName ?? 'migration-doctor',
    connectionTimeoutMillis: target.connectTimeoutMs ?? defaultConnectTimeoutMs,
    keepAlive: true,
  }
}

async function open(config: ClientConfig, target: ConnectionTarget): Promise<Client> {
  const tls = await tlsOf(target)
  if (tls === null) return openOnce({ ...config, ssl: false })
  if (target.sslMode !== 'prefer') return openOnce({ ...config, ssl: tls })
  try {
    return await openOnce({ ...config, ssl: tls })
  } catch (error) {
    if (!toServerError(error).message.includes('does not support SSL')) throw error
    return openOnce({ ...config, ssl: false })
  }
}

async function openOnce(config: ClientConfig): Promise<Client> {
  const { default: pg } = await import('pg')
  const client = new pg.Client(config)
  // A connection that breaks later is reported by the query that needs it; without a listener it would end the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return client
  } catch (error) {
    client.end().catch(() => undefined)
    throw error
  }
}

async function tlsOf(target: ConnectionTarget): Promise<ConnectionOptions | null> {
  if (target.sslMode === 'disable' || target.host.startsWith('/')) return null
  const { root, own, key } = target.certificates
  const [ca, cert, keyText] = await Promise.all([certificate(root), certificate(own), certificate(key)])
  const files = { ...(ca ? { ca } : {}), ...(cert ? { cert } : {}), ...(keyText ? { key: keyText } : {}) }
  if (target.sslMode === 'verify-full') return { ...files, rejectUnauthorized: true }
  const verify = target.sslMode === 'verify-ca' || (target.sslMode === 'require' && ca !== null)
  return verify
    ? { ...files, rejectUnauthorized: true, checkServerIdentity: () => undefined }
    : { ...files, rejectUnauthorized: false }
}

async function certificate(path: string | null): Promise<string | null> {
  if (path === null || path === 'system') return null
  try {
    return await readFile(path, 'utf8')
  } catch {
    throw unusable(`The certificate file ${path} of the database URL cannot be read.`, 'Correct the path in the URL.')
  }
}

interface Greeting {
  readonly database: string
  readonly user: string
  readonly num: string
  readonly text: string
}

async function greet(client: Client, target: ConnectionTarget, options: ConnectOptions): Promise<ServerInfo> {
  const sql = `SELECT current_database()::text AS database, current_user::text AS user,
    current_setting('server_version_num') AS num, current_setting('server_version') AS text`
  const { rows } = await client.query<Greeting>(sql)
  const [row] = rows
  if (!row) throw new Error('The server does not say its version.')
  const timeout = options.statementTimeoutMs
  if (!options.readOnly && timeout !== undefined && !target.pooler) {
    await client.query(`SET statement_timeout = ${Math.trunc(timeout)}`)
  }
  const versionText = `PostgreSQL ${row.text.split(' ')[0]}`
  const { host, port } = target
  return { host, port, database: row.database, user: row.user, versionNum: Number(row.num), versionText }
}

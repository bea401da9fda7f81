import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { newestVersion } from './server/binaries.ts'
import { type LaunchOptions, launch } from './server/launch.ts'
import { sharedDirectoryVariable, sharedServer } from './server/shared.ts'
import { stopLaunched } from './server/stop.ts'

/** A real PostgreSQL for tests. */
export interface TestServer {
  /** Superuser's URL of the maintenance database; its password is in it. */
  readonly url: string
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  /** Directory of the Unix socket; empty where there is none or it is unknown. */
  readonly socketDirectory: string
  /** URL of another database of this server. */
  urlOf(database: string): string
  /** A fresh, empty database. */
  createDatabase(options?: { readonly template?: string; readonly encoding?: string }): Promise<TestDatabase>
  /** Ends a server of one's own; does nothing to a shared one, which the test runner ends. */
  stop(): Promise<void>
}

export interface TestDatabase {
  readonly name: string
  readonly url: string
  /** Also ends the connections that others still hold. */
  drop(): Promise<void>
}

/**
 * The PostgreSQL of a major version (14 to 18 are installed; 14 only for Linux on x64). Within a test run all workers share it; it starts when
 * first asked for and stops with the run. Without a version, `TEST_DATABASE_URL` names another server to use.
 */
export async function startServer(version?: number): Promise<TestServer> {
  const given = process.env['TEST_DATABASE_URL']
  if (version === undefined && given) return serverAt(new URL(given))
  const directory = process.env[sharedDirectoryVariable]
  if (!directory) return startOwnServer({ version: version ?? newestVersion })
  const { host, port, user, password, socketDirectory } = await sharedServer(version ?? newestVersion, directory)
  return serverAt(urlFor({ host, port, user, password }), socketDirectory)
}

/** A PostgreSQL for one test alone, with settings of its own; `stop` it. */
export async function startOwnServer(options: Partial<Omit<LaunchOptions, 'owner'>> = {}): Promise<TestServer> {
  const launched = await launch({ version: newestVersion, ...options, owner: process.pid })
  return { ...serverAt(urlFor(launched), launched.socketDirectory), stop: () => stopLaunched(launched) }
}

function urlFor(server: { host: string; port: number; user: string; password: string }): URL {
  const { host, port, user, password } = server
  return new URL(`postgresql://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}:${port}/postgres`)
}

function serverAt(url: URL, socketDirectory = ''): TestServer {
  const urlOf = (database: string) => {
    const other = new URL(url)
    other.pathname = `/${encodeURIComponent(database)}`
    return other.href
  }
  return {
    url: url.href,
    host: url.hostname,
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    socketDirectory,
    urlOf,
    createDatabase: (options = {}) => createDatabase(url.href, urlOf, options),
    stop: async () => undefined,
  }
}

async function createDatabase(
  admin: string,
  urlOf: (database: string) => string,
  { template = 'template0', encoding }: { readonly template?: string; readonly encoding?: string },
): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`
  const withEncoding = encoding ? ` ENCODING '${encoding}'` : ''
  await administer(admin, `CREATE DATABASE ${name} TEMPLATE ${template}${withEncoding}`)
  const drop = () => administer(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  return { name, url: urlOf(name), drop }
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

import { existsSync } from 'node:fs'
import { startOwnServer, startServer } from '@migration-doctor/testkit/server'
import pg from 'pg'

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query(sql)
    return Object.values(rows[0] ?? {})[0]
  } finally {
    await client.end()
  }
}

test('a database of the shared server is fresh, usable and gone after drop', async () => {
  const server = await startServer()
  const database = await server.createDatabase()
  expect(await ask(database.url, "SELECT count(*)::int FROM pg_tables WHERE schemaname = 'public'")).toBe(0)
  await database.drop()
  await expect(ask(database.url, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' })
})

test.each([15, 18])('version %i is the version that was asked for', async (version) => {
  const server = await startServer(version)
  expect(Number(await ask(server.url, 'SHOW server_version_num')) / 10_000).toBeCloseTo(version, 0)
})

test('the extensions that come with PostgreSQL can be created', async () => {
  const server = await startServer(18)
  const database = await server.createDatabase()
  await ask(database.url, 'CREATE EXTENSION citext')
  await ask(database.url, 'CREATE EXTENSION "uuid-ossp"')
  await ask(database.url, 'CREATE EXTENSION hstore')
  expect(await ask(database.url, "SELECT 'A'::citext = 'a'::citext")).toBe(true)
  await database.drop()
})

test('a server of its own takes settings and leaves nothing behind', async () => {
  const server = await startOwnServer({ settings: ['max_connections = 7'] })
  expect(await ask(server.url, 'SHOW max_connections')).toBe('7')
  expect(existsSync(server.socketDirectory)).toBe(true)
  await server.stop()
  expect(existsSync(server.socketDirectory)).toBe(false)
})

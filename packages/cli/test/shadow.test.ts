import { startOwnServer, type TestDatabase, type TestServer } from '@migration-doctor/testkit/server'
import pg from 'pg'
import { run } from '../src/main.ts'
import { brokenSql } from './project-files.ts'
import { folderOf, testHost } from './test-host.ts'

let server: TestServer
let database: TestDatabase

beforeAll(async () => {
  // Of its own, because it looks at all databases.
  server = await startOwnServer()
  database = await server.createDatabase()
})
afterAll(async () => {
  await database.drop()
  await server.stop()
})

async function query(sql: string): Promise<readonly object[]> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const { rows } = await client.query(sql).finally(() => client.end())
  return rows
}

async function called(words: readonly string[], url = database.url) {
  const host = testHost({ cwd: await folderOf(brokenSql) })
  const shadow = ['--shadow-url', 'diagnosed', '--replay', 'always', '--format', 'json']
  const code = await run([...words, ...(words[0] === 'lint' ? [] : ['--url', url]), ...shadow], host)
  return { code, ...host.written }
}

test('the server of the diagnosed database replays, and is left as it was', async () => {
  const databases = await query('SELECT datname FROM pg_database ORDER BY 1')
  const { code, out } = await called(['diagnose'])
  const { server: judge } = JSON.parse(out).projects[0].findings[0].evidence
  expect({ code, judge }).toEqual({ code: 1, judge: expect.stringMatching(/^PostgreSQL \d+/) })
  expect(judge).not.toContain('PGlite')
  expect(await query('SELECT datname FROM pg_database ORDER BY 1')).toEqual(databases)
  expect(await query("SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace")).toEqual([])
})

test('a user who may not make databases is told so', async () => {
  const role = `may_not_create_${process.pid}`
  await query(`CREATE ROLE ${role} LOGIN PASSWORD 'x'`)
  try {
    const url = Object.assign(new URL(database.url), { username: role, password: 'x' }).href
    const { code, err } = await called(['diagnose'], url)
    expect(code).toBe(3)
    expect(err).toContain(`Give the user "${role}" the right CREATEDB`)
  } finally {
    await query(`DROP ROLE ${role}`)
  }
})

test('lint has no diagnosed database', async () => {
  const { code, err } = await called(['lint'])
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('Name a server') })
})

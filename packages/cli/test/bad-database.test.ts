import { startServer, type TestDatabase, type TestServer } from '@migration-doctor/testkit/server'
import pg from 'pg'
import { run } from '../src/main.ts'
import { healthySql, prisma } from './project-files.ts'
import { folderOf, testHost } from './test-host.ts'

let server: TestServer
let database: TestDatabase

beforeAll(async () => {
  server = await startServer()
  database = await server.createDatabase()
})
afterAll(async () => {
  await database.drop()
  await server.stop()
})

async function script(sql: string, url = database.url): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

async function called(url: string, files: Readonly<Record<string, string>> = healthySql, words = ['diagnose']) {
  const host = testHost({ cwd: await folderOf(files), environment: { DATABASE_URL: url } })
  const code = await run([...words, '--replay', 'never'], host)
  return { code, ...host.written }
}

function changed(changes: Partial<Record<'username' | 'password' | 'host' | 'pathname' | 'search', string>>): string {
  return Object.assign(new URL(database.url), changes).href
}

const secret = 'hunter2-not-to-be-seen'

test.each([
  ['no URL at all', () => `not a url ${secret}`, 2, 'URL'],
  ['another database system', () => `mysql://me:${secret}@localhost/shop`, 2, 'mysql'],
  ['a proxy of Prisma’s', () => `prisma://accelerate.example/?api_key=${secret}`, 2, 'prisma'],
  ['a wrong password', () => changed({ username: 'nobody_knows', password: secret }), 3, 'nobody_knows'],
  ['a wrong host', () => `postgresql://me:${secret}@nowhere.invalid:5432/shop`, 3, 'nowhere.invalid'],
  ['a wrong port', () => `postgresql://me:${secret}@127.0.0.1:1/shop`, 3, '127.0.0.1'],
  ['a wrong database', () => changed({ pathname: '/no_such_database' }), 3, 'no_such_database'],
])('%s', async (_, url, expected, said) => {
  const { code, out, err } = await called(url())
  expect({ code, out, err }).toEqual({ code: expected, out: '', err: expect.stringContaining(said) })
  expect(err).not.toMatch(/\n\s+at .*:\d+:\d+/)
  expect(out + err).not.toContain(secret)
  expect(err).toMatch(/\n {2}\S/)
})

test('a wrong schema', async () => {
  await script('CREATE TABLE something (id integer)')
  const { code, out, err } = await called(changed({ search: '?schema=no_such_schema' }), prisma)
  expect({ code, out }).toEqual({ code: 3, out: '' })
  expect(err).toContain('no schema no_such_schema')
  expect(err).toContain('It has: public.')
})

test('a history table of another shape', async () => {
  await script('CREATE SCHEMA odd; CREATE TABLE odd._prisma_migrations (what text)')
  const { code, out, err } = await called(changed({ search: '?schema=odd' }), prisma)
  expect({ code, out }).toEqual({ code: expect.any(Number), out: '' })
  expect([2, 3]).toContain(code)
  expect(err).toContain('_prisma_migrations')
})

test('no permission to read the tracking table', async () => {
  const role = `stranger_${process.pid}`
  await script(`CREATE SCHEMA closed; CREATE TABLE closed._prisma_migrations (id text);
    CREATE ROLE ${role} LOGIN PASSWORD '${secret}'; GRANT USAGE ON SCHEMA closed TO ${role}`)
  try {
    const url = changed({ username: role, password: secret, search: '?schema=closed' })
    const { code, out, err } = await called(url, prisma)
    expect({ code, out }).toEqual({ code: 3, out: '' })
    expect(err).toContain('_prisma_migrations')
    expect(err).not.toContain(secret)
  } finally {
    await script(`DROP OWNED BY ${role}; DROP ROLE ${role}`)
  }
})

test('lint never connects', async () => {
  const { code, out } = await called('postgresql://me:x@nowhere.invalid/shop', healthySql, ['lint'])
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('is healthy') })
})

test('a project that names no database is diagnosed from its files, and the report says so', async () => {
  const host = testHost({ cwd: await folderOf(healthySql) })
  expect(await run(['diagnose', '--format', 'json', '--replay', 'never'], host)).toBe(0)
  const [project] = JSON.parse(host.written.out).projects
  expect(project.database).toBeNull()
  expect(project.skipped).toContainEqual({ rule: 'failed-migration', needs: "the database's history table" })
})

import { join } from 'node:path'
import { applyPrismaMigrations, startServer, type TestServer } from '@migration-doctor/testkit'
import { run } from '../src/main.ts'
import { folderOf, testHost } from './test-host.ts'

/** A project whose scripts `@prisma/adapter-pg` cuts at every semicolon. */
const project = {
  'package.json': '{ "devDependencies": { "prisma": "6.19.0" } }',
  'prisma.config.ts': `export default { engine: 'js', experimental: { adapter: true }, adapter: async () => factory }`,
  'prisma/schema.prisma': 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n',
  'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
}

const users = 'CREATE TABLE users (id integer PRIMARY KEY);\n'
const orders = 'CREATE TABLE orders (id integer PRIMARY KEY, user_id integer);\n'

const broken: readonly (readonly [rule: string, first: string, second: string])[] = [
  ['duplicate-create', users, `${users}CREATE TABLE other (id integer);\n`],
  ['foreign-key-out-of-order', orders.replace('integer);', 'integer REFERENCES users (id));'), users],
  [
    'foreign-key-out-of-order',
    `${orders}ALTER TABLE orders ADD CONSTRAINT owner FOREIGN KEY (user_id) REFERENCES users (id);\n`,
    users,
  ],
  ['index-on-missing-column', `${orders}CREATE INDEX by_owner ON orders (owner);\n`, users],
]

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

test.each(broken)('the cure of %s survives the cutting', async (...[rule, first, second]) => {
  const cwd = await folderOf({
    ...project,
    'prisma/migrations/20250101000000_first/migration.sql': first,
    'prisma/migrations/20250102000000_second/migration.sql': second,
  })
  const doctor = async (...words: string[]) => {
    const host = testHost({ cwd })
    return { code: await run([...words, '--format', 'json'], host), report: JSON.parse(host.written.out) }
  }
  const before = await doctor('lint')
  expect(before.report.projects[0].findings).toEqual([expect.objectContaining({ rule })])
  await expect(deploy(cwd)).rejects.toThrow()
  const cure = await doctor('fix', '--emit', '--shadow-url', server.url)
  expect(cure).toMatchObject({ code: 0, report: { outcome: { result: 'emitted' } } })
  expect((await deploy(cwd)).slice(0, 2)).toEqual(['20250101000000_first', '20250102000000_second'])
  expect((await doctor('lint')).report.projects[0].findings).toEqual([])
})

/** By Prisma's own engine through its own adapter, into an empty database. */
async function deploy(cwd: string): Promise<readonly string[]> {
  const database = await server.createDatabase()
  try {
    return await applyPrismaMigrations(database.url, join(cwd, 'prisma/migrations'), { send: 'semicolon' })
  } finally {
    await database.drop()
  }
}

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FixReport } from '@migration-doctor/core'
import {
  breakDatabase,
  copyProject,
  runProject,
  startServer,
  type TestDatabase,
  type TestServer,
} from '@migration-doctor/testkit'
import pg from 'pg'
import { run } from '../src/main.ts'
import { testHost } from './test-host.ts'

const version = '6.19.3'
const failed = 'prisma/migrations/20250513_add_batch_processing/migration.sql'

let server: TestServer
/** Broken once, copied for each test. */
let broken: TestDatabase
let database: TestDatabase
let folder: string
let cwd: string

beforeAll(async () => {
  server = await startServer()
  broken = await server.createDatabase()
  await breakDatabase('queue-prisma', broken.url, version)
}, 120_000)
afterAll(async () => {
  await broken.drop()
  await server.stop()
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cure-'))
  cwd = join(folder, 'queue')
  await copyProject('queue-prisma', cwd)
  database = await server.createDatabase({ template: new URL(broken.url).pathname.slice(1) })
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
  await database.drop()
})

async function doctor(words: readonly string[], answer: string | null = null) {
  const host = testHost({ cwd, environment: { DATABASE_URL: database.url }, answer })
  const code = await run([...words, '--tool-version', version, '--shadow-url', server.url], host)
  return { code, questions: host.questions, ...host.written }
}

const fixReport = ({ out }: { out: string }): FixReport => JSON.parse(out)

async function rows(): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    return (await client.query('SELECT migration_name, finished_at, rolled_back_at FROM _prisma_migrations ORDER BY 1'))
      .rows
  } finally {
    await client.end()
  }
}

const folders = () => readdir(join(cwd, 'prisma/migrations'))

/** Files and rows, to see that nothing was written. */
const world = async () => ({
  rows: await rows(),
  folders: await folders(),
  text: await readFile(join(cwd, failed), 'utf8'),
})

test('a plan writes nothing, is proven, and says what comes next', async () => {
  const before = await world()
  const { code, out, err } = await doctor(['fix'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toContain('proven\n  ✔ on an empty database')
  expect(out).toContain('Nothing was written: this is a plan.')
  expect(out).toContain('migration-doctor fix --apply')
  expect(await world()).toEqual(before)
})

test('without consent nothing is written, neither files nor rows', async () => {
  const before = await world()
  const refusals = [
    await doctor(['fix', '--apply', '--format', 'json']),
    await doctor(['fix', '--apply', '--format', 'json'], 'n'),
  ]
  for (const refusal of refusals) {
    expect(refusal.code).toBe(4)
    expect(refusal.err).toContain(`Target: database ${new URL(database.url).pathname.slice(1)} on `)
    expect(fixReport(refusal).outcome).toMatchObject({ result: 'refused', journal: null })
  }
  expect(await world()).toEqual(before)
})

test('applied, it lets Prisma run to the end, and a second diagnosis is clean', async () => {
  const { code, out, questions } = await doctor(['fix', '--apply', '--format', 'json'], 'y')
  expect({ code, questions }).toEqual({ code: 0, questions: ['Write this? [y/N] '] })
  expect(fixReport({ out }).outcome.result).toBe('applied')
  expect(fixReport({ out }).proof.worlds.map(({ world, result }) => [world, result])).toEqual([
    ['empty', 'converges'],
    ['copy', 'converges'],
  ])
  expect(await runProject('queue-prisma', database.url, { directory: cwd, toolVersion: version })).toMatchObject({
    succeeded: true,
  })
  expect((await doctor(['diagnose'])).code).toBe(0)
  expect(await doctor(['verify'])).toMatchObject({ code: 0, out: expect.stringContaining('all really there') })
}, 120_000)

test('--emit writes files and leaves the database alone; --out leaves the project alone too', async () => {
  const before = await world()
  const out = join(folder, 'elsewhere')
  expect((await doctor(['fix', '--emit', '--out', out])).code).toBe(0)
  expect(await readFile(join(out, failed), 'utf8')).not.toBe(before.text)
  expect(await world()).toEqual(before)
  expect((await doctor(['fix', '--emit'])).code).toBe(0)
  const after = await world()
  expect(after.rows).toEqual(before.rows)
  expect(after.folders).toHaveLength(before.folders.length + 1)
  expect(after.text).not.toBe(before.text)
}, 120_000)

test('when the database refuses in the middle, the files are as they were', async () => {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  await client.query('ALTER TABLE _prisma_migrations ADD CONSTRAINT not_today CHECK (rolled_back_at IS NULL)')
  await client.end()
  const before = await world()
  const { code, out } = await doctor(['fix', '--apply', '--yes', '--format', 'json'])
  expect(code).toBe(4)
  expect(fixReport({ out }).outcome.reason).toContain('not_today')
  expect(await world()).toEqual(before)
})

test.each([
  [['--out', 'x'], '--out says where --emit writes'],
  [['--emit', '--apply', '--out', 'x'], '--out says where --emit writes'],
  [['--format', 'sarif'], 'fix has no format sarif'],
])('fix %j is refused', async (words, said) => {
  expect(await doctor(['fix', ...words])).toMatchObject({ code: 2, out: '', err: expect.stringContaining(said) })
})

test('only what was asked for is cured', async () => {
  const { out } = await doctor(['fix', '--only', 'duplicate-create', '--format', 'json'])
  expect(fixReport({ out }).plan.steps.map(({ migration }) => migration)).toEqual(['20250513_add_error_handling'])
})

test('an --out that is no folder', async () => {
  const taken = join(folder, 'taken')
  await writeFile(taken, 'mine')
  expect(await doctor(['fix', '--emit', '--out', taken])).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining('cannot be written'),
  })
  expect(await readFile(taken, 'utf8')).toBe('mine')
})

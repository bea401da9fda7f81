import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openScratch, replayRemembered } from '@migration-doctor/db'

type Step = readonly [migration: string, text: string, more?: { readonly ofSession: true }]

const fresh = () => mkdtemp(join(tmpdir(), 'migration-doctor-remembered-'))

/** Holds an empty database and no replay: to make one takes long, and every test begins without memories. */
let forgetful: string
let cacheDirectory: string

beforeAll(async () => {
  forgetful = await fresh()
  await (await openScratch({ cacheDirectory: forgetful })).close()
})
afterAll(() => rm(forgetful, { recursive: true, force: true }))

beforeEach(async () => {
  cacheDirectory = await fresh()
  await cp(forgetful, cacheDirectory, { recursive: true })
})
afterEach(() => rm(cacheDirectory, { recursive: true, force: true }))

/** Verdicts, whether a database was opened, and how many statements it was sent. */
async function run(steps: readonly Step[], worthMs = 0, statementTimeoutMs = 10_000) {
  let opened = false
  let first: number | null = null
  const statements = steps.map(([migration, text, more], i) => {
    return { number: i, migration, text, transaction: Number(migration.slice(1)), rolledBack: false, ...more }
  })
  const { outcomes } = await replayRemembered(
    { searchPath: ['public'], statements },
    {
      statementTimeoutMs,
      cacheDirectory,
      worthMs,
      onOpening: () => {
        opened = true
      },
      onProgress: (done) => {
        first ??= done
      },
    },
  )
  return { verdicts: outcomes.map(({ error, skipped }) => skipped ?? error?.sqlstate ?? 'ok'), opened, first }
}

const table: Step = ['m1', 'CREATE TABLE a (id serial PRIMARY KEY)']
const twice: Step = ['m2', 'CREATE TABLE a ()']
const column: Step = ['m3', 'ALTER TABLE a ADD COLUMN b text']
const row: Step = ['m3', "INSERT INTO a (b) VALUES ('x')"]

test('what was replayed once is answered without a database', async () => {
  const before = await run([table, twice, column, row])
  expect(before).toEqual({ verdicts: ['ok', '42P07', 'ok', 'ok'], opened: true, first: 1 })
  expect(await run([table, twice, column, row])).toEqual({ ...before, opened: false, first: null })
})

test('an edit of the last migration starts before it', async () => {
  await run([table, twice, column])
  const edited = await run([table, twice, ['m3', 'ALTER TABLE a ADD COLUMN id text'], row])
  expect(edited).toEqual({ verdicts: ['ok', '42P07', '42701', '42703'], opened: true, first: 4 })
})

test('a migration more starts at the end', async () => {
  await run([table, column, row])
  const more = await run([table, column, row, ['m4', 'CREATE UNIQUE INDEX ON a (b)'], ['m4', 'SELECT c FROM a']])
  expect(more).toEqual({ verdicts: ['ok', 'ok', 'ok', 'ok', '42703'], opened: true, first: 5 })
})

test('an edit of the first migration starts anew', async () => {
  await run([table, column])
  const edited = await run([['m1', 'CREATE TABLE a (b text)'], column])
  expect(edited).toEqual({ verdicts: ['ok', '42701'], opened: true, first: 1 })
})

test('the settings of a session are made again', async () => {
  const path: Step = ['m2', 'SET search_path = s', { ofSession: true }]
  const common: readonly Step[] = [['m1', 'CREATE SCHEMA s'], path, ['m3', 'CREATE TABLE inside ()']]
  await run(common)
  const more = await run([...common, ['m4', 'CREATE TABLE s.inside ()'], ['m4', 'SELECT FROM inside']])
  expect(more).toEqual({ verdicts: ['ok', 'ok', 'ok', '42P07', 'ok'], opened: true, first: 5 })
})

test.each([
  ['temporary tables', 'CREATE TEMPORARY TABLE t ()', 'SELECT FROM t'],
  ['prepared statements', 'PREPARE p AS SELECT 1', 'EXECUTE p'],
  ['the last value of a sequence', "CREATE SEQUENCE q; SELECT nextval('q')", "SELECT currval('q')"],
])('%s end with a session, so they are made again', async (_, made, used) => {
  await run([table, ['m2', made]])
  const more = await run([table, ['m2', made], ['m3', used]])
  expect(more.verdicts).toEqual(['ok', 'ok', 'ok'])
})

test('what took too long is tried again', async () => {
  const slow: readonly Step[] = [
    ['m1', "SET statement_timeout = '50ms'"],
    ['m2', 'SELECT pg_sleep(30)'],
  ]
  const before = await run(slow, 0, 1_000)
  expect(before.opened).toBe(true)
  expect((await run(slow, 0, 1_000)).opened).toBe(true)
}, 120_000)

test('what is cheap leaves no database behind, and damaged files are no answer', async () => {
  const before = await run([table, twice], 60_000)
  const kept = await readdir(join(cacheDirectory, 'replay'))
  expect(kept).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.json$/)])
  await writeFile(join(cacheDirectory, 'replay', kept[0] ?? ''), '{"answers": 1')
  expect(await run([table, twice], 60_000)).toEqual(before)
})

import { run } from '../src/main.ts'
import { databaseForEachTest } from './database.ts'
import { healthySql, prisma } from './project-files.ts'
import { folderOf, testHost } from './test-host.ts'

const own = databaseForEachTest()

interface Call {
  readonly files?: Readonly<Record<string, string>>
  readonly answer?: string | null
}

async function mark(words: readonly string[], { files = prisma, answer = null }: Call = {}) {
  const host = testHost({ cwd: await folderOf(files), environment: { DATABASE_URL: own.database.url }, answer })
  const code = await run(['mark', ...words], host)
  return { code, questions: host.questions, ...host.written }
}

const init = '20240101000000_init'
const rows = async () => (await own.client.query('SELECT * FROM _prisma_migrations')).rows

test('applied, when the database proves it: the target is shown, and Prisma’s own row written', async () => {
  await own.client.query('CREATE TABLE users (id integer PRIMARY KEY)')
  const { code, out, err } = await mark(['applied', init, '--yes'])
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining(`✔ ${init} is marked as applied in`) })
  const { hostname, port, pathname, password } = new URL(own.database.url)
  expect(err).toContain(`Target: database ${pathname.slice(1)} on ${hostname}:${port}, schema public`)
  expect(err).toContain('everything that it makes is there (relation public.users')
  expect(password && out + err).not.toContain(`:${password}@`)
  expect(await rows()).toEqual([
    expect.objectContaining({ migration_name: init, finished_at: expect.any(Date), rolled_back_at: null, logs: '' }),
  ])
})

test('applied is refused when something is missing, and done all the same when told to', async () => {
  const refusal = await mark(['applied', init, '--yes'])
  expect(refusal).toMatchObject({ code: 4, out: '' })
  expect(refusal.err).toContain('relation public.users')
  expect(refusal.err).toContain('missing')
  expect((await own.client.query("SELECT to_regclass('_prisma_migrations') AS there")).rows).toEqual([{ there: null }])
  expect((await mark(['applied', init, '--unverified', '--yes'])).code).toBe(0)
  expect(await rows()).toHaveLength(1)
})

test('pending is refused while its objects are there', async () => {
  await own.client.query('CREATE TABLE users (id integer PRIMARY KEY)')
  await mark(['applied', init, '--yes'])
  const refusal = await mark(['pending', init, '--yes'])
  expect(refusal).toMatchObject({ code: 4, err: expect.stringContaining('running it again would fail') })
  await own.client.query('DROP TABLE users')
  expect((await mark(['pending', init, '--yes'])).code).toBe(0)
  expect(await rows()).toEqual([])
})

test('nothing is written without consent', async () => {
  await own.client.query('CREATE TABLE users (id integer PRIMARY KEY)')
  expect(await mark(['applied', init])).toMatchObject({ code: 4, err: expect.stringContaining('--yes') })
  expect(await mark(['applied', init], { answer: 'n' })).toMatchObject({ code: 4, questions: ['Write this? [y/N] '] })
  expect((await own.client.query("SELECT to_regclass('_prisma_migrations') AS there")).rows).toEqual([{ there: null }])
  expect((await mark(['applied', init], { answer: 'y' })).code).toBe(0)
})

test('all that are pending, for plain SQL', async () => {
  await own.client.query(
    `${Object.values(healthySql).join('')} CREATE TABLE migration_history (filename text, executed_at timestamptz)`,
  )
  const words = ['applied', '--all', '--yes', '--format', 'json', '--history-table', 'migration_history']
  const { code, out } = await mark(words, { files: healthySql })
  expect(code).toBe(0)
  const report = JSON.parse(out)
  expect(report.plan.steps.map((step: { kind: string; migration: string }) => [step.kind, step.migration])).toEqual([
    ['mark-applied', '001_users.sql'],
    ['mark-applied', '002_orders.sql'],
  ])
  expect(report.outcome).toEqual({ result: 'applied', journal: null })
  const { rows } = await own.client.query('SELECT filename FROM migration_history ORDER BY 1')
  expect(rows).toEqual([{ filename: '001_users.sql' }, { filename: '002_orders.sql' }])
})

test('another program that holds the lock is named as the reason', async () => {
  await own.client.query('CREATE TABLE users (id integer PRIMARY KEY)')
  await own.client.query('SELECT pg_advisory_lock(72707369)')
  const { code, err } = await mark(['applied', init, '--yes'])
  expect(code).toBe(4)
  expect(err).toContain('Another program has held the migration lock')
}, 30_000)

test.each([
  [['applied'], 'Say which migrations'],
  [['applied', init, '--all'], 'Say which migrations'],
  [['applied', 'nonsense'], 'No migration is called nonsense.'],
  [['rolled-back', '--all'], 'There is no migration that could be marked as rolled-back.'],
])('%j is refused', async (words, said) => {
  expect(await mark(words)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(said) })
})

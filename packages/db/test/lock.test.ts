import { type Connection, connect, doctorLock, lockHolders, withLock } from '@migration-doctor/db'
import { startServer, type TestDatabase } from '@migration-doctor/testkit/server'

let database: TestDatabase
let connections: Connection[]

beforeEach(async () => {
  database = await (await startServer()).createDatabase()
  connections = await Promise.all(
    ['first doctor', 'second doctor'].map((applicationName) =>
      connect(database.url, { readOnly: false, applicationName }),
    ),
  )
})

afterEach(async () => {
  for (const connection of connections) await connection.close()
  await database.drop()
})

function pair(): readonly [Connection, Connection] {
  const [first, second] = connections
  if (!first || !second) throw new Error('No connections.')
  return [first, second]
}

test('the second doctor is refused while the first is at work, and told who it is', async () => {
  const [first, second] = pair()
  await withLock(first, async () => {
    const [holder] = await lockHolders(second, doctorLock)
    expect(holder).toMatchObject({ application: 'first doctor', pid: expect.any(Number), since: expect.anything() })
    await expect(withLock(second, async () => 'never')).rejects.toMatchObject({
      code: 4,
      message: expect.stringContaining('"first doctor" (process '),
    })
  })
  expect(await withLock(second, async () => 'done')).toBe('done')
  expect(await lockHolders(first, doctorLock)).toEqual([])
})

test('the second doctor waits as long as it is told to', async () => {
  const [first, second] = pair()
  const order: string[] = []
  const long = withLock(first, async () => {
    await new Promise((resolve) => setTimeout(resolve, 300))
    order.push('first')
  })
  await new Promise((resolve) => setTimeout(resolve, 50))
  await withLock(second, async () => order.push('second'), { waitMs: 20_000 })
  await long
  expect(order).toEqual(['first', 'second'])
})

test('another key is another lock, and a key has 64 bits', async () => {
  const [first, second] = pair()
  const prisma = 72_707_369n
  const keys = [prisma, prisma + (1n << 32n), -prisma, -(1n << 63n), (1n << 63n) - 1n]
  for (const key of keys) {
    await withLock(
      first,
      async () => {
        expect(await lockHolders(second, key)).toHaveLength(1)
        for (const other of keys.filter((each) => each !== key)) {
          expect(await lockHolders(second, other)).toEqual([])
          expect(await withLock(second, async () => 'free', { key: other })).toBe('free')
        }
      },
      { key },
    )
  }
})

test('an error of the work releases the lock; a doctor that is gone holds none', async () => {
  const [first, second] = pair()
  const failing = withLock(first, async () => {
    throw new Error('of the work')
  })
  await expect(failing).rejects.toThrow('of the work')
  expect(await withLock(second, async () => 'free')).toBe('free')
  let end = () => {}
  const held = withLock(first, () => new Promise<void>((resolve) => (end = resolve)))
  await new Promise((resolve) => setTimeout(resolve, 100))
  await first.close()
  end()
  await held
  expect(await withLock(second, async () => 'free', { waitMs: 5_000 })).toBe('free')
})

test('work that leaves its transaction in ruins releases the lock all the same', async () => {
  const [first, second] = pair()
  const failing = withLock(first, async () => {
    await first.script('BEGIN')
    await first.script('SELECT 1 / 0')
  })
  await expect(failing).rejects.toMatchObject({ code: '22012' })
  expect(await withLock(second, async () => 'free')).toBe('free')
})

test('a pooler in transaction mode is named and refused', async () => {
  const url = new URL(database.url)
  url.searchParams.set('pgbouncer', 'true')
  const pooled = await connect(url.href, { readOnly: false })
  await expect(withLock(pooled, async () => 'never')).rejects.toMatchObject({
    code: 4,
    message: expect.stringContaining('pooler in transaction mode'),
  })
  await pooled.close()
})

import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  type Connection,
  closeAllScratches,
  connect,
  findLeftovers,
  openScratch,
  pgliteExtensions,
  removeLeftover,
} from '@migration-doctor/db'
import { startOwnServer, type TestServer } from '@migration-doctor/testkit/server'
import { build } from 'esbuild'

let server: TestServer
let admin: Connection

beforeAll(async () => {
  // Of its own, because it looks at all databases.
  server = await startOwnServer()
  admin = await connect(server.url, { readOnly: false })
})

afterAll(async () => {
  await closeAllScratches()
  await admin.close()
  await server.stop()
})

const ownDatabases = async () => (await findLeftovers(admin)).map(({ name }) => name)

describe('PGlite', () => {
  test('says what it is, and is empty', async () => {
    const scratch = await openScratch()
    expect(scratch).toMatchObject({ server: expect.stringMatching(/^PostgreSQL 18\.\d+ \(PGlite\)$/), cancels: false })
    expect(Math.trunc(scratch.versionNum / 10_000)).toBe(18)
    expect(await scratch.database.query("SELECT * FROM pg_tables WHERE schemaname = 'public'")).toEqual([])
    await scratch.close()
    await scratch.close()
    await expect(scratch.database.query('SELECT 1')).rejects.toMatchObject({ code: 3 })
  })

  test('answers like the driver of a server', async () => {
    const scratch = await openScratch()
    const live = await connect(server.url, { readOnly: true })
    const sql = `SELECT $1::text AS a, 1 AS b, 9007199254740993 AS c, 1.50 AS d, true AS e, NULL AS f, '{"x":[1]}'::json AS g,
      ARRAY['a', NULL] AS h, 'x'::name AS i, 7::oid AS j, '1 day'::interval::text AS k`
    expect(await scratch.database.query(sql, ['ü'])).toEqual(await live.query(sql, ['ü']))
    for (const text of [
      'SELECT 1; SELECT 2',
      '',
      'BEGIN; SELECT 1; SELECT nothing',
      'ROLLBACK',
      'INSERT INTO gone VALUES (1)',
    ]) {
      const [a, b] = [await scratch.database.run(text), await (await writer()).run(text)]
      expect(a.tags).toEqual(b.tags)
      expect(a.error && Object(a.error).code).toBe(b.error && Object(b.error).code)
      expect(a.error && Object(a.error).position).toBe(b.error && Object(b.error).position)
    }
    await live.close()
    await scratch.close()
  })

  const opened: Connection[] = []
  async function writer(): Promise<Connection> {
    const [first] = opened
    if (first) return first
    const connection = await connect(server.url, { readOnly: false })
    opened.push(connection)
    return connection
  }
  afterAll(() => Promise.all(opened.map((connection) => connection.close())))

  test('has every extension that it promises', async () => {
    const scratch = await openScratch({ extensions: [...pgliteExtensions, 'no_such_extension'] })
    for (const name of pgliteExtensions) {
      const { error } = await scratch.database.run(`CREATE EXTENSION "${name}" CASCADE; DROP EXTENSION "${name}"`)
      expect([name, error]).toEqual([name, null])
    }
    await scratch.close()
  })

  test('keeps its empty database, for this user alone, and does without', async () => {
    const cacheDirectory = await mkdtemp(join(tmpdir(), 'md-cache-'))
    try {
      await (await openScratch({ cacheDirectory })).close()
      const [file] = await readdir(cacheDirectory)
      expect(file).toMatch(/^pglite-[\d.]+\.tar\.gz$/)
      expect((await stat(join(cacheDirectory, file ?? ''))).mode & 0o077).toBe(0)
      const again = await openScratch({ cacheDirectory })
      expect(await again.database.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
      await again.close()
      await writeFile(join(cacheDirectory, file ?? ''), 'not an archive')
      const repaired = await openScratch({ cacheDirectory })
      expect(await repaired.database.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
      await repaired.close()
    } finally {
      await rm(cacheDirectory, { recursive: true })
    }
    const without = await openScratch({ cacheDirectory: null })
    expect(await without.database.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
    await without.close()
  })
})

describe('on a server', () => {
  test('is a new database with a name nobody can guess, and gone afterwards', async () => {
    const scratch = await openScratch({ shadowUrl: server.url })
    const [row] = await scratch.database.query<{ name: string }>('SELECT current_database() AS name')
    expect(row?.name).toMatch(/^migration_doctor_scratch_[a-z0-9]+_[0-9a-f]{20}$/)
    expect(scratch).toMatchObject({ server: expect.stringMatching(/^PostgreSQL 18\.\d+$/), cancels: true })
    expect(await ownDatabases()).toContain(row?.name)
    await scratch.close()
    expect(await ownDatabases()).not.toContain(row?.name)
  })

  test('is removed while somebody looks into it', async () => {
    const scratch = await openScratch({ shadowUrl: server.url })
    const [row] = await scratch.database.query<{ name: string }>('SELECT current_database() AS name')
    const onlooker = await connect(server.urlOf(row?.name ?? ''), { readOnly: true })
    await scratch.close()
    expect(await ownDatabases()).not.toContain(row?.name)
    await onlooker.close()
  })

  test('all that are open are removed at once, also amid a statement', async () => {
    const before = await ownDatabases()
    const scratches = await Promise.all([1, 2].map(() => openScratch({ shadowUrl: server.url })))
    const running = Promise.allSettled(scratches.map(({ database }) => database.run('SELECT pg_sleep(60)')))
    expect(await ownDatabases()).toHaveLength(before.length + 2)
    await closeAllScratches()
    expect(await ownDatabases()).toEqual(before)
    expect((await running).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })

  test('a user who may not create databases is told so', async () => {
    const role = `scratch_guest_${Date.now()}`
    await admin.script(`CREATE ROLE ${role} LOGIN PASSWORD 'guest'`)
    const url = Object.assign(new URL(server.url), { username: role, password: 'guest' })
    await expect(openScratch({ shadowUrl: url.href })).rejects.toMatchObject({
      code: 3,
      message: expect.stringContaining('No scratch database can be created'),
      hint: expect.stringContaining('CREATEDB'),
    })
    await admin.script(`DROP ROLE ${role}`)
  })

  test('what a killed doctor leaves is found, and removed only when nobody uses it', async () => {
    const name = `migration_doctor_scratch_${Math.trunc(Date.now() / 1000 - 3_600).toString(36)}_${'0a'.repeat(10)}`
    await admin.script(`CREATE DATABASE ${name}`)
    await admin.script('CREATE DATABASE migration_doctor_scratch_of_somebody_else')
    const user = await connect(server.urlOf(name), { readOnly: true })
    const [found] = (await findLeftovers(admin)).filter((each) => each.name === name)
    if (!found) throw new Error('Not found.')
    expect(found.inUse).toBe(true)
    expect(Date.now() - (found.createdAt?.getTime() ?? 0)).toBeGreaterThan(3_000_000)
    expect(await removeLeftover(admin, found)).toBe(false)
    await user.close()
    const deadline = Date.now() + 10_000
    while (!(await removeLeftover(admin, found)) && Date.now() < deadline);
    expect(await ownDatabases()).toEqual([])
    expect(await removeLeftover(admin, { name: 'postgres', createdAt: null, inUse: false })).toBe(false)
    await admin.script('DROP DATABASE migration_doctor_scratch_of_somebody_else')
  })
})

test('a scratch that nobody closes does not keep the process', async () => {
  const here = new URL('.', import.meta.url).pathname
  const outfile = join(here, `exit-${process.pid}.gen.mjs`)
  const contents = `import { openScratch } from '../src/index.ts'
    const { database } = await openScratch()
    console.log(JSON.stringify(await database.query('SELECT 1 AS one')))`
  await build({
    stdin: { contents, resolveDir: here, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['pg', '@electric-sql/*'],
    outfile,
  })
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [outfile])
    expect(stdout.trim()).toBe('[{"one":1}]')
  } finally {
    await rm(outfile)
  }
})

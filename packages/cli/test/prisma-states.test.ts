import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { startServer, type TestServer } from '@migration-doctor/testkit/server'
import { run } from '../src/main.ts'
import { commitAll, inPrismaWorld, migration, type PrismaWorld, shop, type WorldOptions } from './prisma-world.ts'
import { testHost } from './test-host.ts'

const users = '20240101000000_users'
const orders = '20240102000000_orders'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const inWorld = (act: (world: PrismaWorld) => Promise<void>, options: WorldOptions = {}) =>
  inPrismaWorld(server, options, act)

const withOrders = (text: string) => ({ files: { ...shop, [migration(orders)]: text } })

test('everything applied: nothing above a note, and Prisma agrees', () =>
  inWorld(async ({ engine, diagnose }) => {
    await engine.applyMigrations()
    const { rules, states } = await diagnose()
    expect({ rules, states }).toEqual({ rules: [], states: { [users]: 'applied', [orders]: 'applied' } })
    expect(await engine.diagnose({ shadow: true })).toMatchObject({
      history: null,
      failedMigrationNames: [],
      editedMigrationNames: [],
    })
  }))

test('failed: the server’s own words are told', () =>
  inWorld(async ({ engine, diagnose }) => {
    await expect(engine.applyMigrations()).rejects.toThrow()
    expect((await engine.diagnose()).failedMigrationNames).toEqual([orders])
    const { states, findings } = await diagnose()
    expect(states[orders]).toBe('failed')
    expect(findings.find(({ rule }) => rule === 'failed-migration')).toMatchObject({
      migration: orders,
      message: expect.stringContaining('relation "users" already exists'),
    })
  }, withOrders('CREATE TABLE users (id integer PRIMARY KEY);\n')))

test('rolled back and run again: the old row no longer counts', () =>
  inWorld(async ({ folder, engine, diagnose }) => {
    await expect(engine.applyMigrations()).rejects.toThrow()
    await engine.markRolledBack(orders)
    expect((await diagnose()).states[orders]).toBe('rolled-back')
    await writeFile(join(folder, migration(orders)), shop[migration(orders)] ?? '')
    await engine.applyMigrations()
    const { rules, states } = await diagnose()
    expect({ rules, states }).toEqual({ rules: [], states: { [users]: 'applied', [orders]: 'applied' } })
  }, withOrders('CREATE TABLE users (id integer PRIMARY KEY);\n')))

test(
  'running: who holds the lock, and since when; then, cut off',
  () =>
    inWorld(async ({ engine, client, diagnose }) => {
      const applying = engine.applyMigrations().catch((error: unknown) => error)
      const pid = await sessionAtWork(client)
      const { rules, states, findings } = await diagnose()
      expect(states[orders]).toBe('running')
      expect(rules).toEqual([`running-migration ${orders}`])
      expect(findings[0]).toMatchObject({
        severity: 'warning',
        message: expect.stringContaining(`process ${pid}`),
        data: { pid, user: expect.any(String), since: expect.any(String), waiting: 0 },
      })
      expect((await engine.diagnose()).failedMigrationNames).toEqual([orders])

      await client.query('SELECT pg_terminate_backend($1)', [pid])
      await applying
      await client.query(`UPDATE _prisma_migrations SET logs = NULL WHERE migration_name = $1`, [orders])
      const after = await diagnose()
      expect(after.states[orders]).toBe('interrupted')
      expect(after.rules).toEqual([`interrupted-migration ${orders}`])
      expect(after.findings[0]).toMatchObject({ data: { scriptFinished: false, watched: true } })
    }, withOrders('SELECT pg_sleep(60);\n')),
  60_000,
)

/** Waits until the engine runs the script. */
async function sessionAtWork(client: PrismaWorld['client']): Promise<number> {
  for (;;) {
    const { rows } = await client.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity
        WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active' AND datname = current_database()`,
    )
    if (rows[0]) return rows[0].pid
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

test('somebody else who came later holds the lock: the migration was interrupted', () =>
  inWorld(async ({ engine, client, diagnose }) => {
    await engine.applyMigrations()
    await client.query(
      `UPDATE _prisma_migrations SET finished_at = NULL, applied_steps_count = 0, started_at = now() - interval '1 day'
        WHERE migration_name = $1`,
      [orders],
    )
    await client.query('SELECT pg_advisory_lock(72707369)')
    const { rules, states } = await diagnose()
    expect(states[orders]).toBe('interrupted')
    expect(rules).toEqual([`interrupted-migration ${orders}`, 'lock-held'].toSorted())
  }))

test('the script succeeded, but the last update was lost', () =>
  inWorld(async ({ engine, client, diagnose }) => {
    await engine.markApplied(users)
    await client.query(`
      CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'lost'; END $$;
      CREATE TRIGGER lose BEFORE UPDATE OF finished_at ON _prisma_migrations FOR EACH ROW EXECUTE FUNCTION lose();
      CREATE TABLE users (id integer PRIMARY KEY)`)
    await expect(engine.applyMigrations()).rejects.toThrow()
    await client.query('DROP FUNCTION lose CASCADE')
    const { rows } = await client.query(
      'SELECT applied_steps_count, finished_at, logs FROM _prisma_migrations WHERE migration_name = $1',
      [orders],
    )
    expect(rows).toEqual([{ applied_steps_count: 1, finished_at: null, logs: null }])
    const { rules, states, findings } = await diagnose()
    expect(states[orders]).toBe('interrupted')
    expect(rules).toEqual([`interrupted-migration ${orders}`])
    expect(findings[0]?.message).toContain('ran to its end')
    expect((await engine.diagnose()).failedMigrationNames).toEqual([orders])
  }))

test('claimed: what is missing is told as missing, what is there in silence', () =>
  inWorld(async ({ engine, client, diagnose }) => {
    await engine.markApplied(users)
    await engine.markApplied(orders)
    await client.query('CREATE TABLE users (id integer PRIMARY KEY)')
    const { rules, states } = await diagnose()
    expect(states).toEqual({ [users]: 'claimed', [orders]: 'absent' })
    expect(rules).toEqual([`recorded-but-absent ${orders}`])
    // Prisma sees no more than a drift, and says so to `migrate dev` alone.
    expect(await engine.diagnose()).toMatchObject({ history: null, failedMigrationNames: [] })
  }))

test('edited: cosmetic, or with what was changed, as version control tells', () =>
  inWorld(async ({ folder, engine, diagnose }) => {
    await engine.applyMigrations()
    await commitAll(folder, 'first')
    await writeFile(join(folder, migration(users)), '-- People\ncreate table users (\n  id integer primary key\n);\n')
    await writeFile(join(folder, migration(orders)), 'CREATE TABLE orders (id integer PRIMARY KEY, user_id bigint);\n')
    await commitAll(folder, 'second')
    expect((await engine.diagnose()).editedMigrationNames).toEqual([users, orders])
    const { states, findings } = await diagnose()
    expect(states).toEqual({ [users]: 'edited', [orders]: 'edited' })
    const edits = findings.filter(({ rule }) => rule === 'edited-after-apply')
    expect(edits).toMatchObject([
      { migration: users, severity: 'note', data: { cosmetic: true } },
      { migration: orders, severity: 'warning', data: { cosmetic: false } },
    ])
    expect(edits[1]?.message).toMatch(/no longer says `CREATE TABLE orders .* now says `CREATE TABLE orders .*bigint/)
  }))

test('edited in line ends alone is cosmetic without version control, also where Prisma calls it an edit', () =>
  inWorld(async ({ folder, engine, diagnose }) => {
    await engine.applyMigrations()
    const text = await readFile(join(folder, migration(users)), 'utf8')
    await writeFile(join(folder, migration(users)), `${text}\n\n`)
    expect((await engine.diagnose()).editedMigrationNames).toEqual([users])
    expect((await diagnose()).findings).toMatchObject([
      { rule: 'edited-after-apply', severity: 'note', data: { cosmetic: true } },
    ])
  }))

test('edited is compared with the live row, not with the one that was rolled back', () =>
  inWorld(async ({ folder, engine, diagnose }) => {
    await expect(engine.applyMigrations()).rejects.toThrow()
    await engine.markRolledBack(orders)
    await writeFile(join(folder, migration(orders)), 'CREATE TABLE orders (id integer PRIMARY KEY);\n')
    await engine.applyMigrations()
    expect((await engine.diagnose()).editedMigrationNames).toEqual([])
    const { rules, states } = await diagnose()
    expect({ rules, state: states[orders] }).toEqual({ rules: [], state: 'applied' })
  }, withOrders('CREATE TABLE users (id integer PRIMARY KEY);\n')))

test('missing file, and renamed', () =>
  inWorld(async ({ folder, engine, diagnose }) => {
    await engine.applyMigrations()
    const old = dirname(join(folder, migration(orders)))
    await rename(old, dirname(join(folder, migration('20240102000000_purchases'))))
    expect((await engine.diagnose()).history).toMatchObject({
      diagnostic: 'historiesDiverge',
      unpersistedMigrationNames: [orders],
    })
    const { states, findings } = await diagnose()
    expect(states[orders]).toBe('missing-file')
    expect(findings.find(({ rule }) => rule === 'missing-migration-file')).toMatchObject({
      data: { name: orders, renamedTo: '20240102000000_purchases' },
    })
    await rm(dirname(join(folder, migration('20240102000000_purchases'))), { recursive: true })
    expect((await diagnose()).findings.find(({ rule }) => rule === 'missing-migration-file')).toMatchObject({
      data: { name: orders, renamedTo: null },
    })
  }))

test('pending, pending behind applied, and applied out of order', () =>
  inWorld(async ({ folder, engine, diagnose }) => {
    const hidden = join(folder, 'users.sql')
    const place = dirname(join(folder, migration(users)))
    expect((await diagnose()).states).toEqual({ [users]: 'pending', [orders]: 'pending' })
    await rename(place, hidden)
    await engine.applyMigrations()
    await rename(hidden, place)
    expect((await engine.diagnose()).history).toMatchObject({ diagnostic: 'databaseIsBehind' })
    const behind = await diagnose()
    expect(behind.states).toEqual({ [users]: 'pending', [orders]: 'applied' })
    expect(behind.rules).toEqual([`pending-behind-applied ${users}`])
    await engine.applyMigrations()
    const late = await diagnose()
    expect(late.states).toEqual({ [users]: 'out-of-order', [orders]: 'applied' })
    expect(late.findings).toMatchObject([{ rule: 'applied-out-of-order', severity: 'note', data: { after: orders } }])
    expect((await engine.diagnose()).history).toBeNull()
  }))

test('duplicate rows', () =>
  inWorld(async ({ engine, client, diagnose }) => {
    await engine.applyMigrations()
    await client.query(`INSERT INTO _prisma_migrations
      SELECT 'copy', checksum, finished_at, migration_name, logs, rolled_back_at, started_at, applied_steps_count
        FROM _prisma_migrations WHERE migration_name = '${orders}'`)
    expect(await engine.diagnose()).toMatchObject({ history: null })
    expect((await diagnose()).rules).toEqual([`duplicate-history-row ${orders}`])
  }))

test('a failed row beside an applied one stops Prisma, and is told', () =>
  inWorld(async ({ engine, client, diagnose }) => {
    await engine.applyMigrations()
    await client.query(`INSERT INTO _prisma_migrations (id, checksum, migration_name, logs, started_at)
      SELECT 'older', checksum, migration_name, 'ERROR: canceled', started_at - interval '1 hour'
        FROM _prisma_migrations WHERE migration_name = '${orders}'`)
    expect((await engine.diagnose()).failedMigrationNames).toEqual([orders])
    const { rules, states } = await diagnose()
    expect(states[orders]).toBe('failed')
    expect(rules).toContain(`failed-migration ${orders}`)
  }))

test('the table is in another schema', () =>
  inWorld(
    async ({ url, engine, diagnose }) => {
      await engine.applyMigrations()
      const withoutSchema = url.replace('?schema=shop', '')
      const { rules, findings } = await diagnose('--url', withoutSchema)
      expect(rules).toEqual(['misplaced-history-table'])
      expect(findings[0]).toMatchObject({
        severity: 'warning',
        data: { expected: 'public', schemas: ['shop'], rows: 2 },
      })
      expect((await diagnose()).rules).toEqual([])
    },
    { schema: 'shop' },
  ))

test('several tables: one for each schema, and one of another tool', () =>
  inWorld(async ({ engine, client, diagnose }) => {
    await engine.applyMigrations()
    await client.query(`
      CREATE TABLE migrations (id serial PRIMARY KEY, "timestamp" bigint NOT NULL, name varchar NOT NULL);
      INSERT INTO migrations ("timestamp", name) VALUES (1, 'Init1700000000000');
      CREATE SCHEMA tenant;
      CREATE TABLE tenant._prisma_migrations AS TABLE _prisma_migrations`)
    const { findings } = await diagnose()
    expect(findings.filter(({ rule }) => rule === 'several-histories')).toMatchObject([
      {
        severity: 'note',
        data: { others: ['`public.migrations` (TypeORM)', '`tenant._prisma_migrations` (Prisma)'], otherCount: 2 },
      },
    ])
  }))

test('no table, but a full database: P3005', () =>
  inWorld(async ({ engine, client, diagnose }) => {
    await client.query('CREATE TABLE users (id integer PRIMARY KEY)')
    await expect(engine.applyMigrations()).rejects.toMatchObject({ code: 'P3005' })
    expect(await engine.diagnose()).toMatchObject({ hasMigrationsTable: false })
    const { rules, findings } = await diagnose()
    expect(rules).toEqual(['missing-history-table'])
    expect(findings.filter(({ causedBy }) => causedBy !== null)).toMatchObject([
      { rule: 'present-but-unrecorded', migration: users },
    ])
  }))

test('no table and an empty database: nothing is wrong', () =>
  inWorld(async ({ diagnose }) => {
    expect((await diagnose()).rules).toEqual([])
  }))

test('the mark of a failure as rolled back can be taken back as the plan says', () =>
  inWorld(async ({ folder, url, engine, client }) => {
    await expect(engine.applyMigrations()).rejects.toThrow()
    const host = testHost({ cwd: folder, environment: { DATABASE_URL: url } })
    expect(await run(['mark', 'rolled-back', orders, '--unverified', '--yes', '--format', 'json'], host)).toBe(0)
    expect((await engine.diagnose()).failedMigrationNames).toEqual([])
    const { undo } = JSON.parse(host.written.out).plan.steps[0]
    await client.query(undo)
    expect((await engine.diagnose()).failedMigrationNames).toEqual([orders])
  }, withOrders('CREATE TABLE users (id integer PRIMARY KEY);\n')))

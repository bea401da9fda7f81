import type { ReplayOutcome, ReplayStatement } from '@migration-doctor/core'
import { openScratch, replay, type Scratch } from '@migration-doctor/db'
import { startServer } from '@migration-doctor/testkit/server'

const engines: readonly [string, () => Promise<Scratch>][] = [
  ['PGlite', () => openScratch({ extensions: ['citext', 'uuid-ossp', 'vector'] })],
  ['PostgreSQL 18', async () => openScratch({ shadowUrl: (await startServer(18)).url })],
  ['PostgreSQL 15', async () => openScratch({ shadowUrl: (await startServer(15)).url })],
]

type Written = string | { readonly text: string; readonly rolledBack?: boolean; readonly transaction?: number }

/** Statements as written; a text alone runs without a transaction. */
function script(...written: readonly Written[]): ReplayStatement[] {
  return written.map((each, i) => {
    const { text, rolledBack = false, transaction = null } = typeof each === 'string' ? { text: each } : each
    return { number: i, migration: 'm', text, rolledBack, transaction }
  })
}

const together = (...texts: readonly string[]) => script(...texts.map((text) => ({ text, transaction: 1 })))

/** `ok`, the SQLSTATE, or `skipped: reason`. */
const verdicts = (outcomes: readonly ReplayOutcome[]) =>
  outcomes.map(({ error, skipped }) => (skipped === undefined ? (error?.sqlstate ?? 'ok') : `skipped: ${skipped}`))

describe.each(engines)('%s', (_, open) => {
  let scratch: Scratch

  beforeAll(async () => {
    scratch = await open()
  })

  afterAll(() => scratch.close())

  async function run(statements: readonly ReplayStatement[], searchPath: readonly string[] = ['public']) {
    await scratch.database.script('DROP SCHEMA IF EXISTS public, app CASCADE; CREATE SCHEMA public; RESET ALL')
    const result = await replay({ searchPath, statements }, scratch, { statementTimeoutMs: 5_000 })
    const tables = await scratch.database.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace NOT IN ('pg_catalog'::regnamespace,
       'information_schema'::regnamespace, 'pg_toast'::regnamespace) AND relkind = 'r' ORDER BY 1`,
    )
    return { ...result, verdicts: verdicts(result.outcomes), tables: tables.map(({ name }) => name) }
  }

  test('goes on after a refusal, inside a transaction and outside', async () => {
    const texts = ['CREATE TABLE a (id int)', 'CREATE TABLE a (id int)', 'ALTER TABLE b ADD x int', 'CREATE TABLE c ()']
    const inside = await run(together(...texts))
    expect(inside.verdicts).toEqual(['ok', '42P07', '42P01', 'ok'])
    expect(inside.tables).toEqual(['a', 'c'])
    expect((await run(script(...texts))).verdicts).toEqual(inside.verdicts)
  })

  test("the tool's own table is there before the first statement, and is no fault when it is there already", async () => {
    await scratch.database.script('DROP SCHEMA IF EXISTS public, app CASCADE; CREATE SCHEMA public; RESET ALL')
    const ownTables = ['CREATE TABLE migrations (id serial, name text NOT NULL)']
    const statements = together('DELETE FROM migrations', "UPDATE migrations SET nothing = 'a'")
    for (let turn = 0; turn < 2; turn++) {
      const options = { statementTimeoutMs: 5_000 }
      const { outcomes } = await replay({ searchPath: ['public'], statements, ownTables }, scratch, options)
      expect(verdicts(outcomes)).toEqual(['ok', '42703'])
    }
  })

  test('positions are those in the statement, in characters', async () => {
    const { outcomes } = await run(
      together('CREATE TABLE "ä😀" (id int)', 'SELECT nothing FROM "ä😀"', 'SELECT 1 FROM gone'),
    )
    expect(outcomes.map(({ error }) => error?.position)).toEqual([undefined, 8, 15])
  })

  test('a syntax error stands alone among its neighbours', async () => {
    const statements = together('CREATE TABLE a ()', "CREATE TABLE b (name text DEFAULT 'it's')", 'CREATE TABLE c ()')
    const { verdicts, tables, outcomes } = await run(statements)
    expect(verdicts).toEqual(['ok', '42601', 'ok'])
    expect(outcomes[1]?.error?.position).toBe("CREATE TABLE b (name text DEFAULT 'it's".length)
    expect(tables).toEqual(['a', 'c'])
  })

  test("savepoints of the user's mean what they say", async () => {
    const { verdicts, tables } = await run(
      together(
        'CREATE TABLE kept ()',
        'SAVEPOINT mine',
        'CREATE TABLE lost ()',
        'CREATE TABLE kept ()',
        'ROLLBACK TO mine',
        'CREATE TABLE after ()',
        'RELEASE mine',
        'RELEASE mine',
        'CREATE TABLE last ()',
      ),
    )
    expect(verdicts).toEqual(['ok', 'ok', 'ok', '42P07', 'ok', 'ok', 'ok', '3B001', 'ok'])
    expect(tables).toEqual(['after', 'kept', 'last'])
  })

  test('a transaction rolled back leaves nothing', async () => {
    const statements = script(
      { text: 'CREATE TABLE a ()', transaction: 1, rolledBack: true },
      { text: 'CREATE TABLE b ()', transaction: 1, rolledBack: true },
      { text: 'CREATE TABLE a ()', transaction: 2 },
    )
    expect(await run(statements)).toMatchObject({ verdicts: ['ok', 'ok', 'ok'], tables: ['a'] })
  })

  test('statements that demand to be alone are alone, and refused in a transaction', async () => {
    const concurrently = 'CREATE INDEX CONCURRENTLY i ON a (id)'
    expect((await run(script('CREATE TABLE a (id int)', concurrently))).verdicts).toEqual(['ok', 'ok'])
    expect((await run(together('CREATE TABLE a (id int)', concurrently))).verdicts).toEqual(['ok', '25001'])
    expect((await run(script('VACUUM'))).verdicts).toEqual(['ok'])
  })

  test('a new enum value cannot be used in its own transaction', async () => {
    const texts = ["ALTER TYPE color ADD VALUE 'blue'", "ALTER TABLE t ALTER c SET DEFAULT 'blue'"]
    const first = script("CREATE TYPE color AS ENUM ('red')", 'CREATE TABLE t (c color)')
    expect((await run([...first, ...together(...texts)])).verdicts.slice(2)).toEqual(['ok', '55P04'])
    expect((await run([...first, ...script(...texts)])).verdicts.slice(2)).toEqual(['ok', 'ok'])
  })

  test('a refusal at commit is told, and the transaction is gone', async () => {
    const { verdicts, tables } = await run([
      ...script('CREATE TABLE p (id int PRIMARY KEY)'),
      ...together(
        'CREATE TABLE c (p int REFERENCES p DEFERRABLE INITIALLY DEFERRED)',
        'INSERT INTO c VALUES (1)',
        'INSERT INTO nowhere VALUES (1)',
      ),
    ])
    expect(verdicts).toEqual(['ok', 'ok', '23503', '42P01'])
    expect(tables).toEqual(['p'])
  })

  test('the isolation level may be set at the beginning of a transaction only', async () => {
    const set = 'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE'
    expect((await run(together(set, 'CREATE TABLE a ()'))).verdicts).toEqual(['ok', 'ok'])
    expect((await run(together('CREATE TABLE a ()', 'SELECT 1', set, 'CREATE TABLE b ()'))).verdicts).toEqual([
      'ok',
      'ok',
      '25001',
      'ok',
    ])
  })

  test('COPY without its rows is skipped, and nothing waits for them', async () => {
    const { verdicts } = await run(
      together('CREATE TABLE a (id int)', 'COPY a FROM STDIN', 'COPY b FROM STDIN', 'CREATE TABLE c ()'),
    )
    expect(verdicts).toEqual(['ok', expect.stringMatching(/^skipped: its rows/), '42P01', 'ok'])
  })

  test('an extension that is not there takes what needs it along, and nothing else', async () => {
    const { verdicts } = await run(
      script(
        'CREATE EXTENSION IF NOT EXISTS "no_such_extension"',
        'CREATE TABLE place (id int, at geometry(Point, 4326))',
        'CREATE INDEX place_at ON place USING gist (at)',
        'ALTER TABLE place ADD CONSTRAINT place_pk PRIMARY KEY (id)',
        'CREATE TABLE visit (place int REFERENCES place)',
        'ALTER TABLE visitor ADD x int',
        'SELECT no_such_function(1)',
        'CREATE TABLE healthy (id int)',
        'CREATE TABLE healthy (id int)',
      ),
    )
    const skipped = expect.stringMatching(/^skipped: /)
    expect(verdicts.slice(0, 5)).toEqual([
      expect.stringContaining('no_such_extension'),
      skipped,
      skipped,
      skipped,
      skipped,
    ])
    expect(verdicts.slice(5)).toEqual(['42P01', skipped, 'ok', '42P07'])
  })

  test('extensions that come along are there', async () => {
    const { verdicts } = await run(
      script(
        'CREATE EXTENSION citext',
        'CREATE EXTENSION "uuid-ossp"',
        'CREATE TABLE a (n citext, u uuid DEFAULT uuid_generate_v4())',
      ),
    )
    expect(verdicts).toEqual(['ok', 'ok', 'ok'])
  })

  test('roles of another server are not held against a history', async () => {
    const { verdicts } = await run(script('CREATE TABLE a ()', 'GRANT SELECT ON a TO somebody_of_production'))
    expect(verdicts).toEqual(['ok', expect.stringContaining('has no role "somebody_of_production"')])
  })

  test('the search path decides where names are made', async () => {
    const { outcomes, verdicts } = await run(
      script('CREATE SCHEMA app', 'CREATE TABLE a ()', 'CREATE TABLE app.a ()'),
      ['app', 'public'],
    )
    expect(verdicts).toEqual(['ok', 'ok', '42P07'])
    expect(outcomes[2]?.error?.message).toContain('"a"')
  })

  test('several hundred statements with refusals among them', async () => {
    const texts = Array.from(
      { length: 400 },
      (_, i) => `CREATE TABLE t${i - (i % 10 === 9 ? 1 : 0)} (id int PRIMARY KEY)`,
    )
    const { verdicts, tables } = await run(together(...texts))
    expect(verdicts.filter((verdict) => verdict === '42P07')).toHaveLength(40)
    expect(verdicts.map((verdict, i) => verdict === 'ok' || i % 10 === 9).every(Boolean)).toBe(true)
    expect(tables).toHaveLength(360)
  })
})

describe('PGlite begins anew without a statement that', () => {
  const before = script('CREATE TABLE a ()')
  const after = script('CREATE TABLE a ()', 'CREATE TABLE b ()')

  test.each([
    ['does not end', 'SELECT pg_sleep(60)', 'did not end within 1 s'],
    ['brings it down', "COPY a TO PROGRAM 'cat'", 'broke down'],
  ])('%s', async (_, text, reason) => {
    const scratch = await openScratch()
    try {
      const block = together('CREATE TABLE c ()', text, 'CREATE TABLE c ()')
      const statements = [...before, ...block, ...after]
      const { outcomes } = await replay({ searchPath: ['public'], statements }, scratch, { statementTimeoutMs: 1_000 })
      const skipped = expect.stringMatching(`^skipped: .*${reason}`)
      expect(verdicts(outcomes)).toEqual(['ok', 'ok', skipped, '42P07', '42P07', 'ok'])
      expect(await scratch.database.query("SELECT to_regclass('b')::text AS b")).toEqual([{ b: 'b' }])
    } finally {
      await scratch.close()
    }
  })
})

test('a scratch database that is lost on a server takes the rest along, and the outcomes say so', async () => {
  const scratch = await openScratch({ shadowUrl: (await startServer(18)).url })
  const statements = script('CREATE TABLE a ()', 'SELECT pg_terminate_backend(pg_backend_pid())', 'CREATE TABLE b ()')
  const { outcomes } = await replay({ searchPath: ['public'], statements }, scratch, { statementTimeoutMs: 1_000 })
  const skipped = expect.stringMatching(/^skipped: /)
  expect(verdicts(outcomes)).toEqual(['ok', skipped, skipped])
  await scratch.close()
})

test('what is about the whole server is not sent to one that others may use', async () => {
  const role = `replay_test_${Date.now()}`
  const statements = [
    ...script(`CREATE ROLE ${role}`).map((statement) => ({ ...statement, wholeServer: true })),
    ...script('CREATE TABLE a ()', `GRANT SELECT ON a TO ${role}`),
  ]
  const server = await startServer(18)
  const skipped = expect.stringMatching(/^skipped: /)
  for (const [shadowUrl, expected] of [
    [server.url, [skipped, 'ok', skipped]],
    [undefined, ['ok', 'ok', 'ok']],
  ] as const) {
    const scratch = await openScratch(shadowUrl === undefined ? {} : { shadowUrl })
    const { outcomes } = await replay({ searchPath: ['public'], statements }, scratch, { statementTimeoutMs: 5_000 })
    expect(verdicts(outcomes)).toEqual(expected)
    await scratch.close()
  }
})

test('PostgreSQL cancels a statement that does not end, and goes on', async () => {
  const scratch = await openScratch({ shadowUrl: (await startServer(18)).url })
  const statements = script('SELECT pg_sleep(60)', 'CREATE TABLE b ()')
  const { outcomes } = await replay({ searchPath: ['public'], statements }, scratch, { statementTimeoutMs: 200 })
  expect(verdicts(outcomes)).toEqual([expect.stringContaining('did not end in time'), 'ok'])
  await scratch.close()
})

test('what a program goes on without is missed by nothing that needs it', async () => {
  const scratch = await openScratch({ shadowUrl: (await startServer(18)).url })
  const statements = script(
    'DO $$ BEGIN CREATE EXTENSION postgis; CREATE TABLE shapes (g geometry); EXCEPTION WHEN OTHERS THEN NULL; END $$',
    'ALTER TABLE shapes ADD COLUMN a int',
    'CREATE TABLE others (g geometry)',
    'ALTER TABLE nowhere ADD COLUMN a int',
  )
  const given = { searchPath: ['public'], uses: ['postgis', 'plpgsql'], statements }
  const { outcomes } = await replay(given, scratch, { statementTimeoutMs: 5_000 })
  const skipped = expect.stringMatching(/^skipped: /)
  expect(verdicts(outcomes)).toEqual(['ok', skipped, skipped, '42P01'])
  await scratch.close()
})

test('what follows from a skipped statement may have blanks in its name', async () => {
  const scratch = await openScratch({ shadowUrl: (await startServer(18)).url })
  const statements = script(
    'CREATE TABLE packages (id int)',
    'CREATE POLICY "Anyone can look" ON packages TO nobody_of_this_name USING (true)',
    `COMMENT ON POLICY "Anyone can look" ON packages IS 'x'`,
    `COMMENT ON POLICY "Nobody can look" ON packages IS 'x'`,
  )
  const { outcomes } = await replay({ searchPath: ['public'], statements }, scratch, { statementTimeoutMs: 5_000 })
  const skipped = expect.stringMatching(/^skipped: /)
  expect(verdicts(outcomes)).toEqual(['ok', skipped, skipped, '42704'])
  await scratch.close()
})

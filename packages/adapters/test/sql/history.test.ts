import { crc32 } from 'node:zlib'
import { type Database, DoctorError, type History, type Project } from '@migration-doctor/core'
import { memoryFiles, startServer, type TestServer } from '@migration-doctor/testkit'
import type { Mark, ProjectOptions } from '../../src/index.ts'
import { adapter } from '../../src/sql/index.ts'
import { connect, perform } from '../scratch.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})

interface World {
  readonly database: Database
  readonly project: Project
  readonly history: () => Promise<History | null>
  readonly mark: (kind: Mark['kind'], name: string) => Promise<void>
}

type Tree = Record<string, string>

async function inWorld(files: Tree, act: (world: World) => Promise<void>, options: Partial<ProjectOptions> = {}) {
  const { url, drop } = await server.createDatabase()
  const database = await connect(url)
  const around = { files: memoryFiles(files), environment: {} }
  const project = await adapter.read({ cwd: '/app', migrations: [], ...options }, around)
  const history = () => adapter.readHistory(database, project)
  const mark = async (kind: Mark['kind'], name: string) => {
    const migration = project.migrations.find((one) => one.name === name)
    if (!migration) throw new Error(`no migration ${name}`)
    await perform(database, adapter.mark({ kind, migration }, await history(), project, new Date()))
  }
  try {
    await act({ database, project, history, mark })
  } finally {
    await database.close()
    await drop()
  }
}

const told = (history: History | null) => history?.rows.map(({ name, state }) => `${name} ${state}`)

const plain = { '/app/migrations/001_a.sql': 'A;', '/app/migrations/002_b.sql': 'B;' }

describe('tables with one row for each migration', () => {
  const dated = '2025-10-17_0001_create_logs.sql'
  const samples: readonly [string, Tree, string, string, object][] = [
    ['filename-history', plain, '001_a.sql', 'migration_history', { filename: '001_a.sql' }],
    [
      'dated-history',
      { [`/app/migrations/${dated}`]: '' },
      dated,
      'system.schema_migrations',
      { filename: dated, description: 'create logs' },
    ],
    [
      'supabase',
      { '/app/supabase/migrations/20240101000000_a.sql': 'A;' },
      '20240101000000_a.sql',
      'supabase_migrations.schema_migrations',
      { version: '20240101000000', name: 'a', statements: ['A;'] },
    ],
    [
      'sqlx',
      { '/app/Cargo.toml': 'sqlx = "0.8"', '/app/migrations/0001_make_it.sql': 'A;' },
      '0001_make_it.sql',
      '_sqlx_migrations',
      { version: '1', description: 'make it', success: true, execution_time: '0' },
    ],
    [
      'flyway',
      { '/app/migration/V1.2__make_it.sql': 'A;' },
      'V1.2__make_it.sql',
      'flyway_schema_history',
      {
        installed_rank: 1,
        version: '1.2',
        description: 'make it',
        type: 'SQL',
        script: 'V1.2__make_it.sql',
        success: true,
      },
    ],
    ['sql-migrate', { '/app/migrations/1-a.sql': '-- +migrate Up\n' }, '1-a.sql', 'gorp_migrations', { id: '1-a.sql' }],
    [
      'pop',
      { '/app/go.mod': 'gobuffalo/pop', '/app/migrations/20240101_a.up.sql': '' },
      '20240101_a.up.sql',
      'schema_migration',
      { version: '20240101' },
    ],
    [
      'goose',
      { '/app/migrations/007_a.sql': '-- +goose Up\n' },
      '007_a.sql',
      'goose_db_version',
      { version_id: '7', is_applied: true },
    ],
    ['generic', { '/app/migrations/a.sql': '' }, 'a.sql', 'schema_migrations', { filename: 'a.sql' }],
  ]

  test.each(samples)('%s: a mark makes the table, is read back, and can be taken out', async (...known) => {
    const [dialect, files, name, table, expected] = known
    await inWorld(files, async ({ database, project, history, mark }) => {
      expect(project.dialect).toBe(dialect)
      expect(await history()).toBeNull()
      await mark('applied', name)
      const [row] = (await history())?.rows ?? []
      const [migration] = project.migrations
      expect(row).toMatchObject({ name, state: 'applied' })
      expect(row?.checksum === null ? [] : [row?.checksum]).toEqual(migration?.checksums)
      expect((await database.query(`SELECT * FROM ${table}`)).at(-1)).toMatchObject(expected)
      await expect(mark('applied', name)).rejects.toThrow('already recorded as applied')
      await mark('pending', name)
      expect(told(await history())).toEqual([])
      await expect(mark('pending', name)).rejects.toThrow('pending already')
    })
  })

  test('rows without a file keep what they say', async () => {
    await inWorld(plain, async ({ database, history }) => {
      await database.script(`CREATE TABLE migration_history (filename text, executed_at timestamptz DEFAULT now());
        INSERT INTO migration_history (filename) VALUES ('000_gone.sql'), ('001_a.sql')`)
      expect(told(await history())).toEqual(['000_gone.sql applied', '001_a.sql applied'])
    })
  })
})

describe('golang-migrate', () => {
  const files = {
    '/app/go.mod': 'golang-migrate/migrate',
    '/app/migrations/1_a.up.sql': 'A;',
    '/app/migrations/2_b.up.sql': 'B;',
    '/app/migrations/10_c.up.sql': 'C;',
  }
  const position = 'CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)'

  test('one row speaks for all up to its version, which may be dirty', async () => {
    await inWorld(files, async ({ database, history }) => {
      await database.script(`${position}; INSERT INTO schema_migrations VALUES (2, true)`)
      expect(told(await history())).toEqual(['1_a.up.sql applied', '2_b.up.sql failed'])
    })
  })

  test('a version without a file is told behind the files before it', async () => {
    await inWorld(files, async ({ database, history }) => {
      await database.script(`${position}; INSERT INTO schema_migrations VALUES (9, false)`)
      expect(told(await history())).toEqual(['1_a.up.sql applied', '2_b.up.sql applied', '9 applied'])
    })
  })

  test('marks move the one row by one step, as migrate force does', async () => {
    await inWorld(files, async ({ database, mark }) => {
      const version = () => database.query('SELECT version, dirty FROM schema_migrations')
      await expect(mark('applied', '2_b.up.sql')).rejects.toThrow('cannot be marked by itself')
      await mark('applied', '1_a.up.sql')
      await mark('applied', '2_b.up.sql')
      expect(await version()).toEqual([{ version: '2', dirty: false }])
      await expect(mark('applied', '1_a.up.sql')).rejects.toThrow('already recorded')
      await expect(mark('rolled-back', '2_b.up.sql')).rejects.toThrow('not recorded as failed')
      await database.script('UPDATE schema_migrations SET dirty = true')
      await mark('rolled-back', '2_b.up.sql')
      expect(await version()).toEqual([{ version: '1', dirty: false }])
      await mark('pending', '1_a.up.sql')
      expect(await version()).toEqual([])
    })
  })

  test('the lock is the one that golang-migrate takes', async () => {
    await inWorld(files, async ({ database, project }) => {
      const { sql, parameters } = adapter.lock(project)
      await database.query(sql, parameters)
      const [name] = await database.query<{ name: string }>('SELECT current_database() AS name')
      const sum = BigInt(crc32(`public\0schema_migrations\0${name?.name}`))
      const locks = `SELECT classid::bigint << 32 | objid::bigint AS key FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()`
      expect(await database.query(locks)).toEqual([{ key: String(BigInt.asUintN(32, sum * 1486364155n)) }])
    })
  })
})

test("Flyway's baseline claims what it covers", async () => {
  const files = { '/app/migration/V1__a.sql': '', '/app/migration/V1.5__b.sql': '', '/app/migration/V2__c.sql': '' }
  await inWorld(files, async ({ database, history, mark }) => {
    await mark('applied', 'V2__c.sql')
    await database.query(`UPDATE flyway_schema_history SET installed_rank = 2`)
    await database.query(
      `INSERT INTO flyway_schema_history VALUES (1, '1.5', 'base', 'BASELINE', '<< Flyway Baseline >>', NULL, 'x', now(), 0, true)`,
    )
    expect(told(await history())).toEqual(['V1__a.sql claimed', 'V1.5__b.sql claimed', 'V2__c.sql applied'])
  })
})

test("the last row of goose's log counts", async () => {
  const files = { '/app/migrations/1_a.sql': '-- +goose Up\n' }
  await inWorld(files, async ({ database, history, mark }) => {
    await mark('applied', '1_a.sql')
    await database.query('INSERT INTO goose_db_version (version_id, is_applied) VALUES (1, false)')
    expect(told(await history())).toEqual(['1_a.sql rolled-back'])
    await mark('applied', '1_a.sql')
    expect(told(await history())?.at(-1)).toBe('1_a.sql applied')
  })
})

const strangers: readonly [string, string, RegExp | null][] = [
  [
    'users',
    "CREATE TABLE ops.done AS SELECT 1 AS id, 'alice'::text AS name, 'a@b.c'::text AS email",
    /does not look like.*"alice"/,
  ],
  [
    'empty users',
    'CREATE TABLE ops.done (id int, name text, email text, password text)',
    /no rows, and columns .*email/,
  ],
  ['an empty home-made table', 'CREATE TABLE ops.done (id serial, name text, applied_at timestamptz)', null],
  ['strange columns, but names of files', "CREATE TABLE ops.done AS SELECT '001_a.sql' AS name, 3 AS moon_phase", null],
  ['files that are gone', "CREATE TABLE ops.done AS SELECT '000_old.sql' AS filename, now() AS applied_at", null],
  [
    'another thing with a file name',
    "CREATE TABLE ops.done AS SELECT 'cat.png' AS filename, 12 AS width",
    /does not look like/,
  ],
]

test.each(strangers)('%s: a tracking table or not', async (_, sql, refusal) => {
  await inWorld(
    plain,
    async ({ database, history }) => {
      await database.script(`CREATE SCHEMA ops; ${sql}`)
      const error = await history().then(
        () => null,
        (reason: unknown) => reason,
      )
      if (!refusal) return expect(error).toBeNull()
      expect(error).toMatchObject({
        code: 3,
        message: expect.stringMatching(refusal),
        hint: expect.stringContaining('--history-table'),
      })
    },
    { historyTable: { schema: 'ops', name: 'done' } },
  )
})

test('a run of sqlx that failed is failed, and can be marked rolled back', async () => {
  const files = { '/app/Cargo.toml': 'sqlx = "0.8"', '/app/migrations/1_a.sql': 'A;' }
  await inWorld(files, async ({ database, history, mark }) => {
    await mark('applied', '1_a.sql')
    await database.script('UPDATE _sqlx_migrations SET success = false')
    expect(told(await history())).toEqual(['1_a.sql failed'])
    await mark('rolled-back', '1_a.sql')
    expect(told(await history())).toEqual([])
  })
})

describe('home-made tables', () => {
  const own = { historyTable: { schema: 'ops', name: 'done' } }
  const tables: readonly [string, string, string][] = [
    ['name text, applied_at timestamptz DEFAULT now()', 'name', '001_a'],
    ['version text', 'version', '1'],
    ['version text', 'version', '001'],
    ['migration text, batch int', 'migration', '001_a.sql'],
    ['id text PRIMARY KEY, run_on timestamptz DEFAULT now()', 'id', '001_a.sql'],
  ]

  test.each(tables)('(%s) with %s = %s: read, and written in the same form', async (...known) => {
    const [columns, identity, value] = known
    await inWorld(
      plain,
      async ({ database, history, mark }) => {
        await database.script(`CREATE SCHEMA ops; CREATE TABLE ops.done (${columns})`)
        await database.query(`INSERT INTO ops.done (${identity}) VALUES ($1)`, [value])
        expect(told(await history())).toEqual(['001_a.sql applied'])
        await mark('applied', '002_b.sql')
        const rows = await database.query(`SELECT ${identity} AS value FROM ops.done ORDER BY 1`)
        expect(rows).toEqual([{ value }, { value: value.replace('1', '2').replace('a', 'b') }])
        await mark('pending', '001_a.sql')
        expect(told(await history())).toEqual(['002_b.sql applied'])
      },
      own,
    )
  })

  test('of a shape that says nothing are refused with their columns', async () => {
    await inWorld(
      plain,
      async ({ database, history }) => {
        await database.script('CREATE SCHEMA ops; CREATE TABLE ops.done (colour text, size int)')
        const error = await history().catch((reason: unknown) => reason)
        expect(error).toBeInstanceOf(DoctorError)
        expect(error).toMatchObject({
          code: 3,
          message:
            'ops.done has another shape than expected: it has the columns colour, size; expected filename, executed_at.',
        })
      },
      own,
    )
  })
})

test('a tracking table outside the search path is found by its schema only', async () => {
  await inWorld(plain, async ({ database, history }) => {
    await database.script(
      'CREATE SCHEMA hidden; CREATE TABLE hidden.migration_history (filename text, executed_at date)',
    )
    expect(await history()).toBeNull()
    await database.script('SET search_path = hidden')
    expect(await history()).toMatchObject({ table: { schema: 'hidden', name: 'migration_history' } })
  })
})

describe('a tracking table under another name', () => {
  const goose = { '/app/migrations/1_a.sql': '-- +goose Up\n', '/app/migrations/2_b.sql': '-- +goose Up\n' }
  const make = (name: string) =>
    `CREATE TABLE ${name} (id serial, version_id bigint, is_applied boolean, tstamp timestamp DEFAULT now())`

  test('is found by its columns and its rows, and written to', async () => {
    await inWorld(goose, async ({ database, history, mark }) => {
      await database.script(`CREATE SCHEMA ops; ${make('ops.versions')}; ${make('empty')};
        INSERT INTO ops.versions (version_id, is_applied) VALUES (0, true), (1, true)`)
      expect(await history()).toMatchObject({ table: { schema: 'ops', name: 'versions' } })
      await mark('applied', '2_b.sql')
      expect(told(await history())).toEqual(['1_a.sql applied', '2_b.sql applied'])
    })
  })

  test('is asked for when there are several', async () => {
    await inWorld(goose, async ({ database, history }) => {
      for (const name of ['one', 'two'])
        await database.script(`${make(name)}; INSERT INTO ${name} (version_id, is_applied) VALUES (1, true)`)
      await expect(history()).rejects.toMatchObject({
        code: 3,
        message: 'Several tables look like the tracking table of goose: public.one, public.two.',
        hint: expect.stringContaining('--history-table'),
      })
    })
  })

  test('of a runner of one\u2019s own is found by names of files only', async () => {
    await inWorld(plain, async ({ database, history }) => {
      await database.script('CREATE TABLE users (id int, name text); INSERT INTO users VALUES (1, $$Ann$$)')
      await database.script('CREATE TABLE versions (version text); INSERT INTO versions VALUES ($$001$$)')
      expect(await history()).toBeNull()
      await database.script(
        'CREATE TABLE applied (name text, at date); INSERT INTO applied VALUES ($$001_a.sql$$, now())',
      )
      expect(told(await history())).toEqual(['001_a.sql applied'])
    })
  })
})

import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Report } from '@migration-doctor/core'
import { startServer, type TestServer } from '@migration-doctor/testkit/server'
import pg from 'pg'
import { run } from '../src/main.ts'
import { folderOf, testHost } from './test-host.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})

const configuration = {
  tool: 'sql',
  migrations: 'db/changes',
  replay: 'never',
  dialect: {
    files: '^change-(?<version>\\d+(?:\\.\\d+)*)-(?<label>.+)\\.sql$',
    order: 'version',
    newFile: 'change-{version}-{label}.sql',
    send: 'psql',
    table: {
      name: 'ops.changes',
      columns: { name: 'script', appliedAt: 'ran_at', success: 'ok', checksum: 'digest' },
      holds: 'stem',
      checksum: 'md5',
    },
    commands: { run: 'make migrate', status: 'make status' },
  },
}

const users =
  '\\set ON_ERROR_STOP on\n\\ir parts/users.sql\nCOPY users (id, email) FROM stdin;\n1\tann@example.com\n\\.\n'
const files = {
  'migration-doctor.config.json': JSON.stringify(configuration),
  'db/changes/change-1.2-users.sql': users,
  'db/changes/parts/users.sql': 'CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL);\n',
  'db/changes/change-1.10-orders.sql':
    'CREATE TABLE orders (id integer PRIMARY KEY, user_id integer REFERENCES users);\n',
  'db/changes/change-2-items.sql':
    '\\echo items\nCREATE TABLE items (id integer PRIMARY KEY);\n-- again\nCREATE TABLE orders (id integer PRIMARY KEY, user_id integer REFERENCES users);\n',
  'db/changes/readme.sql': 'not a change',
}

interface World {
  readonly cwd: string
  readonly client: pg.Client
  call(...words: string[]): Promise<{ code: number; out: string; err: string }>
  report(...words: string[]): Promise<Report['projects'][number]>
}

/** A database in which the runner has applied the first change, and failed at the second. */
async function inWorld(act: (world: World) => Promise<void>): Promise<void> {
  const cwd = await folderOf(files)
  const { url, drop } = await server.createDatabase()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`CREATE SCHEMA ops;
    CREATE TABLE ops.changes (script text PRIMARY KEY, ran_at timestamptz NOT NULL DEFAULT now(), ok boolean NOT NULL, digest text, host text);
    CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL);
    INSERT INTO ops.changes VALUES ('change-1.2-users', '2024-01-01', true, '${md5(users)}', 'a'), ('change-1.10-orders', '2024-01-02', false, NULL, 'a')`)
  const call = async (...words: string[]) => {
    const host = testHost({ cwd })
    const code = await run([...words, '--url', url], host)
    return { code, ...host.written }
  }
  const report = async (...words: string[]) => {
    const { out, err } = await call(...words, '--format', 'json')
    const [project] = (JSON.parse(out || `{"projects":[],"err":${JSON.stringify(err)}}`) as Report).projects
    if (!project) throw new Error(err)
    return project
  }
  try {
    await act({ cwd, client, call, report })
  } finally {
    await client.end()
    await drop()
  }
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex')

test('diagnose reads the files in the configured order, and the table by its columns', async () => {
  await inWorld(async ({ report }) => {
    const { migrations, order, database, findings } = await report('diagnose')
    expect(migrations.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'change-1.2-users.sql applied',
      'change-1.10-orders.sql failed',
      'change-2-items.sql pending',
    ])
    expect(order.by).toBe('version')
    expect(database?.historyTable).toBe('ops.changes')
    const told = findings.map(({ rule, location }) => [rule, location?.file, location?.startLine])
    expect(told).toContainEqual(['duplicate-create', 'db/changes/change-2-items.sql', 4])
    expect(told.map(([rule]) => rule)).toContain('failed-migration')
    expect(told.map(([rule]) => rule)).not.toContain('syntax-error')
  })
})

test('an edited file is told by the configured checksum', async () => {
  await inWorld(async ({ client, report }) => {
    await client.query(`UPDATE ops.changes SET digest = md5('another') WHERE ok`)
    const { findings } = await report('diagnose')
    expect(findings.map(({ rule }) => rule)).toContain('edited-after-apply')
  })
})

test('status shows every change', async () => {
  await inWorld(async ({ call }) => {
    const { out } = await call('status', '--fail-on', 'never')
    expect(out).toMatch(/applied +change-1\.2-users\.sql/)
    expect(out).toMatch(/failed +change-1\.10-orders\.sql/)
  })
})

test('mark writes the row that the runner would', async () => {
  await inWorld(async ({ client, call }) => {
    await client.query('CREATE TABLE orders (id integer PRIMARY KEY, user_id integer REFERENCES users)')
    const { code, err } = await call('mark', 'applied', 'change-1.10-orders.sql', '--yes')
    expect({ code, err }).toMatchObject({ code: 0 })
    const { rows } = await client.query(`SELECT script, ok, digest FROM ops.changes ORDER BY ran_at`)
    expect(rows).toEqual([
      { script: 'change-1.2-users', ok: true, digest: md5(users) },
      { script: 'change-1.10-orders', ok: true, digest: md5(files['db/changes/change-1.10-orders.sql']) },
    ])
  })
})

test('fix --emit writes into the folder, in the folder’s own naming, and the history runs', async () => {
  await inWorld(async ({ cwd, call, report }) => {
    const before = await readdir(join(cwd, 'db/changes'))
    const { err } = await call('fix', '--emit', '--only', 'duplicate-create')
    const names = await readdir(join(cwd, 'db/changes'))
    const texts = await Promise.all(
      names.filter((name) => name.endsWith('.sql')).map((name) => readFile(join(cwd, 'db/changes', name), 'utf8')),
    )
    const changed = texts.some((text) => !Object.values(files).includes(text)) || names.length > before.length
    expect({ changed, err }).toMatchObject({ changed: true })
    expect(names.filter((name) => !before.includes(name)).every((name) => /^change-[\d.]+-.+\.sql$/.test(name))).toBe(
      true,
    )
    const { findings } = await report('diagnose')
    expect(findings.map(({ rule }) => rule)).not.toContain('duplicate-create')
  })
})

test('a dialect that knows none of the files says so', async () => {
  await inWorld(async ({ call }) => {
    const { code, err } = await call('diagnose', '--dialect', 'flyway')
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining('There are no SQL migrations in db/changes'),
    })
    const other = await call('diagnose', '--dialect', 'flywayy')
    expect(other).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is no plain SQL dialect called flywayy.'),
    })
  })
})

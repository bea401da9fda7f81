import { createHash } from 'node:crypto'
import { type Project, placeIn, type SqlStep, type Step } from '@migration-doctor/core'
import { memoryFiles, nodeError } from '@migration-doctor/testkit'
import type { ProjectOptions } from '../../src/index.ts'
import { dialects } from '../../src/sql/dialects.ts'
import { adapter } from '../../src/sql/index.ts'

type Tree = Record<string, string | Uint8Array | Error>

function read(tree: Tree, options: Partial<ProjectOptions> = {}): Promise<Project> {
  return adapter.read({ cwd: '/app', migrations: [], ...options }, { files: memoryFiles(tree), environment: {} })
}

const isSql = (step: Step): step is SqlStep => step.kind === 'sql'
const texts = (steps: readonly Step[] | null | undefined) => steps?.filter(isSql).map(({ chunk }) => chunk.text.trim())

/** What a file of each dialect looks like, and what is to be read from it. */
const samples: readonly {
  dialect: string
  files: Tree
  names: string[]
  up: string[][]
  down?: (string[] | null)[]
}[] = [
  {
    dialect: 'goose',
    files: {
      '/app/migrations/00010_b.sql': '-- +goose NO TRANSACTION\n-- +goose Up\nB;\n',
      '/app/migrations/00002_a.sql':
        '-- head\n-- +goose Up\n-- +goose StatementBegin\nA;\n-- +goose StatementEnd\n-- +goose Down\nA2;\n',
    },
    names: ['00002_a.sql', '00010_b.sql'],
    up: [['A;'], ['B;']],
    down: [['A2;'], null],
  },
  {
    dialect: 'sql-migrate',
    files: {
      '/app/migrations/10-b.sql': '-- +migrate Up notransaction\nB;\n-- +migrate Down\n',
      '/app/migrations/9-a.sql': '/* licence */\n-- +migrate Up\nA;\n-- +migrate Down\nA2;\n-- +migrate Up\nA3;\n',
    },
    names: ['9-a.sql', '10-b.sql'],
    up: [['A;', 'A3;'], ['B;']],
    down: [['A2;'], []],
  },
  {
    dialect: 'dbmate',
    files: {
      '/app/db/migrations/20240101000000_a.sql': '-- migrate:up transaction:false\r\nA;\r\n-- migrate:down\r\nD;\r\n',
    },
    names: ['20240101000000_a.sql'],
    up: [['-- migrate:up transaction:false\r\nA;']],
    down: [['-- migrate:down\r\nD;']],
  },
  {
    dialect: 'play',
    files: {
      '/app/conf/evolutions/default/10.sql': '-- !Ups\nB\n',
      '/app/conf/evolutions/default/2.sql': '# head\n  # --- !Ups\nA;\nA2;\n\n# --- !Downs\nD;\n# --- !Ups\nA3\n',
      '/app/conf/evolutions/default/seed.sql': 'not an evolution',
    },
    names: ['2.sql', '10.sql'],
    up: [['A', 'A2', 'A3'], ['B']],
    down: [['D'], null],
  },
  {
    dialect: 'graphile-migrate',
    files: {
      '/app/migrations/committed/000002-two.sql':
        '--! Previous: sha1:1\n--! Hash: sha1:2\n--! Message: two\n\n--! no-transaction\nB;\n',
      '/app/migrations/committed/000001.sql': '--! Previous: -\n--! Hash: sha1:1\n\nA;\n',
    },
    names: ['000001.sql', '000002-two.sql'],
    up: [['A;'], ['--! no-transaction\nB;']],
  },
  {
    dialect: 'drizzle',
    files: {
      '/app/drizzle/meta/_journal.json':
        '{"entries":[{"idx":0,"when":5,"tag":"0001_b"},{"idx":1,"when":9,"tag":"0000_a"}]}',
      '/app/drizzle/0000_a.sql': 'A;--> statement-breakpoint\nA2;',
      '/app/drizzle/0001_b.sql': 'B;\n--> statement-breakpoint\n',
      '/app/drizzle/0002_c.sql': 'never listed',
    },
    names: ['0001_b.sql', '0000_a.sql'],
    up: [
      ['B;', ''],
      ['A;', 'A2;'],
    ],
  },
  {
    dialect: 'drizzle-folders',
    files: {
      '/app/drizzle/20250102000000_b/migration.sql': 'B;',
      '/app/drizzle/20250102000000_b/snapshot.json': '{}',
      '/app/drizzle/20250101000000_a/migration.sql': 'A;',
      '/app/drizzle/20250101000000_a/snapshot.json': '{}',
    },
    names: ['20250101000000_a/migration.sql', '20250102000000_b/migration.sql'],
    up: [['A;'], ['B;']],
  },
  {
    dialect: 'flyway',
    files: {
      '/app/src/main/resources/db/migration/R__b_view.sql': 'R2;',
      '/app/src/main/resources/db/migration/R__a_view.sql': 'R1;',
      '/app/src/main/resources/db/migration/V1_10__ten.sql': 'V10;',
      '/app/src/main/resources/db/migration/V1.9__nine.sql': 'V9;',
      '/app/src/main/resources/db/migration/V2__two.sql': 'CREATE INDEX CONCURRENTLY i ON t (a);',
      '/app/src/main/resources/db/migration/readme.txt': '',
    },
    names: ['V1.9__nine.sql', 'V1_10__ten.sql', 'V2__two.sql', 'R__a_view.sql', 'R__b_view.sql'],
    up: [['V9;'], ['V10;'], ['CREATE INDEX CONCURRENTLY i ON t (a);'], ['R1;'], ['R2;']],
  },
  {
    dialect: 'node-pg-migrate',
    files: {
      '/app/package.json': '{"dependencies":{"node-pg-migrate":"9"}}',
      '/app/migrations/2_b.js': 'exports.up = () => {}',
      '/app/migrations/1_a.sql': '-- Up Migration\nA;\n---- Down Migration\nD;\n',
    },
    names: ['1_a.sql', '2_b.js'],
    up: [['A;'], []],
    down: [['D;'], null],
  },
  {
    dialect: 'supabase',
    files: {
      '/app/supabase/migrations/20240101000000_a.sql': 'A;',
      '/app/supabase/migrations/NEXT': '',
      '/app/supabase/migrations/note.sql': 'not a migration',
    },
    names: ['20240101000000_a.sql'],
    up: [['A;']],
  },
  {
    dialect: 'maragudk-migrate',
    files: {
      '/app/go.mod': 'require maragudk/migrate v0.4',
      '/app/db/migrate/0001_b_up.sql': 'B;',
      '/app/db/migrate/0001_a.up.sql': 'A;',
      '/app/db/migrate/0001_a.down.sql': 'D;',
    },
    names: ['0001_a.up.sql', '0001_b_up.sql'],
    up: [['A;'], ['B;']],
    down: [['D;'], null],
  },
  {
    dialect: 'pop',
    files: {
      '/app/go.mod': 'github.com/gobuffalo/pop/v6 v6.1',
      '/app/migrations/20200101_a.up.sql': 'create table {{ index .Options "Namespace" }}.users (id int);',
    },
    names: ['20200101_a.up.sql'],
    up: [['create table auth.users (id int);']],
  },
  {
    dialect: 'pop',
    files: {
      '/app/go.mod': 'github.com/ory/pop/v6 v6.2',
      '/app/migrations/1_a.mysql.up.sql': 'M;',
      '/app/migrations/1_a.postgres.up.sql': 'A;',
      '/app/migrations/1_a.up.sql': 'for the others',
      '/app/migrations/1_a.postgres.down.sql': 'D;',
      '/app/migrations/1_a.sqlite3.down.sql': 'S;',
      '/app/migrations/2_b.cockroach.up.sql': 'C;',
      '/app/migrations/2_b.up.sql': 'B;',
      '/app/migrations/3_c.autocommit.up.sql': 'C;',
    },
    names: ['1_a.postgres.up.sql', '2_b.up.sql', '3_c.autocommit.up.sql'],
    up: [['A;'], ['B;'], ['C;']],
    down: [['D;'], null, null],
  },
  {
    dialect: 'diesel',
    files: {
      '/app/migrations/2019-03-02-000001_b/up.sql': 'B;',
      '/app/migrations/2019-03-02-000001_b/metadata.toml': 'run_in_transaction = false\n',
      '/app/migrations/00000000000000_diesel_initial_setup/up.sql': 'A;',
      '/app/migrations/00000000000000_diesel_initial_setup/down.sql': 'D;',
      '/app/migrations/20190301000000_c/up.sql': 'C;',
    },
    names: ['00000000000000_diesel_initial_setup/up.sql', '20190301000000_c/up.sql', '2019-03-02-000001_b/up.sql'],
    up: [['A;'], ['C;'], ['B;']],
    down: [['D;'], null, null],
  },
  {
    dialect: 'sqlx',
    files: {
      '/app/Cargo.toml': '[dependencies]\nsqlx = "0.8"\n',
      '/app/migrations/2_b.sql': '-- no-transaction\nB;',
      '/app/migrations/10_c.sql': 'C;',
      '/app/migrations/1_a.sql': 'A;',
    },
    names: ['1_a.sql', '2_b.sql', '10_c.sql'],
    up: [['A;'], ['-- no-transaction\nB;'], ['C;']],
  },
  {
    dialect: 'golang-migrate',
    files: {
      '/app/go.mod': 'github.com/golang-migrate/migrate/v4 v4.17',
      '/app/migrations/10_c.up.sql': 'C;',
      '/app/migrations/9_b.up.go': 'package x',
      '/app/migrations/1_a.up.sql': 'A;',
      '/app/migrations/1_a.down.sql': 'D;',
      '/app/migrations/readme.sql': '',
    },
    names: ['1_a.up.sql', '9_b.up.go', '10_c.up.sql'],
    up: [['A;'], [], ['C;']],
    down: [['D;'], null, null],
  },
  {
    dialect: 'dated-history',
    files: {
      '/app/backend/migrations/2025-10-17_0002_b.sql': 'B;',
      '/app/backend/migrations/2025-10-17_0001_a.sql': 'BEGIN;\nA;\nCOMMIT;',
    },
    names: ['2025-10-17_0001_a.sql', '2025-10-17_0002_b.sql'],
    up: [['BEGIN;\nA;\nCOMMIT;'], ['B;']],
  },
  {
    dialect: 'filename-history',
    files: { '/app/database/migrations/010_b.sql': 'B;', '/app/database/migrations/009_a.sql': 'A;' },
    names: ['009_a.sql', '010_b.sql'],
    up: [['A;'], ['B;']],
  },
  {
    dialect: 'generic',
    files: { '/app/migrations/b.sql': 'B;', '/app/migrations/a.sql': 'A;', '/app/migrations/a.txt': '' },
    names: ['a.sql', 'b.sql'],
    up: [['A;'], ['B;']],
  },
]

test('every dialect has a sample', () => {
  const sampled = new Set(samples.map(({ dialect }) => dialect))
  expect([...sampled].sort()).toEqual(dialects.map(({ name }) => name).sort())
})

describe.each(samples)('$dialect', ({ dialect, files, names, up, down }) => {
  test('is recognised, ordered and cut', async () => {
    const project = await read(files)
    expect(project).toMatchObject({ tool: 'sql', dialect })
    expect(project.migrations.map(({ name }) => name)).toEqual(names)
    expect(project.migrations.map((migration) => texts(migration.up))).toEqual(up)
    expect(project.migrations.map((migration) => texts(migration.down) ?? null)).toEqual(down ?? names.map(() => null))
  })

  test('keeps places that lead back to the text', async () => {
    const project = await read(files)
    for (const { up: steps } of project.migrations) {
      for (const { chunk } of steps.filter(isSql)) {
        const source = project.sources.get(chunk.place.file) ?? ''
        const span = { start: chunk.text.length - chunk.text.trimStart().length, end: chunk.text.trimEnd().length }
        const place = placeIn(chunk, span)
        const written = source.slice(place.span.start, place.span.end)
        expect(written.replace('{{ index .Options "Namespace" }}', 'auth')).toBe(chunk.text.trim())
      }
    }
  })

  test('is also found when the folder is named', async () => {
    const folder =
      Object.keys(files)
        .find((file) => file.includes(names[0] ?? '?'))
        ?.replace(`/${names[0]}`, '') ?? ''
    expect(await read(files, { migrations: [folder.replace('/app/', '')] })).toMatchObject({ dialect })
  })
})

test('marks that put a migration outside a transaction are heard', async () => {
  const outside = async (dialect: string) => {
    const sample = samples.findLast((one) => one.dialect === dialect)
    const project = await read(sample?.files ?? {})
    return project.migrations.map(({ execution }) => execution.transaction)
  }
  expect(await outside('goose')).toEqual(['migration', 'none'])
  expect(await outside('sql-migrate')).toEqual(['migration', 'none'])
  expect(await outside('dbmate')).toEqual(['none'])
  expect(await outside('graphile-migrate')).toEqual(['migration', 'none'])
  expect(await outside('pop')).toEqual(['migration', 'migration', 'none'])
  expect(await outside('diesel')).toEqual(['migration', 'migration', 'none'])
  expect(await outside('sqlx')).toEqual(['migration', 'none', 'migration'])
  expect(await outside('flyway')).toEqual(['migration', 'migration', 'none', 'migration', 'migration'])
})

test('a double semicolon ends no statement of Play, and its checksum is of trimmed lines', async () => {
  const text = '# --- !Ups\n  A $$ x;; y;; $$;;\r\nB;;\nC; D -- ;;;\n# --- !Downs\n\nE;\n'
  const project = await read({ '/app/conf/evolutions/default/1.sql': text, '/app/conf/evolutions/default/2.sql': 'A;' })
  expect(project.migrations.map(({ up }) => texts(up))).toEqual([['A $$ x; y; $$;\r\nB;\nC', 'D -- ;;'], []])
  const hash = createHash('sha1').update('E;A $$ x;; y;; $$;;\nB;;\nC; D -- ;;;').digest('hex')
  expect(project.migrations[0]?.checksums).toEqual([hash])
  const patch = adapter.renderPatch(
    {
      title: 'b',
      comment: ['one; two'],
      up: ['A $$ x; $$', 'B'],
      down: ["C ';'"],
      after: null,
      outsideTransaction: false,
    },
    project,
    new Date(0),
  )
  expect(patch).toMatchObject({ path: 'conf/evolutions/default/3.sql' })
  const again = await read({ '/app/conf/evolutions/default/3.sql': patch.text })
  expect(texts(again.migrations[0]?.up)).toEqual(['-- one; two\n\nA $$ x; $$', 'B'])
  expect(texts(again.migrations[0]?.down)).toEqual(["C ';'"])
})

test("a file that Drizzle's journal names has to be there", async () => {
  const project = await read({
    '/app/drizzle/meta/_journal.json': '{"entries":[{"when":5,"tag":"0000_a"},{"when":9,"tag":"0001_b"}]}',
    '/app/drizzle/0001_b.sql': 'B;',
  })
  expect(project.migrations.map(({ name, problems }) => [name, ...problems.map(({ rule }) => rule)])).toEqual([
    ['0000_a.sql', 'missing-script'],
    ['0001_b.sql'],
  ])
})

test('a migration in a programming language is unreadable, not absent', async () => {
  const sample = samples.find(({ dialect }) => dialect === 'golang-migrate')
  const project = await read(sample?.files ?? {})
  expect(project.migrations[1]?.up).toEqual([
    {
      kind: 'unreadable',
      place: { file: 'migrations/9_b.up.go', span: { start: 0, end: 0 } },
      reason: 'The migration is written in Go, which is not read.',
      mayTouch: null,
    },
  ])
})

test('checksums are those of the tools', async () => {
  const flyway = await read({ '/app/migration/V1__a.sql': '\uFEFFSELECT 1;\r\nSELECT 2;\n' })
  const same = await read({ '/app/migration/V1__a.sql': 'SELECT 1;\nSELECT 2;' })
  expect(flyway.migrations[0]?.checksums).toEqual(same.migrations[0]?.checksums)
  expect(flyway.migrations[0]?.checksums[0]).toMatch(/^-?\d+$/)
  const sqlx = await read({ '/app/Cargo.toml': 'sqlx = "0.8"', '/app/migrations/1_a.sql': 'A;' })
  expect(sqlx.migrations[0]?.checksums).toEqual([createHash('sha384').update('A;').digest('hex')])
})

test('two files of one version are told where the tool would stumble', async () => {
  const project = await read({
    '/app/supabase/migrations/003_a.sql': '',
    '/app/supabase/migrations/003_b.sql': '',
  })
  expect(project.migrations.map(({ problems }) => problems)).toEqual([
    [],
    [{ rule: 'duplicate-identity', place: null, data: { identity: '003', first: '003_a.sql', second: '003_b.sql' } }],
  ])
})

test('home-made folders tell of the orders in which their runner may sort', async () => {
  const project = await read({ '/app/migrations/10_b.sql': '', '/app/migrations/2_a.sql': '' })
  expect(project.order).toMatchObject({
    by: 'bytes',
    alternatives: [{ by: 'number', names: ['2_a.sql', '10_b.sql'] }],
  })
})

test('a binary file is a problem, not a crash', async () => {
  const project = await read({ '/app/migrations/001_a.sql': '\0\0\0' })
  expect(project.migrations[0]).toMatchObject({ up: [], problems: [{ rule: 'invalid-encoding' }] })
})

test('the connection string comes from the process, then from .env', async () => {
  const url = (environment: Record<string, string>) =>
    adapter.databaseUrl(
      { cwd: '/app', migrations: [] },
      { files: memoryFiles({ '/app/.env': 'DATABASE_URL="postgres://env"\n' }), environment },
    )
  expect(await url({})).toBe('postgres://env')
  expect(await url({ DATABASE_URL: 'postgres://process' })).toBe('postgres://process')
})

test('the commands are those of the dialect', async () => {
  const sample = samples.find(({ dialect }) => dialect === 'dbmate')
  expect(adapter.commandsFor?.(await read(sample?.files ?? {}))).toEqual({ run: 'dbmate up', status: 'dbmate status' })
})

describe('refusals', () => {
  const refusal = (tree: Tree, options: Partial<ProjectOptions> = {}) =>
    read(tree, options).catch((reason: unknown) => reason)

  test('no folder', async () => {
    expect(await refusal({ '/app/x.sql': '' })).toMatchObject({
      code: 2,
      message: expect.stringContaining('No folder of SQL migrations was found below /app'),
    })
  })

  test('several folders', async () => {
    expect(await refusal({ '/app/a/migrations/1_x.sql': '', '/app/b/migrations/1_x.sql': '' })).toMatchObject({
      code: 2,
      message: 'Several folders of SQL migrations were found: a/migrations, b/migrations.',
      hint: expect.stringContaining('--migrations'),
    })
  })

  test('two tools in one folder', async () => {
    const tree = {
      '/app/migrations/1_a.sql': '-- migrate:up\n-- migrate:down\n',
      '/app/migrations/2_b.sql': '-- +goose Up\n',
    }
    expect(await refusal(tree)).toMatchObject({
      code: 2,
      message:
        'Two tools have migrations in migrations: goose (the files carry the mark -- +goose Up) and dbmate (the files carry the mark -- migrate:up).',
      hint: expect.stringContaining('--dialect goose or --dialect dbmate'),
    })
    expect(await read(tree, { dialect: 'goose' })).toMatchObject({ dialect: 'goose' })
  })

  test('a directory with the name of a migration', async () => {
    expect(await refusal({ '/app/migrations/001_a.sql': nodeError('EISDIR', 'x') })).toMatchObject({ code: 2 })
  })

  test('a named folder without SQL', async () => {
    expect(await refusal({ '/app/db/x.txt': '' }, { migrations: ['db'] })).toMatchObject({
      code: 2,
      message: 'There are no SQL migrations in db (below /app).',
    })
  })
})

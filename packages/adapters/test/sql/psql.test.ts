import { lineAndColumn, lineStarts, type Project, placeIn, type Step } from '@migration-doctor/core'
import { loadParser, parseScript } from '@migration-doctor/sql'
import { memoryFiles } from '@migration-doctor/testkit'
import { adapter } from '../../src/sql/index.ts'

beforeAll(loadParser)

type Tree = Record<string, string>

async function read(text: string, more: Tree = {}): Promise<Project> {
  const files = memoryFiles({ '/app/migrations/001_a.sql': text, ...more })
  return adapter.read({ cwd: '/app', migrations: ['migrations'] }, { files, environment: {} })
}

/** What reaches the server, statement by statement with its place, and what is not known. */
function tell(step: Step, { sources }: Project): readonly string[] {
  const at = (file: string, offset: number) => {
    const { line, column } = lineAndColumn(lineStarts(sources.get(file) ?? ''), offset)
    return `${file.split('/').at(-1)}:${line}:${column}`
  }
  if (step.kind === 'unreadable') return [`${at(step.place.file, step.place.span.start)} ? ${step.reason}`]
  if (step.kind !== 'sql') return [step.kind]
  const { chunk } = step
  return parseScript(chunk.text).items.map((item) => {
    if ('meta' in item) return 'meta'
    const span = 'statement' in item ? item.statement.span : item.problem.statement
    const place = placeIn(chunk, span)
    const mark = 'problem' in item ? ' ✗' : ''
    return `${at(place.file, place.span.start)}${mark} ${chunk.text.slice(span.start, span.end).replace(/\s+/g, ' ')}`
  })
}

async function told(text: string, more: Tree = {}): Promise<readonly string[]> {
  const project = await read(text, more)
  return project.migrations[0]?.up.flatMap((step) => tell(step, project)) ?? []
}

test('commands that concern nobody are passed over, and what follows keeps its place', async () => {
  expect(
    await told('\\set ON_ERROR_STOP on\n\\echo Creating\nCREATE TABLE a (id int);\n\\d a\n  SELECT 1 \\g\n'),
  ).toEqual(['001_a.sql:3:1 CREATE TABLE a (id int)', '001_a.sql:5:3 SELECT 1'])
})

test('data of COPY are no SQL', async () => {
  const text =
    "CREATE TABLE a (b text);\nCOPY a (b) FROM stdin;\nDROP TABLE a;\nit's\n\\.\n\nALTER TABLE a ADD c int;\n"
  expect(await told(text)).toEqual([
    '001_a.sql:1:1 CREATE TABLE a (b text)',
    '001_a.sql:2:1 COPY a (b) FROM stdin',
    '001_a.sql:7:1 ALTER TABLE a ADD c int',
  ])
})

test('a dump of pg_dump is read through', async () => {
  const text = [
    '\\restrict abc',
    "SELECT pg_catalog.set_config('search_path', '', false);",
    'CREATE TABLE public.a (id int);',
    'COPY public.a (id) FROM stdin;',
    '1',
    '\\.',
    'ALTER TABLE ONLY public.a ADD CONSTRAINT a_pkey PRIMARY KEY (id);',
    '\\unrestrict abc',
  ].join('\n')
  expect((await told(text)).map((line) => line.split(' ')[0])).toEqual([
    '001_a.sql:2:1',
    '001_a.sql:3:1',
    '001_a.sql:4:1',
    '001_a.sql:7:1',
  ])
})

describe('included files', () => {
  const more = {
    '/app/migrations/parts/b.sql': 'CREATE TABLE b (id int);\n\\ir c.sql\n',
    '/app/migrations/parts/c.sql': '\n  CREATE TABLE c (id int);',
    '/app/shared.sql': 'CREATE TABLE shared (id int);',
  }

  test('are read in their place, beside the script or from where psql starts', async () => {
    expect(
      await told('\\ir parts/b.sql\n\\i shared.sql\n\\i migrations/parts/c.sql\nCREATE TABLE z (id int);', more),
    ).toEqual([
      'b.sql:1:1 CREATE TABLE b (id int)',
      'c.sql:2:3 CREATE TABLE c (id int)',
      'shared.sql:1:1 CREATE TABLE shared (id int)',
      'c.sql:2:3 CREATE TABLE c (id int)',
      '001_a.sql:4:1 CREATE TABLE z (id int)',
    ])
  })

  test('that are not there are said to be', async () => {
    expect(await told('\\ir gone.sql\nSELECT 1;', more)).toEqual([
      '001_a.sql:1:1 ? The file gone.sql that \\ir names was not found',
      '001_a.sql:2:1 SELECT 1',
    ])
  })

  test('that include themselves end', async () => {
    expect(await told('\\ir 001_a.sql\nSELECT 1;')).toEqual([
      '001_a.sql:1:1 ? The file 001_a.sql includes itself',
      '001_a.sql:2:1 SELECT 1',
    ])
  })
})

describe('variables', () => {
  test('that the script sets are in place', async () => {
    const text =
      "\\set t orders\n\\set who 'O''Brien'\nCREATE TABLE :t (n text DEFAULT :'who');\nALTER TABLE :\"t\" ADD x int[]; SELECT (ARRAY[1,2])[1:2], 1::int;"
    expect(await told(text)).toEqual([
      "001_a.sql:3:1 CREATE TABLE orders (n text DEFAULT 'O''Brien')",
      '001_a.sql:4:1 ALTER TABLE "orders" ADD x int[]',
      '001_a.sql:4:31 SELECT (ARRAY[1,2])[1:2], 1::int',
    ])
  })

  test('that come from elsewhere make their statement unreadable, and only that', async () => {
    expect(
      await told(
        "\\echo x\nCREATE TABLE a (id int);\nGRANT SELECT ON a TO :role;\nCREATE ROLE x PASSWORD :'pw'; SELECT 1;",
      ),
    ).toEqual([
      '001_a.sql:2:1 CREATE TABLE a (id int)',
      "001_a.sql:3:1 ? The value of psql's variable role is not set in the script",
      "001_a.sql:4:1 ? The value of psql's variable pw is not set in the script",
      '001_a.sql:4:31 SELECT 1',
    ])
  })

  test('that a query or the shell sets are not known', async () => {
    expect(await told('SELECT 1 AS n \\gset\n\\set d `date`\nCREATE TABLE a (id int DEFAULT :n);\nSELECT :d;')).toEqual(
      [
        '001_a.sql:1:1 SELECT 1 AS n',
        "001_a.sql:3:1 ? The value of psql's variable n is not set in the script",
        "001_a.sql:4:1 ? The value of psql's variable d is not set in the script",
      ],
    )
  })
})

describe('conditions', () => {
  test('on what is known choose their branch', async () => {
    const text =
      '\\set fresh true\n\\if :fresh\nSELECT 1;\n\\if off\nSELECT 2;\n\\elif yes\nSELECT 3;\n\\else\nSELECT 4;\n\\endif\n\\else\nSELECT 5;\n\\endif\nSELECT 6;'
    expect(await told(text)).toEqual(['001_a.sql:3:1 SELECT 1', '001_a.sql:7:1 SELECT 3', '001_a.sql:14:1 SELECT 6'])
  })

  test('on what only a run knows are unreadable as a whole', async () => {
    expect(await told('\\if :{?seed}\nINSERT INTO a VALUES (1);\n\\else\nSELECT 1;\n\\endif\nSELECT 2;')).toEqual([
      '001_a.sql:1:1 ? The condition \\if :{?seed} is known only when psql runs',
      '001_a.sql:6:1 SELECT 2',
    ])
  })
})

test('another database is somebody else\u2019s', async () => {
  const text =
    'CREATE DATABASE shop;\n\\connect shop\nCREATE TABLE a (id int);\n\\c log\nCREATE TABLE b (id int);\n\\c shop\nCREATE TABLE c (id int);\n\\c - admin\nCREATE TABLE d (id int);'
  expect(await told(text)).toEqual([
    '001_a.sql:1:1 CREATE DATABASE shop',
    '001_a.sql:2:1 RESET ALL',
    '001_a.sql:3:1 CREATE TABLE a (id int)',
    '001_a.sql:4:1 RESET ALL',
    '001_a.sql:5:1 ? psql is connected to the database log here',
    '001_a.sql:6:1 RESET ALL',
    '001_a.sql:7:1 CREATE TABLE c (id int)',
    '001_a.sql:8:1 RESET ALL',
    '001_a.sql:9:1 CREATE TABLE d (id int)',
  ])
})

test('what \\gexec makes is not known; what it makes of constants about the server touches nothing', async () => {
  const project = await read(
    "SELECT 'CREATE DATABASE shop' WHERE NOT EXISTS (SELECT 1) \\gexec\nSELECT format('DROP TABLE %I', relname) FROM pg_class \\gexec\nSELECT 1;",
  )
  const unread = project.migrations[0]?.up.filter((step) => step.kind === 'unreadable')
  expect(unread?.map(({ mayTouch }) => mayTouch)).toEqual([[], null])
})

test('\\copy is COPY, \\q ends, the shell is not run', async () => {
  expect(await told("\\copy a (b) FROM 'a.csv' CSV\n\\! ls\nSELECT 1;\n\\q\nnot SQL")).toEqual([
    "001_a.sql:1:2 copy a (b) FROM 'a.csv' CSV",
    '001_a.sql:2:1 ? The command of the shell is not run',
    '001_a.sql:3:1 SELECT 1',
  ])
})

test('a syntax error in a script for psql stays one, at its place', async () => {
  expect(await told('\\echo a\nSELEC 1;\nSELECT 2;')).toEqual(['001_a.sql:2:1 ✗ SELEC 1', '001_a.sql:3:1 SELECT 2'])
})

test('statements of such a script run by themselves', async () => {
  const { migrations } = await read('\\echo a\nSELECT 1;')
  expect(migrations[0]?.execution).toEqual({ transaction: 'none', send: 'statement' })
})

test('SQL with backslashes in it is no script for psql, and neither is one with commands that psql does not know', async () => {
  expect((await read("SELECT E'\\\\n', '\\d';")).migrations[0]?.execution.send).toBe('script')
  expect(await told('\\foo\nSELECT 1;')).toEqual(['001_a.sql:1:1 ✗ \\foo SELECT 1'])
})

test('tools that do not use psql get a syntax error, as they would', async () => {
  const files = memoryFiles({ '/app/migrations/1_a.sql': '-- +goose Up\n\\echo a\nSELECT 1;\n' })
  const project = await adapter.read({ cwd: '/app', migrations: [] }, { files, environment: {} })
  expect(project.migrations[0]?.up.flatMap((step) => tell(step, project))).toEqual(['1_a.sql:2:1 ✗ \\echo a SELECT 1'])
})

test('Flyway knows the data of COPY, and no command', async () => {
  const files = memoryFiles({ '/app/migration/V1__a.sql': 'COPY a FROM stdin;\n1\n\\.\nSELECT 1;\n' })
  const project = await adapter.read({ cwd: '/app', migrations: [] }, { files, environment: {} })
  expect(project.migrations[0]?.up.flatMap((step) => tell(step, project))).toEqual([
    'V1__a.sql:1:1 COPY a FROM stdin',
    'V1__a.sql:4:1 SELECT 1',
  ])
})

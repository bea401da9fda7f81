import { readdirSync, readFileSync } from 'node:fs'
import { cp, mkdir, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { simulate, type Timeline } from '@migration-doctor/analyzer'
import type { Project } from '@migration-doctor/core'
import { loadParser } from '@migration-doctor/sql'
import {
  type LiterateCase,
  parseCases,
  projectsDirectory,
  startServer,
  type TestDatabase,
} from '@migration-doctor/testkit'
import { transformSync } from 'esbuild'
import { withoutDatabases } from '../src/execute/child.ts'
import { executed } from '../src/execute/execute.ts'
import { run } from '../src/main.ts'
import { openProject } from '../src/open-project.ts'
import { settingsOf } from '../src/settings.ts'
import { folderOf, testHost } from './test-host.ts'

const require = createRequire(import.meta.url)
let database: TestDatabase

beforeAll(async () => {
  await loadParser()
  database = await (await startServer()).createDatabase()
})
afterAll(() => database.drop())

const libraries = { typeorm: '0.3.31', 'typeorm-1': '1.1.1' } as const
type Library = keyof typeof libraries

/** A project whose own TypeORM is one of the two that the tests have. */
async function projectOf(files: Readonly<Record<string, string>>, library: Library = 'typeorm'): Promise<string> {
  const folder = await folderOf({ 'package.json': '{ "dependencies": { "typeorm": "*" } }', ...files })
  await install(folder, library)
  return folder
}

async function install(folder: string, library: Library): Promise<void> {
  await mkdir(join(folder, 'node_modules'), { recursive: true })
  await symlink(dirname(require.resolve(library)), join(folder, 'node_modules/typeorm'))
}

async function bothWays(cwd: string, migrations: readonly string[] = []) {
  const host = testHost({ cwd, environment: { DATABASE_URL: 'postgres://nobody@nowhere.invalid/none' } })
  const settings = await settingsOf({ 'shadow-url': database.url, migrations: [...migrations], execute: true }, host)
  const [first] = settings.projects
  if (!first) throw new Error('no project')
  const open = await openProject(first, host)
  const progress = { step: () => undefined, say: () => undefined, done: () => undefined }
  return { read: open.project, run: (await executed(open, host, progress)).project }
}

/** Statements as they are sent, by migration: all ways up, then all ways down in the opposite order. */
function sent(project: Project): Readonly<Record<string, readonly string[]>> {
  const downs = project.migrations.toReversed().map((one) => ({ ...one, name: `${one.name} down`, up: one.down ?? [] }))
  const both = { ...project, migrations: [...project.migrations, ...downs] }
  return Object.fromEntries(textsOf(simulate(both), both))
}

function textsOf({ statements }: Timeline, { migrations }: Project) {
  return migrations.map(({ name }): [string, string[]] => {
    const own = statements.filter(({ migration }) => migration.name === name)
    return [name, own.map(({ chunk, span, kind }) => chunk?.text.slice(span.start, span.end) ?? kind)]
  })
}

const folder = new URL('../../../fixtures/rules/', import.meta.url)
const cases = readdirSync(folder).flatMap((name): (readonly [string, LiterateCase])[] => {
  const rule = name.replace(/\.md$/, '')
  const all = parseCases(rule, readFileSync(new URL(name, folder), 'utf8')).cases
  return all
    .filter(({ files }) => files.some(({ path, text }) => /\.[jt]s$/.test(path) && text.includes('queryRunner.')))
    .map((each) => [`${rule}: ${each.title}`, each] as const)
})
/** TypeORM's loader would not start with these, or they are there to be unreadable. */
const notRunnable = /^(?:duplicate-identity|double-build|foreign-export|malformed-name|unreadable-statement)/

test('there are cases to compare', () => expect(cases.length).toBeGreaterThan(10))

test.each(cases.filter(([title, { kind }]) => kind === 'good' || !notRunnable.test(title)))(
  'reading and running agree on %s',
  async (_title, { files }) => {
    const cwd = await projectOf(Object.fromEntries(files.map(({ path, text }) => [path, text])))
    const { read, run: ran } = await bothWays(cwd)
    expect(ran.problems).toEqual(read.problems)
    expect(sent(ran)).toEqual(sent(read))
  },
)

test('reading and running agree on the project of invoices', async () => {
  const cwd = await folderOf({})
  await cp(join(projectsDirectory, 'invoices-typeorm'), cwd, {
    recursive: true,
    filter: (path) => !path.includes('node_modules'),
  })
  await install(cwd, 'typeorm')
  const { read, run: ran } = await bothWays(cwd)
  expect(read.migrations.length).toBeGreaterThan(5)
  // Its ways back end where TypeORM itself refuses: reading goes on behind that, a program does not.
  for (const { name } of read.migrations) expect({ [name]: sent(ran)[name] }).toEqual({ [name]: sent(read)[name] })
})

const dynamic = `import { MigrationInterface, QueryRunner, Table } from 'typeorm'
import { columnsOf } from '@/columns'

export class Make1700000000001 implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(new Table({ name: 'a', columns: [{ name: 'id', type: 'int', isPrimary: true }] }))
    for (const column of columnsOf(process.hrtime()[0])) {
      await queryRunner.query(\`ALTER TABLE a ADD COLUMN \${column} text\`)
    }
    try {
      await queryRunner.query('DROP TABLE nowhere')
    } catch {}
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('a')
  }
}
`
const files = {
  'tsconfig.json': '{ "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["src/*"] } } }',
  'src/columns.ts': `export enum Kind { Odd = 'odd', Even = 'even' }
export function columnsOf(seed: number): string[] {
  return seed >= 0 ? [Kind.Odd, Kind.Even].map((kind: string) => kind + 'Column') : []
}
`,
  'src/migrations/1700000000001-Make.ts': dynamic,
}

describe.each(Object.keys(libraries) as Library[])('with %s', (library) => {
  test('what cannot be read is run, and each statement stands where it is sent', async () => {
    const { read, run: ran } = await bothWays(await projectOf(files, library))
    expect(JSON.stringify(read.migrations[0]?.up)).toContain('unreadable')
    expect(sent(ran)).toEqual({
      Make1700000000001: [
        'CREATE TABLE "a" ("id" int NOT NULL, CONSTRAINT "PK_e2ee8e2f7a9b1c4a6f4c1ad7f3d" PRIMARY KEY ("id"))'.replace(
          /PK_\w+/,
          expectedKey(ran),
        ),
        'ALTER TABLE a ADD COLUMN oddColumn text',
        'ALTER TABLE a ADD COLUMN evenColumn text',
        'DROP TABLE nowhere',
      ],
      'Make1700000000001 down': ['DROP TABLE "a"'],
    })
    const places = ran.migrations[0]?.up.flatMap((step) => (step.kind === 'sql' ? [step.chunk.place] : [])) ?? []
    const shown = places.map(
      ({ file, span }) => `${file}: ${ran.sources.get(file)?.slice(span.start, span.end).split('(')[0]}`,
    )
    const file = 'src/migrations/1700000000001-Make.ts'
    expect(shown).toEqual([
      `${file}: queryRunner.createTable`,
      `${file}: queryRunner.query`,
      `${file}: queryRunner.query`,
      `${file}: DROP TABLE nowhere`,
    ])
    expect(ran.migrations[0]?.up.at(-1)).toMatchObject({ swallow: true })
  })

  test('source maps lead from the build to the sources', async () => {
    const made = transformSync(dynamic.replace("'@/columns'", "'../columns'"), {
      loader: 'ts',
      format: 'cjs',
      sourcemap: 'inline',
      sourcefile: '../../src/migrations/1700000000001-Make.ts',
    })
    const built = transformSync(files['src/columns.ts'], { loader: 'ts', format: 'cjs' }).code
    const cwd = await projectOf(
      { ...files, 'dist/migrations/1700000000001-Make.js': made.code, 'dist/columns.js': built },
      library,
    )
    const { run: ran } = await bothWays(cwd, ['dist/migrations'])
    const places = ran.migrations[0]?.up.flatMap((step) => (step.kind === 'sql' ? [step.chunk.place.file] : []))
    // Of the first one the text is known, and it is what was read.
    expect(places).toEqual([
      'dist/migrations/1700000000001-Make.js',
      ...Array(2).fill('src/migrations/1700000000001-Make.ts'),
      'dist/migrations/1700000000001-Make.js',
    ])
  })
})

function expectedKey({ migrations }: Project): string {
  const [step] = migrations[0]?.up ?? []
  return step?.kind === 'sql' ? (/PK_\w+/.exec(step.chunk.text)?.[0] ?? '') : ''
}

test('a refusal does not end the recording, and the report tells of every one', async () => {
  const cwd = await projectOf({
    'migrations/1700000000001-A.js': `exports.A1700000000001 = class A1700000000001 {
      async up(queryRunner) {
        await queryRunner.query('ALTER TABLE one ADD COLUMN a text')
        await queryRunner.query('ALTER TABLE two ADD COLUMN a text')
        await queryRunner.query('CREATE TABLE three' + Math.floor(Math.random()) + ' (id integer)')
      }
      async down(queryRunner) {}
    }`,
  })
  const host = testHost({ cwd })
  const code = await run(
    ['lint', '--execute', '--shadow-url', database.url, '--replay', 'never', '--format', 'json'],
    host,
  )
  const [report] = JSON.parse(host.written.out).projects
  expect(code).toBe(1)
  expect(report.migrations).toMatchObject([{ statements: 3 }])
  expect(report.findings.filter(({ severity }: { severity: string }) => severity === 'error')).toHaveLength(2)
})

test('the program has no network, no other programs, and no database of the user', async () => {
  const cwd = await projectOf({
    'migrations/1700000000001-A.js': `const attempt = async (name, work) => { try { await work(); return name + ' works' } catch (error) { return name + ': ' + error.message } }
    exports.A1700000000001 = class A1700000000001 {
      async up(queryRunner) {
        const said = [
          await attempt('net', () => require('node:net').connect(5432, '127.0.0.1')),
          await attempt('program', () => require('node:child_process').execSync('true')),
          await attempt('thread', () => new (require('node:worker_threads').Worker)('1', { eval: true })),
          'url: ' + process.env.DATABASE_URL,
        ]
        for (const text of said) await queryRunner.query("SELECT '" + text.replaceAll("'", '') + "'")
      }
      async down(queryRunner) {}
    }`,
  })
  const { run: ran } = await bothWays(cwd)
  const refusal = 'migration-doctor runs this migration without a network'
  expect(sent(ran)['A1700000000001']).toEqual([
    `SELECT 'net: ${refusal}'`,
    `SELECT 'program: ${refusal}'`,
    `SELECT 'thread: ${refusal}'`,
    "SELECT 'url: undefined'",
  ])
})

test('variables that name a database are kept back', () => {
  const environment = {
    PATH: '/bin',
    PGHOST: 'h',
    DATABASE_URL: 'x',
    MY_DB_PASSWORD: 'x',
    API: 'postgres://a@b/c',
    DBT: 'kept',
  }
  expect(withoutDatabases(environment)).toEqual({ PATH: '/bin', DBT: 'kept' })
})

test.each([['without TypeORM', { 'package.json': '{}' }, 'TypeORM is not installed in the project']])(
  'refuses %s',
  async (_title, more, message) => {
    const cwd = await folderOf({ ...files, ...more })
    const host = testHost({ cwd })
    const code = await run(['lint', '--execute', '--shadow-url', database.url], host)
    expect({ code, err: host.written.err }).toEqual({ code: 2, err: expect.stringContaining(message) })
  },
)

test('says so where there is nothing to run', async () => {
  const host = testHost({ cwd: await folderOf({ 'migrations/001_a.sql': 'CREATE TABLE a (id integer);' }) })
  const code = await run(['lint', '--execute'], host)
  expect({ code, err: host.written.err }).toEqual({ code: 2, err: expect.stringContaining('need no running') })
})

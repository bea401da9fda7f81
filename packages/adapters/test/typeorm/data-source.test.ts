import { memoryFiles } from '@migration-doctor/testkit'
import { adapter } from '../../src/typeorm/index.ts'
import { readProject, told } from './reading.ts'

const migration = (name: string, body = '') =>
  `export class ${name} { async up(queryRunner) { ${body} } async down() {} }`
const a = { 'src/migrations/1700000000001-A.ts': migration('A1700000000001') }
const b = { 'src/other/1700000000002-B.ts': migration('B1700000000002') }

async function names(
  tree: Readonly<Record<string, string>>,
  environment: Record<string, string> = {},
): Promise<readonly string[]> {
  return (await readProject(tree, {}, environment)).migrations.map(({ name }) => name)
}

function url(tree: Readonly<Record<string, string>>, environment: Record<string, string> = {}): Promise<string | null> {
  const files = memoryFiles(Object.fromEntries(Object.entries(tree).map(([file, text]) => [`/app/${file}`, text])))
  return adapter.databaseUrl({ cwd: '/app', migrations: [] }, { files, environment })
}

describe('the migrations of a data source', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    [
      'a glob beside the file',
      {
        'src/db/data-source.ts': `import { DataSource } from 'typeorm'; import { join } from 'path'
          export const AppDataSource = new DataSource({ type: 'postgres', migrations: [join(__dirname, '../other/*{.ts,.js}')] })`,
      },
    ],
    [
      'import.meta, template literals and options spread from another file',
      {
        'src/db/data-source.ts': `import { DataSource } from 'typeorm'; import { fileURLToPath } from 'node:url'; import path from 'node:path'; import { base } from './base.js'
          const here = path.dirname(fileURLToPath(import.meta.url))
          export default new DataSource({ ...base, migrations: [\`\${here}/../other/*.ts\`] })`,
        'src/db/base.ts': `export const base = { type: 'postgres' as const }`,
      },
    ],
    [
      'a built path that stands for the sources',
      {
        'data-source.js': `const { DataSource } = require('typeorm'); module.exports = new DataSource({ type: 'postgres', migrations: ['dist/other/**/*.js'] })`,
      },
    ],
    [
      'classes by import',
      {
        'src/data-source.ts': `import { DataSource } from 'typeorm'; import { B1700000000002 as B } from './other/1700000000002-B'
          export default new DataSource({ type: 'postgres', migrations: [B] })`,
      },
    ],
    [
      'a script in package.json that names the built file',
      {
        'package.json': JSON.stringify({
          scripts: { migrate: 'typeorm migration:run -d ./dist/deep/source.js' },
          dependencies: { typeorm: '1' },
        }),
        'src/deep/source.ts': `import { DataSource } from 'typeorm'; export const s = new DataSource({ type: 'postgres', migrations: ['src/other/*.ts'] })`,
      },
    ],
    ['ormconfig.json', { 'ormconfig.json': JSON.stringify({ type: 'postgres', migrations: ['src/other/*.ts'] }) }],
    [
      'ormconfig.js with a list',
      {
        'ormconfig.js': `module.exports = [{ name: 'x', type: 'mysql', migrations: ['src/migrations/*.ts'] }, { type: 'postgres', migrations: ['src/other/*.ts'] }]`,
      },
    ],
    [
      'a NestJS module',
      {
        'src/app.module.ts': `import { Module } from '@nestjs/common'; import { TypeOrmModule } from '@nestjs/typeorm'
          @Module({ imports: [TypeOrmModule.forRoot({ type: 'postgres', migrations: [__dirname + '/other/*.ts'] })] }) export class AppModule {}`,
      },
    ],
    [
      'an asynchronous NestJS module with a configuration service',
      {
        'src/database.module.ts': `import { Module } from '@nestjs/common'; import { TypeOrmModule } from '@nestjs/typeorm'; import { ConfigService } from '@nestjs/config'
          @Module({ imports: [TypeOrmModule.forRootAsync({ inject: [ConfigService], useFactory: (config: ConfigService) => ({ type: 'postgres', url: config.get('DATABASE_URL'), migrations: ['src/other/*.ts'] }) })] }) export class M {}`,
      },
    ],
    [
      'a function that makes it, with one branch for each database',
      {
        'src/data-source.ts': `import { DataSource } from 'typeorm'; let source
          export const init = async () => { switch (process.env.DB) { case 'mysql': source = new DataSource({ type: 'mysql', migrations: ['src/migrations/*.ts'] }); break
            case 'postgres': source = new DataSource({ type: 'postgres', migrations: ['src/other/*.ts'] }); break
            default: source = new DataSource({ type: 'sqlite', migrations: [] }) } }`,
      },
    ],
    [
      'a path with an unknown part',
      {
        'src/data-source.ts': `import { DataSource } from 'typeorm'; import path from 'path'
          export default new DataSource({ type: 'postgres', migrations: process.env.OFF ? [] : [path.join(__dirname, settings.folder, '*.ts')] })`,
        'src/migrations/1700000000001-A.ts': '',
      },
    ],
  ])('%s', async (_title, tree) => {
    expect(await names({ ...a, ...b, ...tree })).toEqual(['B1700000000002'])
  })

  test('without one, the usual folder', async () => {
    expect(await names({ ...a, ...b })).toEqual(['A1700000000001'])
  })

  test('--migrations comes first', async () => {
    const project = await readProject(
      { ...a, ...b, 'ormconfig.json': JSON.stringify({ migrations: ['src/migrations/*.ts'] }) },
      { migrations: ['src/other'] },
    )
    expect(project.migrations.map(({ name }) => name)).toEqual(['B1700000000002'])
  })

  test('an index of the folder is no second copy, unless the data source itself loads it', async () => {
    const index = {
      'src/migrations/index.ts': `import { A1700000000001 } from './1700000000001-A'; export const all = [A1700000000001]`,
    }
    const chosen = await readProject({ ...a, ...index })
    expect(chosen.problems).toEqual([])
    expect(chosen.migrations).toHaveLength(1)
    const config = { 'ormconfig.json': JSON.stringify({ type: 'postgres', migrations: ['src/migrations/*.ts'] }) }
    const loaded = await readProject({ ...a, ...index, ...config })
    expect(loaded.problems.map(({ rule }) => rule)).toEqual(['duplicate-identity'])
  })

  test('a build beside its sources is read once, and told', async () => {
    const project = await readProject({
      ...a,
      'dist/migrations/1700000000001-A.js': `exports.A1700000000001 = class A1700000000001 { async up() {} }`,
      'ormconfig.json': JSON.stringify({
        type: 'postgres',
        migrations: ['src/migrations/*.ts', 'dist/migrations/*.js'],
      }),
    })
    expect(project.migrations).toHaveLength(1)
    expect(project.problems).toMatchObject([
      {
        rule: 'double-build',
        data: { source: 'src/migrations/1700000000001-A.ts', built: 'dist/migrations/1700000000001-A.js' },
      },
    ])
  })

  test('no migrations, and another database, are told in a sentence', async () => {
    await expect(readProject({ 'package.json': '{}' })).rejects.toMatchObject({
      code: 2,
      message: expect.stringContaining('No TypeORM migrations'),
    })
    await expect(
      readProject({ 'ormconfig.json': JSON.stringify({ type: 'mysql', migrations: ['x/*.ts'] }) }),
    ).rejects.toMatchObject({
      code: 2,
      message: expect.stringContaining('mysql'),
    })
  })
})

describe('how they are run', () => {
  const source = (options: string) => ({
    'src/data-source.ts': `import { DataSource } from 'typeorm'; export default new DataSource({ type: 'postgres', migrations: ['src/migrations/*.ts'], ${options} })`,
  })
  const own = (value: boolean) => ({
    'src/migrations/1700000000001-A.ts': `export class A1700000000001 { transaction = ${value}; async up() {} }`,
  })

  test.each<[string, string, Readonly<Record<string, string>>, string]>([
    ['all by default', '', a, 'batch'],
    ['each', `migrationsTransactionMode: 'each'`, a, 'migration'],
    ['none', `migrationsTransactionMode: 'none'`, a, 'none'],
    ['each, with a class that wants none', `migrationsTransactionMode: 'each'`, own(false), 'none'],
    ['none, with a class that wants one', `migrationsTransactionMode: 'none'`, own(true), 'migration'],
  ])('%s', async (_title, options, tree, transaction) => {
    const project = await readProject({ ...tree, ...source(options) })
    expect(project.migrations[0]?.execution).toEqual({ transaction, send: 'script' })
  })

  test('one transaction for all refuses a class with a mode of its own', async () => {
    const project = await readProject({ ...own(false), ...source('') })
    expect(project.migrations[0]?.problems.map(({ rule }) => rule)).toContain('transaction-control-in-migration')
  })

  test('a script’s own -t wins', async () => {
    const script = {
      'package.json': JSON.stringify({ scripts: { m: 'typeorm migration:run -d src/data-source.ts -t each' } }),
    }
    const project = await readProject({ ...a, ...source(''), ...script })
    expect(project.migrations[0]?.execution.transaction).toBe('migration')
  })

  test('the tracking table', async () => {
    const project = await readProject({ ...a, ...source(`migrationsTableName: 'done', schema: 'app'`) })
    expect(project.historyTable).toEqual({ schema: 'app', name: 'done' })
    const asked = await readProject({ ...a, ...source('') }, { historyTable: { schema: null, name: 'mine' } })
    expect(asked.historyTable).toEqual({ schema: null, name: 'mine' })
  })

  test('savepoints inside the tool’s own transaction', async () => {
    const tree = {
      'src/migrations/1700000000001-A.ts': migration(
        'A1700000000001',
        `await queryRunner.startTransaction(); await queryRunner.commitTransaction(); await queryRunner.commitTransaction(); await queryRunner.query('CREATE INDEX CONCURRENTLY i ON t (a)'); await queryRunner.startTransaction()`,
      ),
    }
    const project = await readProject({ ...tree, ...source('') })
    expect(told(project.migrations[0]?.up)).toEqual([
      'SAVEPOINT typeorm_1',
      'RELEASE SAVEPOINT typeorm_1',
      'COMMIT',
      'CREATE INDEX CONCURRENTLY i ON t (a)',
      'START TRANSACTION',
    ])
  })
})

describe('the database', () => {
  const source = (options: string) => ({
    ...a,
    'src/data-source.ts': `import 'dotenv/config'; import { DataSource } from 'typeorm'; export default new DataSource({ type: 'postgres', migrations: [], ${options} })`,
  })

  test.each<[string, string, Record<string, string>, string | null]>([
    ['a literal url', `url: 'postgres://u:p@h:5433/d'`, {}, 'postgres://u:p@h:5433/d'],
    [
      'parts',
      `host: 'h', port: 5433, username: 'u', password: 'p@:/', database: 'd'`,
      {},
      'postgres://u:p%40%3A%2F@h:5433/d',
    ],
    ['the environment', `url: process.env.DATABASE_URL`, { DATABASE_URL: 'postgresql://e/x' }, 'postgresql://e/x'],
    [
      'defaults',
      `host: process.env.H || 'localhost', port: +(process.env.P ?? 5432), database: process.env.D ?? 'dev'`,
      {},
      'postgres://localhost:5432/dev',
    ],
    ['nothing known', `url: process.env.DATABASE_URL`, {}, null],
    ['TLS', `database: 'd', ssl: { rejectUnauthorized: false }`, {}, 'postgres://localhost:5432/d?sslmode=require'],
  ])('from %s', async (_title, options, environment, expected) => {
    expect(await url(source(options), environment)).toBe(expected)
  })

  test('from .env, which the environment overrides', async () => {
    const tree = { ...source('host: process.env.H, database: process.env.D'), '.env': 'H=file\nD=d\n' }
    expect(await url(tree)).toBe('postgres://file:5432/d')
    expect(await url(tree, { H: 'given' })).toBe('postgres://given:5432/d')
  })
})

describe('detection', () => {
  const detect = (tree: Readonly<Record<string, string>>, migrations: readonly string[] = []) => {
    const files = memoryFiles(Object.fromEntries(Object.entries(tree).map(([file, text]) => [`/app/${file}`, text])))
    return adapter.detect({ cwd: '/app', migrations }, { files, environment: {} })
  }
  const manifest = { 'package.json': JSON.stringify({ dependencies: { typeorm: '^0.3.0' } }) }

  test('configuration, folder, package, nothing', async () => {
    const config = {
      'data-source.ts': `import { DataSource } from 'typeorm'; export default new DataSource({ type: 'postgres', migrations: ['src/migrations/*.ts'] })`,
    }
    expect(await detect({ ...manifest, ...a, ...config })).toMatchObject({ strength: 3 })
    expect(await detect({ ...manifest, ...a })).toMatchObject({ strength: 2 })
    expect(await detect(a)).toMatchObject({ strength: 2 })
    expect(await detect(manifest)).toMatchObject({ strength: 1 })
    expect(await detect({ 'package.json': '{}', 'migrations/001.sql': 'SELECT 1' })).toBeNull()
    expect(await detect(a, ['src/migrations'])).toMatchObject({ strength: 3 })
  })

  test('another tool’s JavaScript migrations are not ours', async () => {
    expect(
      await detect({
        'migrations/1.js':
          'exports.up = function (knex) { return knex.schema.createTable("a") }; exports.down = () => {}',
      }),
    ).toBeNull()
  })

  test('a package of a monorepo', async () => {
    const tree = {
      'package.json': '{}',
      'packages/api/package.json': manifest['package.json'],
      'packages/api/src/migrations/1700000000001-A.ts': a['src/migrations/1700000000001-A.ts'],
    }
    expect(await detect(tree)).toMatchObject({ strength: 2 })
    expect(await names(tree)).toEqual(['A1700000000001'])
  })
})

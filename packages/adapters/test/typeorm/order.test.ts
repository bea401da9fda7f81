import { createRequire } from 'node:module'
import path from 'node:path'
import { nodeFiles } from '@migration-doctor/testkit'
import { adapter } from '../../src/typeorm/index.ts'
import { writeProject } from '../scratch.ts'
import { readProject } from './reading.ts'

const require = createRequire(import.meta.url)

interface Loader {
  buildMetadatas(): Promise<void>
  readonly migrations: readonly object[]
}

interface Library {
  readonly DataSource: new (options: object) => Loader
  readonly MigrationExecutor: new (source: Loader) => { getMigrations(): readonly { readonly name: string }[] }
}

/** Names in the order in which the real library would run them, or the message with which it refuses. */
async function reallyOrdered(library: string, cwd: string): Promise<readonly string[] | string> {
  const { DataSource, MigrationExecutor } = require(library) as Library
  const source = new DataSource({ type: 'postgres', migrations: [path.join(cwd, 'migrations/*.js')] })
  try {
    await source.buildMetadatas()
    return new MigrationExecutor(source).getMigrations().map(({ name }) => name)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function javascript(name: string, own?: string): string {
  const field = own === undefined ? '' : `name = ${JSON.stringify(own)}; `
  return `exports.${name} = class ${name} { ${field}async up(queryRunner) { await queryRunner.query('SELECT 1') } async down() {} }\n`
}

const healthy: Readonly<Record<string, string>> = {
  'migrations/1700000000002-B.js': javascript('B1700000000002'),
  'migrations/1700000000001-A.js': javascript('A1700000000001'),
  // The file says it is the last; the name says it is the first.
  'migrations/1800000000000-C.js': javascript('C1600000000000'),
  'migrations/own-name.js': javascript('Anything', 'Own1700000000003'),
  // 14 digits: TypeORM takes the last 13, which is long before every stamp in milliseconds.
  'migrations/20240101120000-Dated.js': javascript('Dated20240101120000'),
  'migrations/several.js': javascript('E1700000000005') + javascript('F1700000000004'),
  'migrations/nested.js': `module.exports = { list: [class G1700000000006 { async up() {} }], deep: { H: class H1700000000007 { async up() {} } } }`,
}

describe.each(['typeorm', 'typeorm-1'])('the order of %s', (library) => {
  test('is by the last 13 characters of the name', async () => {
    const { cwd, remove } = await writeProject(healthy)
    try {
      const project = await adapter.read({ cwd, migrations: [] }, { files: nodeFiles, environment: {} })
      expect(project.migrations.map(({ name }) => name)).toEqual(await reallyOrdered(library, cwd))
      expect(project.order).toMatchObject({ by: 'class timestamp', alternatives: [] })
    } finally {
      await remove()
    }
  })

  test.each([
    ['a name without a stamp', 'malformed-name', { 'migrations/a.js': javascript('AddUsers') }],
    ['a stamp of 12 digits', 'malformed-name', { 'migrations/a.js': javascript('AddUsers202401011200') }],
    [
      'two of one name',
      'duplicate-identity',
      { 'migrations/a.js': javascript('A1700000000001'), 'migrations/b.js': javascript('A1700000000001') },
    ],
    [
      'a default and a named export of one class',
      'duplicate-identity',
      {
        'migrations/a.js':
          'class A1700000000001 { async up() {} }\nexports.default = A1700000000001\nexports.A1700000000001 = A1700000000001',
      },
    ],
  ])('refuses %s, and so do we', async (_title, rule, files) => {
    const { cwd, remove } = await writeProject(files)
    try {
      const refusal = await reallyOrdered(library, cwd)
      expect(typeof refusal).toBe('string')
      const project = await adapter.read({ cwd, migrations: ['migrations'] }, { files: nodeFiles, environment: {} })
      const problems = [...project.problems, ...project.migrations.flatMap((migration) => migration.problems)]
      expect(problems.map((problem) => problem.rule)).toContain(rule)
    } finally {
      await remove()
    }
  })
})

const a = javascript('A1700000000001')
const dataSource = `const { DataSource } = require('typeorm')
module.exports = new DataSource({ type: 'postgres', migrations: ['migrations/*.js'] })
`

/** Title, rule, files, and what our finding keeps of TypeORM's own words. */
const stopping: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
  ['an exported helper', 'foreign-export', { 'migrations/a.js': `${a}exports.helper = function helper() {}` }],
  ['an exported entity', 'foreign-export', { 'migrations/a.js': `${a}exports.User = class User {}` }],
  [
    'a helper in a list in an object',
    'foreign-export',
    { 'migrations/a.js': `${a}exports.x = { y: [function z() {}] }` },
  ],
  ['an arrow function', 'foreign-export', { 'migrations/a.js': `${a}exports.arrow = () => 1` }],
  [
    'an index that hands on its neighbours',
    'duplicate-identity',
    { 'migrations/a.js': a, 'migrations/index.js': "exports.all = [require('./a.js').A1700000000001]" },
  ],
]

describe.each(['typeorm', 'typeorm-1'])('what stops the loader of %s', (library) => {
  test.each(stopping)('%s', async (_title, rule, files) => {
    const { cwd, remove } = await writeProject({ ...files, 'data-source.js': dataSource })
    try {
      const refusal = await reallyOrdered(library, cwd)
      const project = await adapter.read({ cwd, migrations: [] }, { files: nodeFiles, environment: {} })
      const found = project.problems.find((problem) => problem.rule === rule)
      expect(typeof refusal).toBe('string')
      expect(found).toBeDefined()
      const said = found?.data['refusal']
      // A function that cannot be built is refused in the engine's words, which are not ours to know.
      if (typeof said === 'string' && said.includes('migration name')) expect(refusal).toBe(said)
      // Nobody but the user has named the folder as a whole, so nothing may ever load it like this.
      const given = await adapter.read({ cwd, migrations: ['migrations'] }, { files: nodeFiles, environment: {} })
      const same = given.problems.filter((problem) => problem.rule === rule)
      expect(same.filter(({ data }) => 'refusal' in data)).toEqual([])
      if (rule === 'duplicate-identity') expect(same).toEqual([])
    } finally {
      await remove()
    }
  })
})

describe('what looks odd', () => {
  test('a stamp of another length, and a file that says something else', async () => {
    const project = await readProject({
      'migrations/20240101120000-Dated.js': javascript('Dated20240101120000'),
      'migrations/1800000000000-C.js': javascript('C1600000000000'),
      'migrations/1700000000001-Fine.js': javascript('Fine1700000000001', 'Fine1700000000001'),
      'migrations/1700000000002-Other.js': javascript('Some', 'Other1700000000002'),
      'migrations/1700000000003-Year2025.js': javascript('Year20251700000000003'),
    })
    const told = project.migrations.map(({ name, problems }) => [name, problems.map(({ rule }) => rule)])
    expect(told).toEqual([
      ['Dated20240101120000', ['malformed-name']],
      ['C1600000000000', ['name-mismatch']],
      ['Fine1700000000001', []],
      ['Other1700000000002', ['name-mismatch']],
      ['Year20251700000000003', []],
    ])
  })

  test('equal stamps are an order that may be another', async () => {
    const project = await readProject({
      'migrations/a.js': javascript('B1700000000001'),
      'migrations/b.js': javascript('A1700000000001'),
    })
    expect(project.order.alternatives.map(({ names }) => names)).toEqual([['A1700000000001', 'B1700000000001']])
  })

  test('an exported helper, an entity, an arrow function', async () => {
    const project = await readProject({
      'migrations/a.ts': `export class A1700000000001 { async up() {} }
        export function helper() {}
        export class User {}
        export const arrow = () => 1
        export enum Kind { A = 'a' }
        export const settings = { retries: 3 }
        export type Gone = string; export interface Nor {}`,
    })
    expect(project.migrations.map(({ name }) => name)).toEqual(['A1700000000001'])
    expect(project.problems.map(({ rule, data }) => [rule, data['className']])).toEqual([
      ['foreign-export', 'helper'],
      ['foreign-export', 'User'],
      ['foreign-export', 'arrow'],
    ])
  })

  test('a class without a way back', async () => {
    const project = await readProject({ 'migrations/a.ts': 'export class A1700000000001 { async up() {} }' })
    expect(project.migrations[0]?.down).toBeNull()
  })
})

import { mkdir, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { startServer, type TestServer } from '@migration-doctor/testkit/server'
import { run } from '../src/main.ts'
import { folderOf, testHost } from './test-host.ts'

const require = createRequire(import.meta.url)
type Texts = Readonly<Record<string, string>>

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const sourcePath = 'src/data-source.ts'
const firstPath = 'src/migrations/1700000000001-First.ts'

const dataSource = (entities: string, more = '') => `import 'reflect-metadata'
import { join } from 'node:path'
import { DataSource } from 'typeorm'
import { Invoice } from './entities/invoice.entity'
import { User } from './entities/user.entity'

export const AppDataSource = new DataSource({
  type: 'postgres',
  url: process.env.DATABASE_URL,
  entities: ${entities},
  migrations: [join(__dirname, 'migrations/*.ts')],
  synchronize: true,
  migrationsRun: true,
  dropSchema: true,
  ${more}
})
export const used = [Invoice, User, join]
`

const migration = (name: string, up: readonly string[], members = '') => `import type { QueryRunner } from 'typeorm'

export class ${name} {
  ${members}
  async up(queryRunner: QueryRunner): Promise<void> {
    ${up.map((sql) => `await queryRunner.query(\`${sql}\`)`).join('\n    ')}
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP SCHEMA public CASCADE')
    await queryRunner.query('CREATE SCHEMA public')
  }
}
`

const tables = [
  `CREATE TYPE "public"."invoice_kind_enum" AS ENUM('sale', 'refund')`,
  'CREATE TABLE "user" ("id" SERIAL NOT NULL, "email" character varying NOT NULL, CONSTRAINT "PK_cace4a159ff9f2512dd42373760" PRIMARY KEY ("id"))',
  `CREATE TABLE "invoice" ("id" SERIAL NOT NULL, "kind" "public"."invoice_kind_enum" NOT NULL DEFAULT 'sale', "dueOn" date, "ownerId" integer, CONSTRAINT "PK_15d25c200d9bcd8a33f698daf18" PRIMARY KEY ("id"))`,
  'ALTER TABLE "invoice" ADD CONSTRAINT "owner_of_invoice" FOREIGN KEY ("ownerId") REFERENCES "user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION',
]

/** They know each other, as entities do; half of the types stand only in TypeScript's own types. */
const project = {
  'package.json': '{ "dependencies": { "typeorm": "*" } }',
  'src/entities/user.entity.ts': `import { Column, Entity, OneToMany, PrimaryGeneratedColumn } from 'typeorm'
import { Invoice } from './invoice.entity'

@Entity()
export class User {
  @PrimaryGeneratedColumn()
  id: number

  @Column()
  email: string

  @OneToMany(() => Invoice, (invoice) => invoice.owner)
  invoices: Invoice[]
}
`,
  'src/entities/invoice.entity.ts': `import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm'
import { User } from './user.entity'

enum Kind { sale = 'sale', refund = 'refund' }

@Entity()
export class Invoice {
  @PrimaryGeneratedColumn()
  id: number

  @Column({ type: 'enum', enum: Kind, default: Kind.sale })
  kind: Kind

  @Column({ type: 'date', nullable: true })
  dueOn: string | null

  @ManyToOne(() => User, (user) => user.invoices)
  @JoinColumn({ foreignKeyConstraintName: 'owner_of_invoice' })
  owner: User
}
`,
  [sourcePath]: dataSource('[Invoice, User]'),
  [firstPath]: migration('First1700000000001', tables),
}

interface Call {
  readonly words?: readonly string[]
  /** Where the migrations are run; the test server when absent, which opens faster than the database in the process. */
  readonly scratch?: readonly string[]
}

async function called(files: Texts, library: string, call: Call = {}) {
  const { words = ['--execute', '--model'], scratch = ['--shadow-url', server.url] } = call
  const cwd = await folderOf(files)
  await mkdir(join(cwd, 'node_modules'))
  await symlink(dirname(require.resolve(library)), join(cwd, 'node_modules/typeorm'))
  await symlink(dirname(require.resolve('reflect-metadata')), join(cwd, 'node_modules/reflect-metadata'))
  const host = testHost({ cwd, environment: { DATABASE_URL: 'postgres://nobody@nowhere.invalid/none' } })
  await run(['lint', ...words, ...scratch, '--replay', 'never', '--format', 'json'], host)
  if (host.written.out === '') throw new Error(host.written.err)
  const [{ findings, skipped }] = JSON.parse(host.written.out).projects
  const found = findings.find(({ rule }: { rule: string }) => rule === 'model-drift')?.data ?? null
  const needs = skipped.find(({ rule }: { rule: string }) => rule === 'model-drift')?.needs ?? null
  return { found, needs, err: host.written.err }
}

const agreed = { found: null, needs: null, err: '' }

describe.each(['typeorm', 'typeorm-1'])('with %s', (library) => {
  test.each([
    ['the database in the process', () => []],
    ['a server', () => ['--shadow-url', server.url]],
  ])('entities that the migrations make are in order, on %s', async (_title, scratch) => {
    expect(await called(project, library, { scratch: scratch() })).toEqual(agreed)
  })

  test.each([
    ['from the file', `[join(__dirname, '**/*.entity.{ts,js}')]`],
    ['from the folder of the project', `['src/entities/*.ts']`],
  ])('entities are found by globs %s', async (_title, globs) => {
    const files = { ...project, [sourcePath]: dataSource(globs) }
    expect(await called(files, library)).toEqual(agreed)
    const lacking = tables.map((sql) => sql.replace('"email" character varying NOT NULL, ', ''))
    const { found } = await called({ ...files, [firstPath]: migration('First1700000000001', lacking) }, library)
    expect(found).toEqual({
      model: sourcePath,
      statements: ['ALTER TABLE "user" ADD "email" character varying NOT NULL'],
      tool: 'typeorm',
    })
  })

  test('what must run outside a transaction is there when the entities are compared', async () => {
    const late = migration(
      'Second1700000000002',
      ['CREATE INDEX CONCURRENTLY "by_email" ON "user" ("email")'],
      'transaction = false as const',
    )
    const user = project['src/entities/user.entity.ts']
      .replace('{ Column', '{ Index, Column')
      .replace('@Entity()', `@Entity()\n@Index('by_email', ['email'])`)
    const files = { ...project, 'src/entities/user.entity.ts': user }
    const { found } = await called(files, library)
    expect(found.statements.map((sql: string) => sql.replaceAll(/ +/g, ' '))).toEqual([
      'CREATE INDEX "by_email" ON "user" ("email")',
    ])
    const both = { ...files, 'src/migrations/1700000000002-Second.ts': late }
    expect(await called(both, library)).toEqual(agreed)
  })

  test('TypeORM’s notes of a view say so too, with their values', async () => {
    const view = `import { ViewColumn, ViewEntity } from 'typeorm'
@ViewEntity({ expression: 'SELECT "email" FROM "user"' })
export class Address {
  @ViewColumn()
  email: string
}
`
    const files = {
      ...project,
      'src/entities/address.entity.ts': view,
      [sourcePath]: dataSource(`['src/entities/*.ts']`),
    }
    const { found } = await called(files, library)
    expect(found.statements).toContain('CREATE VIEW "address" AS SELECT "email" FROM "user"')
    expect(found.statements.at(-1)).toMatch(
      /^INSERT INTO "typeorm_metadata".*'VIEW', 'address', 'SELECT "email" FROM "user"'/,
    )
    const second = migration('Second1700000000002', found.statements)
    expect(await called({ ...files, 'src/migrations/1700000000002-Second.ts': second }, library)).toEqual(agreed)
  })
})

const oneTable = migration('First1700000000001', [
  'CREATE TABLE "note" ("id" integer NOT NULL, CONSTRAINT "PK_96d0c172a4fba276b1bbed43058" PRIMARY KEY ("id"))',
])
const noteText = ['ALTER TABLE "note" ADD "text" character varying NOT NULL']
const noteSchema = `new EntitySchema({
  name: 'note',
  columns: { id: { type: 'int', primary: true }, text: { type: 'varchar' } },
})`

const forms: readonly (readonly [string, Texts])[] = [
  [
    'an ES module whose function makes the options',
    {
      'package.json': '{ "type": "module", "dependencies": { "typeorm": "*" } }',
      [firstPath]: oneTable,
      'src/note.entity.ts': `import { EntitySchema } from 'typeorm'\nexport const note = ${noteSchema}\n`,
      [sourcePath]: `import { fileURLToPath } from 'node:url'
import { DataSource } from 'typeorm'
import { note } from './note.entity.js'

const here = fileURLToPath(new URL('.', import.meta.url))
const make = () => new DataSource({ type: 'postgres', entities: { note }, migrations: [here + 'migrations/*.ts'] })
export default make
`,
    },
  ],
  [
    'JavaScript that connects at once, without waiting',
    {
      'package.json': '{ "dependencies": { "typeorm": "*" } }',
      [firstPath]: oneTable,
      'src/note.entity.js': `const { EntitySchema } = require('typeorm')\nmodule.exports = ${noteSchema}\n`,
      'src/data-source.js': `const { DataSource } = require('typeorm')
const source = new DataSource({
  type: 'postgres',
  host: '127.0.0.1',
  entities: [__dirname + '/*.entity.js'],
  migrations: [__dirname + '/migrations/*'],
  dropSchema: true,
})
source.initialize().catch(() => process.exit(1))
module.exports = { source }
`,
    },
  ],
]

test.each(forms)('entities of %s', async (_title, files) => {
  const { found, err } = await called(files, 'typeorm')
  expect({ statements: found?.statements, err }).toEqual({ statements: noteText, err: '' })
})

const user = project['src/entities/user.entity.ts']
const unknown: readonly (readonly [string, Texts, string])[] = [
  [
    'a data source that throws',
    { [sourcePath]: `throw new Error('no settings')\n${project[sourcePath]}` },
    'a data source that can be loaded (src/data-source.ts: no settings)',
  ],
  [
    'a data source that ends the process',
    { [sourcePath]: `process.exit(3)\n${project[sourcePath]}` },
    'a data source that can be loaded (src/data-source.ts: it ends the process with 3)',
  ],
  [
    'entities with missing packages',
    {
      [sourcePath]: dataSource(`['src/entities/*.ts']`)
        .replace(/import \{ (Invoice|User) .*\n/g, '')
        .replace('Invoice, User, ', ''),
      'src/entities/user.entity.ts': `import 'not-installed'\n${user}`,
    },
    'not-installed',
  ],
  [
    'globs that fit nothing',
    { [sourcePath]: dataSource(`['dist/**/*.entity.js']`) },
    'entities in src/data-source.ts (no file fits dist/**/*.entity.js)',
  ],
  ['no entities', { [sourcePath]: dataSource('[]') }, 'entities in src/data-source.ts (it names none)'],
  [
    'entities that TypeORM refuses',
    { 'src/entities/user.entity.ts': user.replace('@PrimaryGeneratedColumn()', '@Column()') },
    'primary column',
  ],
  [
    'a migration that is refused',
    {
      'src/migrations/1700000000002-Second.ts': migration('Second1700000000002', ['DROP TABLE "nowhere"', 'SELECT 1']),
    },
    'migrations that run through (Second1700000000002: table "nowhere" does not exist)',
  ],
  [
    'a migration that cannot be loaded',
    {
      'src/migrations/1700000000002-Second.ts': `import 'not-installed'\n${migration('Second1700000000002', ['SELECT 1'])}`,
    },
    'migrations that can be loaded (src/migrations/1700000000002-Second.ts: ',
  ],
]

test.each(unknown)('%s: not compared, and the reason is said', async (_title, files, reason) => {
  const { found, needs, err } = await called({ ...project, ...files }, 'typeorm')
  expect({ found, needs }).toEqual({ found: null, needs: expect.stringContaining(reason) })
  expect(err).toContain(`The model was not compared: that needs ${needs}.`)
})

test('without --execute the code of the project is not run', async () => {
  const { found, needs, err } = await called(project, 'typeorm', { words: ['--model'] })
  expect({ found, needs }).toEqual({ found: null, needs: '--execute' })
  expect(err).toContain('--execute lets it run')
})

test('unasked it is not compared', async () => {
  const files = { ...project, [sourcePath]: dataSource('[]') }
  expect(await called(files, 'typeorm', { words: ['--execute'] })).toMatchObject({ found: null, needs: '--model' })
})

import { errorsOf, prescribe } from './prescribe.ts'

const early = 'ALTER TABLE plans ADD COLUMN note text;\n'
const late = 'CREATE TABLE plans (id integer PRIMARY KEY);\n'

test('an SQL file gets a name that sorts behind what it needs', async () => {
  const { step, cured, after } = await prescribe({
    tool: 'sql',
    migrations: ['migrations'],
    files: { 'migrations/001_notes.sql': early, 'migrations/002_plans.sql': late },
  })
  expect(step('rename-migration')).toMatchObject({
    migration: '001_notes.sql',
    from: 'migrations/001_notes.sql',
    path: 'migrations/003_notes.sql',
    sql: early,
  })
  expect(cured.migrations.map(({ name }) => name)).toEqual(['002_plans.sql', '003_notes.sql'])
  expect(errorsOf(after)).toEqual([])
})

test('a Prisma directory is renamed, and nothing of it stays behind', async () => {
  const { cured, after } = await prescribe({
    tool: 'prisma',
    toolVersion: '6.19.0',
    files: {
      'prisma/schema.prisma': 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n',
      'prisma/migrations/20240101000000_notes/migration.sql': early,
      'prisma/migrations/20240102000000_plans/migration.sql': late,
    },
  })
  expect(cured.migrations.map(({ name }) => name)).toEqual(['20240102000000_plans', '20260102030405_notes'])
  expect(errorsOf(after)).toEqual([])
})

test('a TypeORM class gets its timestamp in file, class and name', async () => {
  const source = (name: string, sql: string) =>
    `import { MigrationInterface, QueryRunner } from 'typeorm'\nexport class ${name} implements MigrationInterface {\n  name = '${name}'\n  async up(queryRunner: QueryRunner) {\n    await queryRunner.query(\`${sql.trim()}\`)\n  }\n  async down() {}\n}\n`
  const { step, after } = await prescribe({
    tool: 'typeorm',
    migrations: ['src/migrations/*.ts'],
    toolVersion: '0.3.20',
    files: {
      'src/migrations/1700000000000-Notes.ts': source('Notes1700000000000', early),
      'src/migrations/1700000000005-Plans.ts': source('Plans1700000000005', late),
    },
  })
  const { path = '', sql = '' } = step('rename-migration')
  const name = /(\d{13})-Notes\.ts$/.exec(path)?.[1]
  expect(Number(name)).toBeGreaterThan(1_700_000_000_005)
  expect(sql).toContain(`export class Notes${name} `)
  expect(sql).toContain(`name = 'Notes${name}'`)
  expect(errorsOf(after)).toEqual([])
})

test('what is recorded keeps its name', async () => {
  const { plan } = await prescribe({
    tool: 'sql',
    migrations: ['migrations'],
    files: { 'migrations/001_notes.sql': early, 'migrations/002_plans.sql': late },
    applied: ['001_notes.sql'],
  })
  expect(plan.steps.map(({ kind }) => kind)).not.toContain('rename-migration')
})

import { readProject } from './reading.ts'

const migration = (...texts: string[]) => ({
  'src/migrations/1700000000000-M.ts': `export class M1700000000000 { async up(queryRunner) {
    ${texts.map((text) => `await queryRunner.query(\`${text}\`, ['VIEW', 'v'])`).join('\n')}
  } }`,
})
const note = 'INSERT INTO "typeorm_metadata"("type", "name") VALUES ($1, $2)'

test('the table of views and generated columns is there when a migration writes to it', async () => {
  const { given } = await readProject(migration('CREATE VIEW v AS SELECT 1 AS a', note))
  expect(given).toMatch(/^CREATE TABLE "typeorm_metadata" \(.*"type" varchar NOT NULL.*"value" text/)
})

test('it is not, when none does, or when one makes it', async () => {
  expect(await readProject(migration('CREATE TABLE t (id int)'))).not.toHaveProperty('given')
  const made = migration('CREATE TABLE IF NOT EXISTS typeorm_metadata (type varchar, name text)', note)
  expect(await readProject(made)).not.toHaveProperty('given')
})

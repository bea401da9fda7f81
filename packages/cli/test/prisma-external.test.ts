import { createHash } from 'node:crypto'
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Finding } from '@migration-doctor/core'
import { startServer, type TestServer } from '@migration-doctor/testkit/server'
import pg from 'pg'
import { run } from '../src/main.ts'
import { folderOf, testHost } from './test-host.ts'

const packages = fileURLToPath(new URL('../../../node_modules', import.meta.url))

const others = `CREATE SCHEMA auth;
CREATE TABLE auth.users (id uuid PRIMARY KEY);
CREATE TABLE audit (id integer);
`

/** Tables that another program keeps, as Prisma's configuration tells of them. */
const config = `import { defineConfig } from 'prisma/config'
export default defineConfig({
  experimental: { externalTables: true },
  schema: 'prisma/schema.prisma',
  tables: { external: ['auth.users', 'public.audit'] },
  migrations: { initShadowDb: \`${others}\` },
})
`

const script = `CREATE TABLE "Note" ("id" INTEGER NOT NULL, "ownerId" UUID NOT NULL, CONSTRAINT "Note_pkey" PRIMARY KEY ("id"));
ALTER TABLE "Note" ADD CONSTRAINT "Note_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "auth"."users"("id")
  ON DELETE RESTRICT ON UPDATE CASCADE;
`

const files = {
  'package.json': '{ "name": "shop", "devDependencies": { "prisma": "7.10.0" } }',
  'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
  'prisma/schema.prisma': `datasource db {
  provider = "postgresql"
  schemas  = ["public", "auth"]
}
model Person {
  id    String  @id @db.Uuid
  notes Note[]
  @@map("users")
  @@schema("auth")
}
model Note {
  id      Int    @id
  ownerId String @db.Uuid
  owner   Person @relation(fields: [ownerId], references: [id])
  @@schema("public")
}
`,
  'prisma/migrations/20250101000000_init/migration.sql': script,
}

const tracking = `CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL,
  finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz,
  started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

async function rulesOf(cwd: string, words: readonly string[]): Promise<readonly string[]> {
  const host = testHost({ cwd })
  await run([...words, '--format', 'json', '--fail-on', 'never'], host)
  const findings: readonly Finding[] = JSON.parse(host.written.out).projects[0].findings
  return findings.map(({ rule, message }) => `${rule}: ${message}`)
}

test.each([['never'], ['always']])(
  'what others keep is there before the first migration: replay %s',
  async (replay) => {
    const told = await folderOf({ ...files, 'prisma.config.ts': config })
    expect(await rulesOf(told, ['lint', '--replay', replay])).toEqual([])
    const untold = await folderOf(files)
    expect(await rulesOf(untold, ['lint', '--replay', replay])).toEqual([expect.stringContaining('auth')])
  },
)

test('the model is compared without what others keep', async () => {
  const cwd = await folderOf({ ...files, 'prisma.config.ts': config })
  await symlink(packages, join(cwd, 'node_modules'))
  expect(await rulesOf(cwd, ['lint', '--replay', 'never', '--model'])).toEqual([])
})

test('what others do to their tables is no drift, and what nobody is named for is', async () => {
  const cwd = await folderOf({ ...files, 'prisma.config.ts': config })
  const database = await server.createDatabase()
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    await client.query(others)
    await client.query(tracking)
    await client.query(script)
    const checksum = createHash('sha256').update(script).digest('hex')
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) VALUES ('1', $1, now(), $2, 1)`,
      [checksum, '20250101000000_init'],
    )
    await client.query('ALTER TABLE auth.users ADD COLUMN email text; CREATE INDEX ON auth.users (email)')
    await client.query('DROP TABLE audit; CREATE TABLE foreign_body ()')
    expect(await rulesOf(cwd, ['diagnose', '--url', database.url, '--replay', 'never'])).toEqual([
      expect.stringMatching(/^drift-extra: .*foreign_body/),
    ])
  } finally {
    await client.end()
    await database.drop()
  }
})

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../src/main.ts'
import { databaseForEachTest } from './database.ts'
import { prisma } from './project-files.ts'
import { folderOf, testHost } from './test-host.ts'

const own = databaseForEachTest()

const scripts = {
  '20240101000000_init': `CREATE TYPE "Role" AS ENUM ('USER', 'ADMIN');
CREATE TABLE "User" (
  "id" SERIAL NOT NULL, "email" TEXT NOT NULL, "name" TEXT, "role" "Role" NOT NULL DEFAULT 'USER',
  CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "User_email_key" ON "User" ("email");`,
  '20240201000000_posts': `CREATE TABLE "Post" (
  "id" SERIAL NOT NULL, "title" TEXT NOT NULL, "authorId" INTEGER NOT NULL, "views" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "Post_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey"
  FOREIGN KEY ("authorId") REFERENCES "User" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;`,
  '20240301000000_bio': `ALTER TABLE "User" ADD COLUMN "bio" VARCHAR(100);
CREATE INDEX "Post_title_idx" ON "Post" ("title");`,
  '20240401000000_guest': `ALTER TYPE "Role" ADD VALUE 'GUEST';`,
  '20240501000000_name': `ALTER TABLE "User" ALTER COLUMN "name" TYPE VARCHAR(80);`,
}

const files: Readonly<Record<string, string>> = {
  'package.json': prisma['package.json'],
  'prisma/schema.prisma': prisma['prisma/schema.prisma'],
  'prisma/migrations/migration_lock.toml': prisma['prisma/migrations/migration_lock.toml'],
  ...Object.fromEntries(
    Object.entries(scripts).map(([name, text]) => [`prisma/migrations/${name}/migration.sql`, text]),
  ),
}

/** What somebody did in psql, the rule that tells of it, and rows that have to be there after the cure. */
const deeds: readonly { readonly deed: string; readonly rule: string; readonly kept?: string }[] = [
  { deed: 'ALTER TABLE "User" DROP COLUMN "name"', rule: 'partially-applied' },
  { deed: 'ALTER TABLE "User" DROP COLUMN "bio"', rule: 'partially-applied' },
  {
    deed: `INSERT INTO "User" ("email", "bio") VALUES ('a', 'kept'); ALTER TABLE "User" RENAME COLUMN "bio" TO "biography"`,
    rule: 'drift-changed',
    kept: `SELECT FROM "User" WHERE "bio" = 'kept'`,
  },
  {
    deed: `INSERT INTO "User" ("email") VALUES ('a'); INSERT INTO "Post" ("title", "authorId") VALUES ('kept', 1); ALTER TABLE "Post" RENAME TO "Article"`,
    rule: 'drift-changed',
    kept: `SELECT FROM "Post" WHERE "title" = 'kept'`,
  },
  { deed: 'ALTER TABLE "User" ALTER COLUMN "bio" TYPE TEXT', rule: 'drift-changed' },
  {
    deed: `INSERT INTO "User" ("email") VALUES ('a'); INSERT INTO "Post" ("title", "authorId", "views") VALUES ('a', 1, 7);
ALTER TABLE "Post" ALTER COLUMN "views" DROP DEFAULT, ALTER COLUMN "views" TYPE text`,
    rule: 'drift-changed',
    kept: 'SELECT FROM "Post" WHERE "views" = 7',
  },
  { deed: 'ALTER TABLE "Post" ALTER COLUMN "title" DROP NOT NULL', rule: 'drift-changed' },
  { deed: `ALTER TABLE "User" ALTER COLUMN "bio" SET DEFAULT 'none'`, rule: 'drift-changed' },
  { deed: 'ALTER TABLE "User" ENABLE ROW LEVEL SECURITY', rule: 'drift-changed' },
  { deed: 'ALTER INDEX "Post_title_idx" RENAME TO "titles"', rule: 'drift-changed' },
  { deed: 'ALTER TABLE "Post" RENAME CONSTRAINT "Post_authorId_fkey" TO "author"', rule: 'drift-changed' },
  {
    deed: `ALTER TABLE "Post" DROP CONSTRAINT "Post_authorId_fkey";
ALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey"
  FOREIGN KEY ("authorId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE`,
    rule: 'drift-changed',
  },
  { deed: 'DROP INDEX "User_email_key"', rule: 'partially-applied' },
  {
    deed: `ALTER TABLE "User" ALTER "role" DROP DEFAULT, ALTER "role" TYPE text; DROP TYPE "Role";
CREATE TYPE "Role" AS ENUM ('USER', 'ADMIN');
ALTER TABLE "User" ALTER "role" TYPE "Role" USING "role"::"Role", ALTER "role" SET DEFAULT 'USER'`,
    rule: 'drift-changed',
  },
]

test.each(deeds)('$deed', async ({ deed, rule, kept }) => {
  const { client, database, server } = own
  for (const text of Object.values(scripts)) await client.query(text)
  const cwd = await folderOf(files)
  const order = async (...words: string[]) => {
    const host = testHost({ cwd, environment: { DATABASE_URL: database.url } })
    return { code: await run(words, host), out: host.written.out }
  }
  expect(await order('mark', 'applied', '--all', '--unverified', '--yes')).toMatchObject({ code: 0 })
  await client.query(deed)

  const { out } = await order('diagnose', '--format', 'json', '--shadow-url', server.url)
  const [project] = JSON.parse(out).projects
  expect(project.findings.map((finding: { rule: string }) => finding.rule)).toEqual([rule])

  expect(await order('fix', '--emit', '--shadow-url', server.url)).toMatchObject({ code: 0 })
  const emitted = (await readdir(join(cwd, 'prisma/migrations'))).filter((name) => name.startsWith('2026'))
  expect(emitted).toHaveLength(1)
  await client.query(await readFile(join(cwd, 'prisma/migrations', emitted[0] ?? '', 'migration.sql'), 'utf8'))
  expect(await order('mark', 'applied', '--all', '--unverified', '--yes')).toMatchObject({ code: 0 })
  expect(await order('diagnose', '--fail-on', 'warning', '--shadow-url', server.url)).toMatchObject({ code: 0 })
  if (kept !== undefined) expect((await client.query(kept)).rowCount).toBe(1)
})

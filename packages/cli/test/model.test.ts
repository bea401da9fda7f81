import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '../src/main.ts'
import { folderOf, testHost } from './test-host.ts'

const packages = fileURLToPath(new URL('../../../node_modules', import.meta.url))

const script = 'prisma/migrations/20250101000000_init/migration.sql'

const project = {
  'package.json': '{ "name": "shop", "devDependencies": { "prisma": "7.10.0" } }',
  'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
  'prisma/schema.prisma': `datasource db {
  provider = "postgresql"
}

enum Kind {
  sale
  refund
}

model User {
  id       Int       @id
  email    String    @unique
  invoices Invoice[]
}

model Invoice {
  id      Int       @id @default(autoincrement())
  kind    Kind      @default(sale)
  tags    String[]
  dueOn   DateTime? @db.Date
  owner   User      @relation(fields: [ownerId], references: [id])
  ownerId Int
}
`,
  [script]: `CREATE TYPE "Kind" AS ENUM ('sale', 'refund');
CREATE TABLE "User" ("id" INTEGER NOT NULL, "email" TEXT NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
CREATE TABLE "Invoice" ("id" SERIAL NOT NULL, "kind" "Kind" NOT NULL DEFAULT 'sale', "tags" TEXT[],
  "dueOn" DATE, "ownerId" INTEGER NOT NULL, CONSTRAINT "Invoice_pkey" PRIMARY KEY ("id"));
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");
ALTER TABLE "Invoice" ADD CONSTRAINT "Invoice_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "User"("id")
  ON DELETE RESTRICT ON UPDATE CASCADE;
`,
}

interface Called {
  readonly model?: boolean
  readonly prisma?: boolean
}

async function called(files: Readonly<Record<string, string>>, { model = true, prisma = true }: Called = {}) {
  const cwd = await folderOf(files)
  if (prisma) await symlink(packages, join(cwd, 'node_modules'))
  const host = testHost({ cwd })
  const words = ['lint', '--tool-version', '7.10', '--replay', 'never', '--format', 'json', '--fail-on', 'warning']
  const code = await run(model ? [...words, '--model'] : words, host)
  const [{ findings, skipped }] = JSON.parse(host.written.out).projects
  const needs = skipped.find(({ rule }: { rule: string }) => rule === 'model-drift')?.needs ?? null
  return { code, findings, needs, err: host.written.err }
}

const migration = (change: (sql: string) => string) => ({ ...project, [script]: change(project[script] ?? '') })

test('a schema that the migrations make is in order', async () => {
  expect(await called(project)).toEqual({ code: 0, findings: [], needs: null, err: '' })
})

test('what the migrations do not make is said as Prisma would write it', async () => {
  const { code, findings } = await called(
    migration((sql) => sql.replace('"dueOn" DATE,', '').replace("'refund'", "'other'")),
  )
  expect(code).toBe(1)
  expect(findings).toEqual([
    expect.objectContaining({
      rule: 'model-drift',
      severity: 'warning',
      data: expect.objectContaining({
        model: 'prisma/schema.prisma',
        statements: expect.arrayContaining([
          expect.stringMatching(/^ALTER TABLE "Invoice" ADD COLUMN\s+"dueOn" DATE$/),
        ]),
      }),
    }),
  ])
  expect(findings[0].data.statements.join()).toContain(`CREATE TYPE "Kind_new" AS ENUM ('sale', 'refund')`)
})

test('migrations that do not run through cannot be compared, and that is said', async () => {
  const { needs, err } = await called(migration((sql) => `${sql}CREATE TABLE "User" ();\n`))
  expect(needs).toContain('20250101000000_init')
  expect(err).toContain('The model was not compared')
})

test('without an engine in the project it says what to install', async () => {
  const { code, needs } = await called(project, { prisma: false })
  expect({ code, needs }).toEqual({ code: 0, needs: expect.stringContaining('@prisma/internals') })
})

test('unasked it is not compared, and the report says how to ask', async () => {
  expect(
    await called(
      migration((sql) => sql.replace('"dueOn" DATE,', '')),
      { model: false },
    ),
  ).toMatchObject({
    code: 0,
    findings: [],
    needs: '--model',
  })
})

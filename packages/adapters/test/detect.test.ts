import { memoryFiles } from '@migration-doctor/testkit'
import { type DetectOptions, detectProject } from '../src/index.ts'

type Tree = Record<string, string>

const detect = (tree: Tree, options: Partial<DetectOptions> = {}) =>
  detectProject(
    { cwd: '/app', migrations: [], tool: 'auto', ...options },
    { files: memoryFiles(tree), environment: {} },
  )

const prisma: Tree = {
  '/app/prisma/schema.prisma': 'datasource db { provider = "postgresql" }',
  '/app/prisma/migrations/1_init/migration.sql': '',
}
const typeorm: Tree = {
  '/app/package.json': '{ "dependencies": { "typeorm": "0.3.20" } }',
  '/app/src/migrations/1700000000000-Init.ts':
    "import { MigrationInterface } from 'typeorm'\nexport class Init1700000000000 implements MigrationInterface { async up() {} async down() {} }\n",
}
const sql: Tree = { '/app/db/migrations/001_a.sql': '' }

test.each([
  ['prisma', prisma, 'prisma/migrations holds directories with a migration.sql'],
  ['sql', sql, 'db/migrations holds numbered SQL files such as 001_a.sql'],
])('%s is found, with the reason', async (tool, tree, why) => {
  const { adapter, detection, others } = await detect(tree)
  expect(adapter.tool).toBe(tool)
  expect(detection).toMatchObject({ tool, why })
  expect(others).toEqual([])
})

test('a package far below the root is found, after all that is nearer', async () => {
  const far = {
    '/app/sources/packages/api/package.json': '{ "dependencies": { "typeorm": "0.3.20" } }',
    '/app/sources/packages/api/src/migrations/1700000000000-Init.ts':
      "import { MigrationInterface } from 'typeorm'\nexport class Init1700000000000 implements MigrationInterface { async up() {} }\n",
  }
  expect((await detect(far)).detection).toMatchObject({ tool: 'typeorm', strength: 1 })
})

test('TypeORM is found', async () => {
  expect((await detect(typeorm)).adapter.tool).toBe('typeorm')
})

test('migrations count more than a dependency, which is mentioned', async () => {
  const { adapter, others } = await detect({ ...sql, '/app/package.json': '{ "dependencies": { "prisma": "6.0.0" } }' })
  expect(adapter.tool).toBe('sql')
  expect(others).toEqual([{ tool: 'prisma', strength: 1, why: 'package.json depends on prisma' }])
})

test('a Prisma project with a folder of SQL files is a Prisma project', async () => {
  const { adapter, others } = await detect({ ...prisma, ...sql })
  expect(adapter.tool).toBe('prisma')
  expect(others).toMatchObject([{ tool: 'sql' }])
})

test('Drizzle beside Prisma packages is not taken for Prisma', async () => {
  const { adapter } = await detect({
    '/app/drizzle/20250101000000_a/migration.sql': '',
    '/app/drizzle/20250101000000_a/snapshot.json': '{}',
  })
  expect(adapter.tool).toBe('sql')
})

test('a tie is asked back, with both reasons', async () => {
  const tree = { ...sql, '/app/migrations/1_init/migration.sql': '' }
  await expect(detect(tree)).rejects.toMatchObject({
    code: 2,
    message:
      'Several tools have migrations here: prisma (migrations holds directories with a migration.sql) and sql (db/migrations holds numbered SQL files such as 001_a.sql).',
    hint: 'Say which one is meant: --tool prisma or --tool sql.',
  })
  expect((await detect(tree, { tool: 'sql' })).adapter.tool).toBe('sql')
})

test('a named folder decides by what is in it', async () => {
  const tree = { ...prisma, ...sql }
  expect((await detect(tree, { migrations: ['db/migrations'] })).adapter.tool).toBe('sql')
  expect((await detect(tree, { migrations: ['prisma/migrations'] })).adapter.tool).toBe('prisma')
})

test('no project says what was looked for and where', async () => {
  await expect(detect({ '/app/readme.md': '' })).rejects.toMatchObject({
    code: 2,
    message: expect.stringMatching(/^No migrations were found in \/app\. Looked for Prisma .* TypeORM .* SQL files/),
    hint: expect.stringContaining('--cwd'),
  })
  await expect(detect({ '/app/readme.md': '' }, { migrations: ['db'] })).rejects.toMatchObject({
    message: expect.stringContaining('No migrations were found in db below /app'),
  })
})

import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { startServer, type TestServer } from '@migration-doctor/testkit/server'
import { inPrismaWorld, migration, type PrismaWorld, shop } from './prisma-world.ts'

const users = '20240101000000_users'
const orders = '20240102000000_orders'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const require = createRequire(import.meta.url)
const cli = join(dirname(require.resolve('prisma/package.json')), 'build', 'index.js')

/** Prisma's command line on its own JavaScript engine, so that nothing is downloaded. */
const commandLine = {
  'prisma.config.ts': `import { PrismaPg } from '@prisma/adapter-pg'
import { defineConfig } from 'prisma/config'
export default defineConfig({
  experimental: { adapter: true },
  engine: 'js',
  schema: 'prisma/schema.prisma',
  async adapter() {
    return new PrismaPg({ connectionString: process.env.DATABASE_URL, allowExitOnIdle: true })
  },
})
`,
  'prisma/schema.prisma':
    'generator client {\n  provider = "prisma-client-js"\n  engineType = "client"\n}\ndatasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n',
}

/** What `prisma migrate status` says. It has to find its packages, so it runs below node_modules. */
async function prismaStatus({ folder, url }: PrismaWorld): Promise<{ code: number; output: string }> {
  const cache = join(dirname(require.resolve('prisma/package.json')), '..', '.cache')
  await mkdir(cache, { recursive: true })
  const cwd = await mkdtemp(join(cache, 'status-'))
  try {
    await cp(folder, cwd, { recursive: true })
    for (const [path, text] of Object.entries(commandLine)) await writeFile(join(cwd, path), text)
    return await new Promise((resolve) => {
      const env = { ...process.env, NODE_OPTIONS: '', DATABASE_URL: url, CHECKPOINT_DISABLE: '1' }
      execFile(process.execPath, [cli, 'migrate', 'status'], { cwd, env, timeout: 60_000 }, (error, out, err) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: out + err }),
      )
    })
  } finally {
    await rm(cwd, { recursive: true, force: true })
  }
}

const upToDate = { code: 0, output: expect.stringContaining('Database schema is up to date!') }

const lie = (title: string, act: (world: PrismaWorld) => Promise<void>, files: Record<string, string> = shop) =>
  test(title, () => inPrismaWorld(server, { files }, act), 60_000)

lie('up to date, says Prisma, and a recorded migration has no file', async (world) => {
  await world.engine.applyMigrations()
  await rm(dirname(join(world.folder, migration(orders))), { recursive: true })
  expect(await prismaStatus(world)).toMatchObject(upToDate)
  const { rules, states } = await world.diagnose()
  expect(states[orders]).toBe('missing-file')
  expect(rules).toContain(`missing-migration-file ${orders}`)
})

lie('up to date, says Prisma, and an applied file says something else now', async (world) => {
  await world.engine.applyMigrations()
  await writeFile(
    join(world.folder, migration(orders)),
    'CREATE TABLE orders (id bigint PRIMARY KEY, user_id integer);\n',
  )
  expect(await prismaStatus(world)).toMatchObject(upToDate)
  const { rules, states } = await world.diagnose()
  expect(states[orders]).toBe('edited')
  expect(rules).toContain(`edited-after-apply ${orders}`)
})

lie('up to date, says Prisma, and a table is not there', async (world) => {
  await world.engine.applyMigrations()
  await world.client.query('DROP TABLE orders; ALTER TABLE users ADD COLUMN nick text')
  expect(await prismaStatus(world)).toMatchObject(upToDate)
  const { rules, states } = await world.diagnose()
  expect(states[orders]).toBe('absent')
  expect(rules).toEqual([`drift-extra ${users}`, `recorded-but-absent ${orders}`])
})

lie(
  'up to date, says Prisma, and a migration that was rolled back is pending',
  async (world) => {
    await expect(world.engine.applyMigrations()).rejects.toThrow()
    await world.engine.markRolledBack(orders)
    expect(await prismaStatus(world)).toMatchObject(upToDate)
    const { rules, states } = await world.diagnose()
    expect(states[orders]).toBe('rolled-back')
    expect(rules).toEqual([`duplicate-create ${orders}`])
    // It is pending indeed: deploy runs it again.
    await expect(world.engine.applyMigrations()).rejects.toThrow('relation "users" already exists')
    expect(users in (await world.diagnose()).states).toBe(true)
  },
  { ...shop, [migration(orders)]: 'CREATE TABLE users (id integer PRIMARY KEY);\n' },
)

import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Catalog, catalogOf, compareCatalogs } from '@migration-doctor/core'
import { connect, introspect } from '@migration-doctor/db'
import { runner } from 'node-pg-migrate'
import pg from 'pg'
import { diseases } from '../src/conformance/diseases.ts'
import { type Form, forms, stepsFor } from '../src/conformance/forms.ts'
import { judge } from '../src/conformance/judge.ts'
import { shop } from '../src/conformance/shop.ts'
import { runTypeOrm } from '../src/disasters/tool-run.ts'
import { applyPrismaMigrations } from '../src/prisma-engine.ts'
import { startServer, type TestServer } from '../src/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})

const installed = fileURLToPath(new URL('../../../node_modules/', import.meta.url))
const require = createRequire(import.meta.url)

/** A tool that runs what is pending. Resolves with the SQLSTATE or the words of what stopped it. */
interface RealTool {
  readonly name: string
  readonly form: string
  readonly run: (folder: string, url: string) => Promise<string | null>
  /** The tables in which it keeps its own affairs. */
  readonly own: readonly string[]
}

const typeorm = (version: string) => async (folder: string, url: string) => {
  await mkdir(join(folder, 'node_modules'), { recursive: true })
  for (const [as, name] of Object.entries({ typeorm: version, pg: 'pg', 'reflect-metadata': 'reflect-metadata' }))
    await symlink(join(installed, name), join(folder, 'node_modules', as), 'dir')
  const { succeeded, sqlstate, reason } = await runTypeOrm(folder, url)
  return succeeded ? null : (sqlstate ?? reason)
}

const tools: readonly RealTool[] = [
  { name: 'TypeORM 0.3', form: 'TypeORM literals', run: typeorm('typeorm'), own: ['migrations'] },
  { name: 'TypeORM 0.3', form: 'TypeORM builder calls', run: typeorm('typeorm'), own: ['migrations'] },
  { name: 'TypeORM 1', form: 'TypeORM builder calls', run: typeorm('typeorm-1'), own: ['migrations'] },
  {
    name: "Prisma's schema engine",
    form: 'Prisma',
    async run(folder, url) {
      let sqlstate: string | undefined
      const onError = ({ code }: pg.DatabaseError) => {
        sqlstate = code
      }
      const running = applyPrismaMigrations(url, join(folder, 'prisma/migrations'), { onError })
      return running.then(
        () => null,
        (error: Error) => sqlstate ?? error.message,
      )
    },
    own: ['_prisma_migrations'],
  },
  {
    name: 'dbmate',
    form: 'dbmate',
    async run(folder, url) {
      const cli = join(dirname(require.resolve('dbmate/package.json')), 'dist', 'cli.js')
      const words = [cli, '--url', `${url}?sslmode=disable`, '--no-dump-schema', 'up']
      return promisify(execFile)(process.execPath, words, { cwd: folder }).then(() => null, messageOf)
    },
    own: ['schema_migrations'],
  },
  {
    name: 'node-pg-migrate',
    form: 'node-pg-migrate',
    run: (folder, databaseUrl) =>
      runner({
        databaseUrl,
        dir: join(folder, 'migrations'),
        direction: 'up',
        migrationsTable: 'pgmigrations',
        log: () => undefined,
      }).then(() => null, messageOf),
    own: ['pgmigrations'],
  },
  { name: 'the simple protocol', form: 'plain SQL files', run: sendFiles, own: [] },
]

function messageOf(error: Error & { code?: string; stderr?: string }): string {
  return /^\w{5}$/.test(error.code ?? '') ? String(error.code) : `${error.message}\n${error.stderr ?? ''}`
}

/** As a small runner of one's own would: each file as one query. */
async function sendFiles(_: string, url: string, files: Readonly<Record<string, string>> = {}): Promise<string | null> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const path of Object.keys(files).sort()) await client.query(files[path] ?? '')
    return null
  } catch (error) {
    return error instanceof pg.DatabaseError ? (error.code ?? error.message) : String(error)
  } finally {
    await client.end()
  }
}

async function inWorld<T>(
  form: Form,
  steps: typeof shop,
  act: (world: { folder: string; url: string; files: Readonly<Record<string, string>> }) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'shop-'))
  const files = form.files(steps)
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  const { url, drop } = await server.createDatabase()
  try {
    return await act({ folder, url, files })
  } finally {
    await drop()
    await rm(folder, { recursive: true, force: true })
  }
}

const run = (tool: RealTool, world: { folder: string; url: string; files: Readonly<Record<string, string>> }) =>
  tool.run === sendFiles ? sendFiles(world.folder, world.url, world.files) : tool.run(world.folder, world.url)

async function liveCatalog(url: string, own: readonly string[]): Promise<Catalog> {
  const connection = await connect(url, { readOnly: true })
  const catalog = await introspect(connection).finally(() => connection.close())
  const isOwn = (name: string) => own.some((table) => name === table || name === `${table}_id_seq`)
  return catalogOf([...catalog.objects.values()].filter((one) => !isOwn('table' in one ? one.table : one.name)))
}

function formOf({ form }: RealTool): Form {
  const found = forms.find(({ name }) => name === form)
  if (!found) throw new Error(`no form ${form}`)
  return found
}

/** Of the kinds of object that the simulator may say it does not follow. */
function isRare({ kind, key }: { readonly kind: string; readonly key: string }): boolean {
  return kind === 'extra' && rareKinds.some((rare) => key.startsWith(`${rare}:`))
}

const rareKinds = [
  ...['aggregate', 'operator', 'cast', 'collation', 'foreign table', 'foreign server', 'foreign data wrapper'],
  ...['event trigger', 'text search configuration', 'text search dictionary'],
]

describe.each(tools)('$name on $form', (tool) => {
  const form = formOf(tool)

  test('runs the healthy shop, and ends where the simulator does', async () => {
    const steps = stepsFor(form, shop)
    const { catalog, unknown } = await judge(form, steps, 18)
    await inWorld(form, steps, async (world) => {
      expect(await run(tool, world)).toBeNull()
      const live = await liveCatalog(world.url, tool.own)
      const apart = compareCatalogs(catalog, live).map(({ kind, key, facts }) => ({ kind, key, facts }))
      expect(unknown.length === 0 ? apart : apart.filter((one) => !isRare(one))).toEqual([])
    })
  }, 120_000)
})

const stopped = ['TypeORM builder calls', 'Prisma', 'plain SQL files']

describe.each(tools.filter(({ name, form }) => name !== 'TypeORM 1' && stopped.includes(form)))(
  '$name on $form',
  (tool) => {
    test.each(diseases)(
      'stops at $name with the SQLSTATE that was foretold',
      async ({ steps, stops }) => {
        const form = formOf(tool)
        await inWorld(form, stepsFor(form, steps), async (world) => {
          expect(await run(tool, world)).toBe(stops.sqlstate)
        })
      },
      120_000,
    )
  },
)

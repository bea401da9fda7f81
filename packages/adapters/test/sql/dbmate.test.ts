import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'
import { nodeFiles, startServer, type TestServer } from '@migration-doctor/testkit'
import { adapter } from '../../src/sql/index.ts'
import { connect, optionsFor, writeProject } from '../scratch.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})

const cli = path.join(path.dirname(createRequire(import.meta.url).resolve('dbmate/package.json')), 'dist', 'cli.js')
const file = 'db/migrations/20240101000000_x.sql'
const create = 'CREATE TABLE a (id int);\n'

/** What the real dbmate makes of one file. */
async function run(cwd: string): Promise<{ said: string | null; tables: readonly string[] }> {
  const { url, drop } = await server.createDatabase()
  const words = [cli, '--url', `${url}?sslmode=disable`, '--no-dump-schema', 'up']
  const said = await promisify(execFile)(process.execPath, words, { cwd }).then(
    () => null,
    (error: { stderr: string }) => error.stderr.replace(/^Error: /, '').trim(),
  )
  const database = await connect(url)
  const rows = await database.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relname <> 'schema_migrations'
        AND relnamespace = 'public'::regnamespace ORDER BY 1`,
  )
  await database.close()
  await drop()
  return { said, tables: rows.map(({ name }) => name) }
}

const texts: Readonly<Record<string, string>> = {
  'no down': `-- migrate:up\n${create}`,
  'a statement before up': `CREATE TABLE z (id int);\n-- migrate:up\n${create}-- migrate:down\n`,
  'a comment before up': `-- hello\n\n-- migrate:up\n${create}-- migrate:down\n`,
  'down before up': `-- migrate:down\nDROP TABLE a;\n-- migrate:up\n${create}`,
  'no mark': create,
  'an indented mark': `  -- migrate:up\n${create}  -- migrate:down\n`,
  'an option': `-- migrate:up transaction:false\n${create}-- migrate:down\n`,
  'two pairs': `-- migrate:up\n${create}-- migrate:down\n-- migrate:up\nCREATE TABLE b (id int);\n-- migrate:down\n`,
  'a byte order mark': `\ufeff-- migrate:up\n${create}-- migrate:down\n`,
  'Windows line ends': `-- migrate:up\r\n${create}\r\n-- migrate:down\r\n`,
  'nothing at all': '',
  'only the marks': '-- migrate:up\n-- migrate:down\n',
  'another case': `-- MIGRATE:UP\n${create}-- MIGRATE:DOWN\n`,
  'a mark that goes on': `-- migrate:upward\n${create}`,
}

test.each(Object.entries(texts))('%s: refused, or run, as dbmate does', async (_, text) => {
  // The second file says whose folder it is.
  const other = 'db/migrations/20230101000000_first.sql'
  const { cwd, remove } = await writeProject({ [file]: text, [other]: '-- migrate:up\n-- migrate:down\n' })
  const { said, tables } = await run(cwd)
  const { dialect, migrations } = await adapter.read(optionsFor(cwd), { files: nodeFiles, environment: {} })
  await remove()
  expect(dialect).toBe('dbmate')
  const up = migrations[1]?.up ?? []
  expect(up.flatMap((step) => (step.kind === 'refusal' ? [step.message] : [])).at(0) ?? null).toBe(said)
  if (said !== null) return
  const sent = up.map((step) => (step.kind === 'sql' ? step.chunk.text : '')).join('')
  expect([...sent.matchAll(/CREATE TABLE (\w+)/g)].map(([, name]) => name)).toEqual(tables)
})

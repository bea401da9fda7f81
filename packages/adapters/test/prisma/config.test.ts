import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'
import { configCandidates, type PrismaConfig, readConfig } from '../../src/prisma/config.ts'

const require = createRequire(import.meta.url)
const loader = require.resolve('@prisma/config')

/** Prints what Prisma's own loader makes of the configuration in the working directory. */
const program = `const { loadConfigFromFile } = require(${JSON.stringify(loader)})
loadConfigFromFile({ configRoot: process.cwd() }).then(({ config, resolvedPath, error }) => {
  const { schema, migrations, tables, enums, datasource } = config ?? {}
  const said = { schema, migrations, tables, enums, datasource }
  console.log(JSON.stringify({ resolvedPath, said, failed: error ? String(error.error ?? error._tag) : null }))
})`

interface Loaded {
  readonly resolvedPath: string | null
  readonly failed: string | null
  readonly said: {
    readonly schema?: string
    readonly migrations?: { readonly path?: string; readonly initShadowDb?: string }
    readonly tables?: { readonly external?: readonly string[] }
    readonly enums?: { readonly external?: readonly string[] }
    readonly datasource?: { readonly url?: string; readonly shadowDatabaseUrl?: string }
  }
}

const environment = { SHOP_URL: 'postgres://shop', SHOP_DIR: 'data' }

let root: string
beforeAll(async () => {
  const cache = path.join(path.dirname(require.resolve('prisma/package.json')), '..', '.cache')
  await mkdir(cache, { recursive: true })
  root = await mkdtemp(path.join(cache, 'config-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

async function loaded(files: Readonly<Record<string, string>>): Promise<Loaded & { readonly folder: string }> {
  const folder = await mkdtemp(path.join(root, 'project-'))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true })
    await writeFile(path.join(folder, name), text)
  }
  const env = { ...process.env, NODE_OPTIONS: '', ...environment }
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], { cwd: folder, env })
  return { ...JSON.parse(stdout), folder }
}

const textOf = (value: PrismaConfig['url']) => (value.kind === 'text' ? value.text : undefined)

/** The same facts as we read them. */
async function read(source: string, file: string, folder: string): Promise<Loaded['said']> {
  const config = await readConfig(source, { file, environment, workingDirectory: folder })
  const { schema, migrations, initShadowDb, externalTables, externalEnums } = config
  expect(config.unread).toEqual([])
  return {
    schema: schema ?? undefined,
    migrations: { path: migrations ?? undefined, initShadowDb: initShadowDb ?? undefined },
    tables: { external: externalTables },
    enums: { external: externalEnums },
    datasource: { url: textOf(config.url), shadowDatabaseUrl: textOf(config.shadowDatabaseUrl) },
  } as Loaded['said']
}

function comparable({ schema, migrations, tables, enums, datasource }: Loaded['said']) {
  return {
    schema,
    path: migrations?.path,
    initShadowDb: migrations?.initShadowDb,
    tables: tables?.external ?? [],
    enums: enums?.external ?? [],
    url: datasource?.url,
    shadow: datasource?.shadowDatabaseUrl,
  }
}

const sources: readonly string[] = [
  `import { defineConfig, env } from 'prisma/config'
   const config = defineConfig({ schema: 'db', migrations: { path: env('SHOP_DIR') } })
   export default config`,
  `const settings = { schema: 'db' }
   export { settings as default }`,
  `import * as p from 'path'
   import { join as j, resolve } from 'node:path'
   export default { schema: p.join('a', 'b'), migrations: { path: j('a', 'm') }, datasource: { url: resolve('x') } }`,
  `import nodePath from 'node:path'
   const { join } = nodePath
   const { SHOP_DIR, NOBODY = 'fallback', SHOP_URL: url } = process.env
   export default { schema: nodePath.join(SHOP_DIR!, NOBODY), datasource: { url } }`,
  `const at = (name: string, base = 'prisma') => \`\${base}/\${name}\`
   function url() { const found = process.env.SHOP_URL; if (!found) { throw new Error('no') } return found }
   export default { schema: at('schema'), migrations: { path: at('m', 'db') }, datasource: { url: url() } }`,
  `import { fileURLToPath } from 'node:url'
   import path from 'node:path'
   const here = path.dirname(fileURLToPath(import.meta.url))
   export default { schema: path.resolve(here, 'a'), migrations: { path: fileURLToPath(new URL('./m', import.meta.url)) } }`,
  `export default { schema: ['a', 'b'].join('/'), migrations: { path: new URL('./m', import.meta.url).pathname } }`,
  `let schema = 'a'
   export default { schema, datasource: { url: process.env['SHOP_URL']?.replace('shop', 'other') ?? '' } }`,
  `const common = { schema: 'a', migrations: { path: 'm' } }
   export default { ...common, ...(process.env.NOBODY && { schema: 'b' }), ...(process.env.SHOP_DIR ? { schema: 'c' } : {}) }`,
  `export default {
     experimental: { externalTables: true },
     tables: { external: ['auth.users', "legacy"] }, enums: { external: ['auth.role'] },
     migrations: { path: 'm', initShadowDb: \`CREATE SCHEMA auth;
       CREATE TABLE auth.users (id uuid PRIMARY KEY);\` },
   }`,
  `const isTest = process.env.NODE_ENV_OF_SHOP === 'test'
   export default { schema: isTest ? 'a' : !isTest ? 'b' : 'c' }`,
  `import type { PrismaConfig } from 'prisma'
   export default <PrismaConfig>{ schema: 'a', datasource: { url: process.env.SHOP_URL as string, shadowDatabaseUrl: 'postgres://shadow' } }`,
  `import path from 'node:path'
   export default { schema: path.join(process.cwd(), 'a'), migrations: { path: path.join(__dirname, '..', 'm') } } satisfies object`,
  `export default (() => { return { schema: 'a' } })()`,
  `\uFEFFexport default {\r\n  schema: "./a",\r\n}\r\n`,
]

describe('a configuration is read as Prisma loads it', () => {
  test.each(sources)('%s', async (source) => {
    const { folder, said, failed, resolvedPath } = await loaded({ 'prisma.config.ts': source })
    expect(failed).toBeNull()
    expect(comparable(await read(source, resolvedPath ?? '', folder))).toEqual(comparable(said))
  })

  test.each([
    [
      'prisma.config.cjs',
      `const { join } = require('node:path'); const p = require('path'); module.exports = { schema: join('a', 'b'), migrations: { path: p.join('m') } }`,
    ],
    ['prisma.config.mjs', `export default { schema: 'a' }`],
    ['prisma.config.js', `module.exports = { schema: 'a' }`],
  ])('%s: %s', async (name, source) => {
    const { folder, said, failed, resolvedPath } = await loaded({ [name]: source })
    expect({ failed, resolvedPath }).toEqual({ failed: null, resolvedPath: path.join(folder, name) })
    expect(comparable(await read(source, path.join(folder, name), folder))).toEqual(comparable(said))
  })
})

test('the places of a configuration are looked at in the order in which Prisma does', async () => {
  const order = configCandidates.filter((name) => !/\.[cm]ts$/.test(name))
  for (let count = order.length; count > 0; count -= 4) {
    const names = order.slice(order.length - count)
    const { folder, resolvedPath } = await loaded(
      Object.fromEntries(names.map((name) => [name, 'module.exports = {}'])),
    )
    expect(path.relative(folder, resolvedPath ?? '')).toBe(names[0])
  }
}, 60_000)

test.each([
  `let schema = 'a'; schema = find(); export default { schema }`,
  `const config = { schema: 'a' }; config.schema = find(); export default config`,
  `export default { schema: 'a', ...find() }`,
  `import { schema } from './places'; export default { schema }`,
  `export default { schema: (() => { for (const one of all) return one })() }`,
])('what only running would tell is not guessed: %s', async (source) => {
  const config = await readConfig(source, { file: '/app/prisma.config.ts', environment, workingDirectory: '/app' })
  expect(config.schema).toBeNull()
  expect(config.unread).not.toEqual([])
})

import { DoctorError } from '@migration-doctor/core'
import { memoryFiles } from '@migration-doctor/testkit'
import { parse } from 'dotenv'
import { expandDotenv, parseDotenv } from '../../src/dotenv.ts'
import { readConfig } from '../../src/prisma/config.ts'
import { adapter } from '../../src/prisma/index.ts'
import { readBlocks } from '../../src/prisma/schema.ts'

/** `${NAME}`, as a `.env` file refers to another variable. */
const ref = (name: string) => `\${${name}}`

describe('schema files', () => {
  test('blocks are read past comments, models and strings that look like blocks', () => {
    const source = `// datasource no { provider = "mysql" }
/* datasource no { url = "x" } */
model datasource { id Int @id @default(dbgenerated("{")) }
generator client {
  provider        = "prisma-client-js" // datasource
  previewFeatures = ["multiSchema", "views"]
}
datasource db {
  provider  = "postgresql"
  url       = env("DATABASE_URL") directUrl=env("DIRECT_URL")
  schemas   = ["base",
               "shop \\"quoted\\""]
}
`
    const blocks = readBlocks('schema.prisma', source)
    expect(blocks.map(({ keyword, name }) => [keyword, name])).toEqual([
      ['generator', 'client'],
      ['datasource', 'db'],
    ])
    const [generator, datasource] = blocks
    expect(Object.fromEntries(generator?.properties ?? [])).toEqual({
      provider: { kind: 'text', text: 'prisma-client-js' },
      previewFeatures: { kind: 'list', items: ['multiSchema', 'views'] },
    })
    expect(Object.fromEntries(datasource?.properties ?? [])).toEqual({
      provider: { kind: 'text', text: 'postgresql' },
      url: { kind: 'env', variable: 'DATABASE_URL' },
      directUrl: { kind: 'env', variable: 'DIRECT_URL' },
      schemas: { kind: 'list', items: ['base', 'shop "quoted"'] },
    })
    expect(source.slice(datasource?.start, datasource?.end)).toMatch(/^datasource db \{[^}]*\}$/)
  })

  test.each(['datasource db { url = "x', 'datasource db {', 'datasource', '"', '/*', '{{{', '}}}', '\uFEFF'])(
    'broken text is read as far as it goes: %j',
    (source) => {
      expect(() => readBlocks('x', source)).not.toThrow()
    },
  )
})

describe('.env files', () => {
  const samples = [
    'A=1\nB = two words  # comment\n',
    'export A="x\\ny"\r\nB=\'x\\ny\'\r\n',
    'A="multi\nline"\nB=`it\'s "fine"`\n',
    'A=p@ss#word\nB="p@ss#word"\nC=\nD\nE: yaml\n',
    '# A=1\n  A=2\nA=3\n',
    'URL=postgres://u:p$w@h/d?schema=x&a=b\n',
    "A='open\nB=1\n",
  ]

  test.each(samples)('are read as dotenv reads them: %j', (source) => {
    expect(Object.fromEntries(parseDotenv(source))).toEqual(parse(source))
  })

  test.each([
    [`${ref('HOST')}/x`, 'env/x'],
    [`${ref('FILE')}/x`, 'deep-env/x'],
    [`${ref('NOBODY')}/x`, '/x'],
    [`\\${ref('HOST')}`, ref('HOST')],
    ['pa$HOST', 'pa$HOST'],
    [ref('SELF'), ''],
  ])('%s becomes %s', (written, expected) => {
    const values = new Map([
      ['SELF', written],
      ['FILE', `deep-${ref('HOST')}`],
    ])
    expect(expandDotenv(values, { HOST: 'env' }).get('SELF')).toBe(expected)
  })
})

describe('prisma.config.ts', () => {
  const around = { file: '/app/prisma.config.ts', environment: { URL: ' postgres://x ' }, workingDirectory: '/app' }
  const config = (source: string) => readConfig(source, around)

  test.each([
    `export default { schema: 'a/b' }`,
    `export default defineConfig({ schema: 'a/b' })`,
    `module.exports = { schema: 'a/b' }`,
    `const schema = 'a/b'; const config: PrismaConfig = { schema }; export default config`,
    `import path from 'node:path'; export default { schema: path.join(import.meta.dirname, 'a', 'b') }`,
    `import { resolve } from 'path'; export default { schema: resolve(__dirname, 'a/b') } as const`,
    `export default { ...{ schema: 'x' }, ['schema']: \`a/\${'b'}\` }`,
    `export default { schema: process.env.NOBODY ?? 'a/b' }`,
    `export default { schema: process.env['NOBODY'] ? 'x' : 'a/' + 'b' }`,
  ])('%s', async (source) => {
    expect(await config(source)).toMatchObject({ schema: '/app/a/b', unread: [] })
  })

  test('says what only running it would tell', async () => {
    expect((await config('export default { schema: find(), migrations: { path: where } }')).unread).toEqual([
      'schema',
      'migrations.path',
    ])
    expect((await config('export default make()')).unread).toEqual(['default export'])
    expect(await config('export default { ...rest }')).toMatchObject({
      url: { kind: 'unknown' },
      unread: ['schema', 'migrations.path'],
    })
  })

  test('reads URLs with their environment', async () => {
    const source = `export default { datasource: { url: process.env["URL"]?.trim() || process.env.OTHER, directUrl: env('NO') } }`
    expect(await config(source)).toMatchObject({
      url: { kind: 'text', text: 'postgres://x' },
      directUrl: { kind: 'absent' },
      hasDatasource: true,
    })
  })
})

describe('the connection string', () => {
  const url = (files: Record<string, string>, environment = {}) =>
    adapter.databaseUrl({ cwd: '/app', migrations: [] }, { files: memoryFiles(files), environment })
  const schema = (more: string) => `datasource db {\n  provider = "postgresql"\n${more}\n}\n`

  test('is directUrl where there is one', async () => {
    const files = { '/app/prisma/schema.prisma': schema('url = env("A")\ndirectUrl = env("B")') }
    expect(await url(files, { A: 'postgres://a', B: 'postgres://b' })).toBe('postgres://b')
    expect(await url(files, { A: 'postgres://a' })).toBe('postgres://a')
    expect(await url(files)).toBeNull()
  })

  test('comes from the process before .env, from the package before the schema folder', async () => {
    const files = {
      '/app/package.json': '{}',
      '/app/.env': 'A=postgres://root\n',
      '/app/prisma/.env': `A=postgres://prisma\nB=${ref('A')}/x\n`,
      '/app/prisma/schema.prisma': schema('url = env("A")'),
    }
    expect(await url(files)).toBe('postgres://root')
    expect(await url(files, { A: 'postgres://process' })).toBe('postgres://process')
    const other = { ...files, '/app/prisma/schema.prisma': schema('url = env("B")') }
    expect(await url(other)).toBe('postgres://root/x')
  })

  test('comes from the configuration, which loads .env only when it says so', async () => {
    const files = (head: string) => ({
      '/app/.env': 'A=postgres://env\n',
      '/app/prisma/schema.prisma': schema('url = env("Z")'),
      '/app/prisma.config.ts': `${head}\nexport default { datasource: { url: process.env.A } }`,
    })
    expect(await url(files(`import 'dotenv/config'`))).toBe('postgres://env')
    expect(await url(files(''))).toBeNull()
  })

  test('comes from the schema where the configuration names one as Prisma 6 would not take it', async () => {
    const files = (engine: string) => ({
      '/app/prisma/schema.prisma': schema('url = env("A")'),
      '/app/prisma.config.ts': `export default { ${engine} datasource: { url: process.env.B } }`,
    })
    const environment = { A: 'postgres://schema', B: 'postgres://config' }
    expect(await url(files(''), environment)).toBe('postgres://schema')
    expect(await url(files(`engine: 'classic',`), environment)).toBe('postgres://config')
  })

  test.each(['prisma://accelerate.example/?api_key=secret', 'prisma+postgres://accelerate.example/?api_key=secret'])(
    'is declined when it leads to a service: %s',
    async (value) => {
      const files = { '/app/prisma/schema.prisma': schema('url = env("A")') }
      const error = await url(files, { A: value }).catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(DoctorError)
      expect(error).toMatchObject({ code: 2, hint: 'Give the direct connection string with --url.' })
      expect(String(error)).not.toContain('secret')
    },
  )
})

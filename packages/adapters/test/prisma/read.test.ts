import { createHash } from 'node:crypto'
import { DoctorError, type Project } from '@migration-doctor/core'
import { memoryFiles, nodeError } from '@migration-doctor/testkit'
import type { ProjectOptions } from '../../src/index.ts'
import { adapter } from '../../src/prisma/index.ts'

type Tree = Record<string, string | Uint8Array | null | Error>

const schema = 'datasource db {\n  provider = "postgresql"\n  url      = env("DATABASE_URL")\n}\n'
const minimal: Tree = {
  '/app/package.json': '{ "devDependencies": { "prisma": "6.19.0" } }',
  '/app/prisma/schema.prisma': schema,
  '/app/prisma/migrations/1_init/migration.sql': 'SELECT 1;\n',
}

function read(tree: Tree, options: Partial<ProjectOptions> = {}, environment = {}): Promise<Project> {
  const all = { cwd: '/app', migrations: [], ...options }
  return adapter.read(all, { files: memoryFiles(tree), environment })
}

async function refusal(tree: Tree, options: Partial<ProjectOptions> = {}): Promise<DoctorError> {
  const error = await read(tree, options).catch((reason: unknown) => reason)
  if (!(error instanceof DoctorError)) throw new Error(`no refusal: ${String(error)}`)
  return error
}

function migrationsIn(folder: string, names: readonly string[]): Tree {
  return Object.fromEntries(names.map((name) => [`${folder}/${name}/migration.sql`, `-- ${name}\n`]))
}

const namesOf = (project: Project) => project.migrations.map(({ name }) => name)

describe('order', () => {
  const names = [
    '20250507030812_init',
    '20250513022650_add_project_and_schema_models',
    '20250513_add_batch_processing',
    '20250513_add_error_handling',
  ]
  const tree = { '/app/prisma/schema.prisma': schema, ...migrationsIn('/app/prisma/migrations', names) }
  const byLocale = [names[0], names[2], names[3], names[1]]

  test('is by bytes up to Prisma 6.5, and tells of the other', async () => {
    const project = await read(tree, { toolVersion: '6.5' })
    expect(namesOf(project)).toEqual(names)
    expect(project.order).toMatchObject({
      by: 'bytes',
      alternatives: [{ by: 'localeCompare(en-US)', when: 'Prisma 6.6 and later', names: byLocale }],
    })
    expect(project.order.why).toContain('this project uses 6.5 (--tool-version)')
  })

  test.each(['6.6', '6.19.3', '7.10.0', '7'])('is by localeCompare in Prisma %s', async (toolVersion) => {
    const project = await read(tree, { toolVersion })
    expect(namesOf(project)).toEqual(byLocale)
    expect(project.order).toMatchObject({
      by: 'localeCompare(en-US)',
      alternatives: [{ by: 'bytes', when: 'Prisma up to 6.5', names }],
    })
  })

  test('is that of the newest when nothing says the version', async () => {
    const project = await read(tree)
    expect(project.toolVersion).toBeNull()
    expect(namesOf(project)).toEqual(byLocale)
    expect(project.order.why).toContain('the newest is taken')
  })

  test("tells that bun's binary lockfile could not be read", async () => {
    const project = await read({ ...tree, '/app/bun.lockb': '#!/usr/bin/env bun\n' })
    expect(project.order.why).toContain('bun.lockb is binary and was not read')
  })

  test('of equal stamps tells of locales that put letters elsewhere', async () => {
    const twins = ['20250101000000_aa', '20250101000000_b', '20250101000000_tag', '20250101000000_zip']
    const project = await read({
      '/app/prisma/schema.prisma': schema,
      ...migrationsIn('/app/prisma/migrations', twins),
    })
    expect(namesOf(project)).toEqual(twins)
    expect(project.order.alternatives).toEqual([
      expect.objectContaining({ by: 'localeCompare(da-DK)', names: [twins[1], twins[2], twins[3], twins[0]] }),
      expect.objectContaining({ by: 'localeCompare(et-EE)', names: [twins[0], twins[1], twins[3], twins[2]] }),
    ])
  })

  test('of different full stamps has no alternatives', async () => {
    const stamped = ['20250101000000_Z', '20250101000001_a', '20250102000000_AA']
    const project = await read({
      '/app/prisma/schema.prisma': schema,
      ...migrationsIn('/app/prisma/migrations', stamped),
    })
    expect(project.order.alternatives).toEqual([])
  })

  test('by bytes is by UTF-8, where UTF-16 would differ', async () => {
    const signs = ['1_\u{1F600}', '1_\uFF5E']
    const project = await read(
      { '/app/prisma/schema.prisma': schema, ...migrationsIn('/app/prisma/migrations', signs) },
      { toolVersion: '5.0' },
    )
    expect(namesOf(project)).toEqual(['1_\uFF5E', '1_\u{1F600}'])
    expect([...signs].sort()).toEqual(signs)
  })
})

describe('how scripts are sent', () => {
  const send = async (toolVersion: string, config?: string) => {
    const project = await read({ ...minimal, ...(config ? { '/app/prisma.config.ts': config } : {}) }, { toolVersion })
    return project.migrations[0]?.execution
  }

  test('follows the version', async () => {
    expect(await send('7.3')).toEqual({ transaction: 'none', send: 'script' })
    expect(await send('7.4')).toEqual({ transaction: 'none', send: 'statement' })
  })

  test('is cut at semicolons by a driver adapter', async () => {
    const adapterConfig = `export default defineConfig({ engine: 'js', experimental: { adapter: true }, async adapter() { return x } })`
    expect(await send('6.19', adapterConfig)).toEqual({ transaction: 'none', send: 'semicolon' })
    expect(await send('6.19', `export default { engine: 'classic', adapter: () => x }`)).toMatchObject({
      send: 'script',
    })
  })
})

describe('files', () => {
  test('are read as they are, with their place and their source', async () => {
    const text = '\uFEFFCREATE TABLE ä ();\r\n'
    const project = await read({ ...minimal, '/app/prisma/migrations/1_init/migration.sql': text })
    const file = 'prisma/migrations/1_init/migration.sql'
    expect(project.migrations[0]).toMatchObject({
      name: '1_init',
      file,
      orderKey: '1_init',
      down: null,
      problems: [],
      up: [{ kind: 'sql', chunk: { text, place: { file, span: { start: 0, end: text.length } } } }],
    })
    expect(project.sources.get(file)).toBe(text)
  })

  test('without a script are a problem, and stay in the history', async () => {
    const project = await read({ ...minimal, '/app/prisma/migrations/2_more': null })
    expect(project.migrations[1]).toMatchObject({
      name: '2_more',
      up: [],
      checksums: [],
      problems: [
        { rule: 'missing-script', data: { file: 'prisma/migrations/2_more/migration.sql', reason: 'ENOENT' } },
      ],
    })
  })

  const latin = Buffer.concat([Buffer.from("SELECT 'caf"), Buffer.from([0xe9]), Buffer.from("';\n")])
  const file = '/app/prisma/migrations/1_init/migration.sql'

  test.each([
    ['7.2', 'replaced'],
    ['6.6', 'replaced'],
    ['6.5', 'refused'],
  ])('in another encoding are a problem: Prisma %s, %s', async (toolVersion, reader) => {
    const { migrations } = await read({ ...minimal, [file]: latin }, { toolVersion })
    const place = { file: file.slice('/app/'.length), span: { start: 11, end: 12 } }
    expect(migrations[0]?.problems).toEqual([
      {
        rule: 'invalid-encoding',
        place,
        data: { file: place.file, kind: 'utf-8', bytes: '0xe9 0x27 0x3b', reader },
      },
    ])
    expect(migrations[0]?.up).toMatchObject([{ chunk: { text: "SELECT 'caf\uFFFD';\n" } }])
    const digest = createHash('sha256').update("SELECT 'caf\uFFFD';\n").digest('hex')
    expect(migrations[0]?.checksums[0]).toBe(digest)
  })

  test('in UTF-16 are read on, though Prisma sends another text', async () => {
    const wide = Buffer.from('\uFEFFSELECT 1;', 'utf16le')
    const { migrations } = await read({ ...minimal, [file]: wide })
    expect(migrations[0]).toMatchObject({
      up: [{ chunk: { text: 'SELECT 1;' } }],
      problems: [{ rule: 'invalid-encoding', data: { kind: 'utf-16' } }],
    })
    const digest = createHash('sha256').update(wide.toString('utf8')).digest('hex')
    expect(migrations[0]?.checksums[0]).toBe(digest)
  })

  test('with NUL bytes are a problem, and are not looked into when they are no text at all', async () => {
    const stray = await read({ ...minimal, [file]: `SELECT\u0000 1;${' '.repeat(40)}` })
    expect(stray.migrations[0]).toMatchObject({
      up: [{ chunk: { text: expect.stringContaining('SELECT  1;') } }],
      problems: [{ rule: 'invalid-encoding', data: { kind: 'nul' } }],
    })
    const picture = await read({ ...minimal, [file]: 'SELECT\u0000\u0001\u0002' })
    expect(picture.migrations[0]).toMatchObject({ up: [], problems: [{ rule: 'invalid-encoding' }] })
  })

  test('with a name of more than 200 bytes are a problem', async () => {
    const long = `1_${'ä'.repeat(100)}`
    const project = await read({ ...minimal, ...migrationsIn('/app/prisma/migrations', [long]) })
    const problems = project.migrations.find(({ name }) => name === long)?.problems
    expect(problems).toMatchObject([{ rule: 'malformed-name', data: { bytes: 202, limit: 200, code: 'P3010' } }])
  })

  test('in a folder that may not be read are missing, as they are for Prisma', async () => {
    const closed = '/app/prisma/migrations/2_more'
    const error = nodeError('EACCES', closed)
    const project = await read({ ...minimal, [closed]: error, [`${closed}/migration.sql`]: error })
    expect(namesOf(project)).toEqual(['1_init', '2_more'])
    expect(project.migrations[1]?.problems).toMatchObject([{ rule: 'missing-script', data: { reason: 'EACCES' } }])
  })

  test('that stand loose are told of', async () => {
    const project = await read({
      ...minimal,
      '/app/prisma/migrations/2_more.sql': '',
      '/app/prisma/migrations/notes.md': '',
    })
    expect(project.problems).toEqual([
      { rule: 'ignored-entry', place: null, data: { file: 'prisma/migrations/2_more.sql', kind: 'file' } },
    ])
    expect(namesOf(project)).toEqual(['1_init'])
  })

  test('none at all is a problem', async () => {
    const project = await read({ '/app/prisma/schema.prisma': schema, '/app/prisma/migrations': null })
    expect(project.problems).toMatchObject([{ rule: 'no-migrations', data: { folder: 'prisma/migrations' } }])
  })

  test('of 50 MB are read', async () => {
    const text = `SELECT '${'x'.repeat(50_000_000)}';`
    const project = await read({ ...minimal, '/app/prisma/migrations/1_init/migration.sql': text })
    expect(project.migrations[0]?.up[0]).toMatchObject({ chunk: { text } })
  })
})

test.each([
  ['postgres://u:p@db.example/x?pgbouncer=true', 'pgbouncer=true in the URL'],
  ['postgres://u:p@ep-cool-pooler.eu.aws.neon.tech/x', "Neon's pooled host"],
  ['postgres://u:p@aws-0-eu.pooler.supabase.com:6543/x', "Supabase's pooler in transaction mode"],
  ['postgres://u:p@aws-0-eu.pooler.supabase.com:5432/x', null],
  ['postgres://u:p@db.abc.supabase.co:6543/x', "Supabase's pooler in transaction mode"],
  ['postgres://u:p@db.example:6543/x', 'port 6543, where poolers in transaction mode listen'],
  ['postgres://u:p@localhost:6543/x', null],
  ['postgres://u:p@localhost/x', null],
])('a pooler in transaction mode is told by its URL: %s', async (...known) => {
  const [DATABASE_URL, sign] = known
  const { problems } = await read(minimal, {}, { DATABASE_URL })
  expect(problems.map(({ rule, data }) => [rule, data['sign']])).toEqual(sign ? [['pooled-connection', sign]] : [])
  const direct = {
    ...minimal,
    '/app/prisma/schema.prisma': schema.replace('}', '  directUrl = "postgres://localhost/x"\n}'),
  }
  expect((await read(direct, {}, { DATABASE_URL })).problems).toEqual([])
})

describe('the lock file', () => {
  const locked = (text: string) => read({ ...minimal, '/app/prisma/migrations/migration_lock.toml': text })

  test.each(['# comment\nprovider = "postgresql"\n', 'provider = "postgresql"\r\n'])('agrees: %j', async (text) => {
    expect((await locked(text)).problems).toEqual([])
  })

  test.each([
    ['# x\nprovider = "mysql"\n', 'mysql', 4, 22],
    ['provider = "postgresql" \n', 'postgresql" ', 0, 24],
    ['# nothing\n', '<PROVIDER NOT FOUND>', 0, 0],
  ])('disagrees: %j', async (text, found, start, end) => {
    expect((await locked(text)).problems).toEqual([
      {
        rule: 'provider-mismatch',
        place: { file: 'prisma/migrations/migration_lock.toml', span: { start, end } },
        data: { locked: found, provider: 'postgresql', code: 'P3019' },
      },
    ])
  })

  test('for PostgreSQL beside a datasource for something else is a problem, not a refusal', async () => {
    const project = await read({
      ...minimal,
      '/app/prisma/schema.prisma': 'datasource db { provider = "sqlite" }',
      '/app/prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
    })
    expect(project.problems).toMatchObject([{ rule: 'provider-mismatch', data: { provider: 'sqlite' } }])
  })
})

describe('places', () => {
  test('from prisma.config.ts, read and not run', async () => {
    const project = await read(
      {
        '/app/prisma.config.ts': `import 'dotenv/config'
          import path from 'node:path'
          import { defineConfig, env } from 'prisma/config'
          const base = path.join('db', 'prisma')
          export default defineConfig({
            schema: path.join(base, 'models'),
            migrations: { path: \`\${base}/history\` },
            datasource: { url: env('DIRECT_URL') },
          } satisfies object)`,
        '/app/.env': 'DIRECT_URL="postgresql://u:p@localhost/shop?schema=sales"\n',
        '/app/db/prisma/models/a.prisma': 'model A { id Int @id }',
        '/app/db/prisma/models/deep/b.prisma': 'datasource db {\n  provider = "postgresql"\n}',
        ...migrationsIn('/app/db/prisma/history', ['1_init']),
      },
      { toolVersion: '7.2' },
    )
    expect(project.migrations[0]?.file).toBe('db/prisma/history/1_init/migration.sql')
    expect(project).toMatchObject({
      defaultSchema: 'sales',
      searchPath: ['sales'],
      historyTable: { schema: 'sales', name: '_prisma_migrations' },
    })
  })

  test('from package.json', async () => {
    const project = await read({
      '/app/package.json': '{ "prisma": { "schema": "server/db.prisma" } }',
      '/app/server/db.prisma': schema,
      ...migrationsIn('/app/server/migrations', ['1_init']),
    })
    expect(project.migrations[0]?.file).toBe('server/migrations/1_init/migration.sql')
  })

  test('beside the file with the datasource, or beside the schema folder as before 6.7', async () => {
    const files = { '/app/prisma/schema/main.prisma': schema, '/app/package.json': '{}' }
    const later = await read({ ...files, ...migrationsIn('/app/prisma/schema/migrations', ['1_init']) })
    const before = await read({ ...files, ...migrationsIn('/app/prisma/migrations', ['1_init']) })
    expect(later.migrations[0]?.file).toBe('prisma/schema/migrations/1_init/migration.sql')
    expect(before.migrations[0]?.file).toBe('prisma/migrations/1_init/migration.sql')
  })

  test('named by the user, with the schema and the version of the package they stand in', async () => {
    const project = await read(
      {
        '/app/package.json': '{}',
        '/app/packages/db/package.json': '{ "dependencies": { "prisma": "5.4.2" } }',
        '/app/packages/db/.env': 'DATABASE_URL=postgres://localhost/x?schema=own',
        '/app/packages/db/prisma/schema.prisma': schema,
        ...migrationsIn('/app/packages/db/prisma/migrations', ['1_init']),
      },
      { migrations: ['packages/db/prisma/migrations'] },
    )
    expect(project).toMatchObject({ toolVersion: '5.4.2', defaultSchema: 'own', order: { by: 'bytes' } })
  })

  test('in the one package of a monorepo that is a Prisma project', async () => {
    const project = await read({
      '/app/package.json': '{}',
      '/app/apps/web/package.json': '{}',
      '/app/apps/api/prisma/schema.prisma': schema,
      ...migrationsIn('/app/apps/api/prisma/migrations', ['1_init']),
    })
    expect(project.migrations[0]?.file).toBe('apps/api/prisma/migrations/1_init/migration.sql')
  })

  test('in several packages are asked back', async () => {
    const error = await refusal({
      '/app/package.json': '{}',
      '/app/a/prisma/schema.prisma': schema,
      '/app/b/prisma/schema.prisma': schema,
    })
    expect(error).toMatchObject({ code: 2, message: 'Several Prisma projects were found: a, b.' })
    expect(error.hint).toContain('--schema')
    expect(error.hint).toContain('`projects`')
  })

  test('with a named schema, and the version of the package that it stands in', async () => {
    const files = {
      '/app/a/prisma/schema.prisma': schema,
      '/app/b/prisma/schema.prisma': schema,
      '/app/b/package.json': '\uFEFF{ "dependencies": { "prisma": "5.1.0" } }',
      ...migrationsIn('/app/b/prisma/migrations', ['1_init']),
    }
    const project = await read(files, { schemaFile: 'b/prisma/schema.prisma' })
    expect(project.migrations[0]?.file).toBe('b/prisma/migrations/1_init/migration.sql')
    expect(project.toolVersion).toBe('5.1.0')
  })

  test('for other databases beside the PostgreSQL one are passed over', async () => {
    const project = await read({
      '/app/db/mysql/schema.prisma': schema.replace('postgresql', 'mysql'),
      '/app/db/postgres/schema.prisma': schema,
      ...migrationsIn('/app/db/postgres/migrations', ['1_init']),
    })
    expect(project.migrations[0]?.file).toBe('db/postgres/migrations/1_init/migration.sql')
  })
})

describe('refusals', () => {
  test('no project', async () => {
    const error = await refusal({ '/app/package.json': '{}' })
    expect(error.code).toBe(2)
    expect(error.message).toMatch(/^No Prisma project was found in \/app: /)
  })

  test('another database', async () => {
    const error = await refusal({ ...minimal, '/app/prisma/schema.prisma': schema.replace('postgresql', 'mysql') })
    expect(error.message).toBe('This Prisma project is for mysql; migration-doctor reads PostgreSQL histories only.')
  })

  test('several configurations that lead to the same migrations, or to none', async () => {
    const config = (path: string) => `export default { schema: '${path}' }`
    const files = {
      '/app/apps/web/prisma.config.ts': config('../../packages/db/prisma/schema.prisma'),
      '/app/docker/prisma.config.ts': config('/srv/prisma/schema.prisma'),
      '/app/packages/db/prisma.config.ts': config('prisma/schema.prisma'),
      '/app/packages/db/prisma/schema.prisma': schema,
      ...migrationsIn('/app/packages/db/prisma/migrations', ['1_init']),
    }
    expect((await read(files)).migrations[0]?.file).toBe('packages/db/prisma/migrations/1_init/migration.sql')
  })

  test('a schema that is built from another, and is not there yet', async () => {
    const built = {
      '/app/package.json': '{ "prisma": { "schema": "db/schema.prisma" } }',
      '/app/db/schema.full.prisma': schema,
      ...migrationsIn('/app/db/migrations', ['1_init']),
    }
    expect((await read(built)).migrations.map(({ name }) => name)).toEqual(['1_init'])
  })

  test('a schema that is not there', async () => {
    expect((await refusal(minimal, { schemaFile: 'x.prisma' })).message).toContain('--schema names the Prisma schema')
  })

  test('no migrations folder', async () => {
    const error = await refusal({ '/app/prisma/schema.prisma': schema })
    expect(error.message).toContain('prisma/migrations is not there')
    expect(error.message).toContain('Prisma itself would silently see no migrations')
  })

  test('a folder that cannot be read', async () => {
    const error = await refusal({
      '/app/prisma/schema.prisma': schema,
      '/app/prisma/migrations': nodeError('EACCES', '/app/prisma/migrations'),
    })
    expect(error).toMatchObject({ code: 2, message: expect.stringContaining('cannot be read (EACCES)') })
  })

  test('the layout of Prisma 8', async () => {
    const error = await refusal({
      '/app/prisma/schema.prisma': schema,
      '/app/prisma/migrations/app/20260101T0000_init/migration.json': '{}',
      '/app/prisma/migrations/app/20260101T0000_init/ops.json': '[]',
    })
    expect(error.message).toContain('the layout of Prisma 8')
  })

  test('the layout of Prisma 8 where Prisma 8 itself puts it', async () => {
    const error = await refusal({
      '/app/prisma/schema.prisma': schema,
      '/app/migrations/app/20260101T0000_init/migration.json': '{}',
      '/app/migrations/app/20260101T0000_init/ops.json': '[]',
    })
    expect(error.message).toContain('the layout of Prisma 8')
  })

  test('a configuration that computes its places', async () => {
    const error = await refusal({
      '/app/prisma.config.ts': 'export default { schema: find(), migrations: { path: x } }',
    })
    expect(error.message).toBe(
      'prisma.config.ts computes schema and migrations.path in a way that only running it would tell, and prisma/migrations is not there.',
    )
  })

  test('a configuration that does not parse', async () => {
    const error = await refusal({ ...minimal, '/app/prisma.config.ts': 'export default {' })
    expect(error).toMatchObject({ code: 2, message: expect.stringContaining('prisma.config.ts does not parse') })
  })

  test('a version that is none', async () => {
    expect((await refusal(minimal, { toolVersion: 'latest' })).message).toBe('--tool-version latest is not a version.')
  })
})

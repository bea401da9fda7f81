import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { applyPrismaMigrations, generatePrismaClient, startServer } from '@migration-doctor/testkit'
import { Ajv } from 'ajv'
import { execa } from 'execa'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** npm tells its children where it works itself; of that, a second npm elsewhere may know only how to reach packages. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^npm_/i.test(name) || /^npm_config_(registry|cache|userconfig|globalconfig)$/i.test(name),
  ),
)
const alone = { env, extendEnv: false }

let folder: string
let project: string

/** Runs the installed command in the project. */
const doctor = (words: readonly string[], name = 'migration-doctor') =>
  execa(join(project, 'node_modules/.bin', name), words, { ...alone, cwd: project, reject: false })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pack-'))
  project = join(folder, 'project')
  await mkdir(join(project, 'migrations'), { recursive: true })
  await writeFile(join(project, 'package.json'), '{ "name": "installs-it", "private": true }')
  await execa('npm', ['run', 'build'], { ...alone, cwd: root })
  await execa('npm', ['pack', '--workspace', 'migration-doctor', '--pack-destination', folder], { ...alone, cwd: root })
  const [tarball = ''] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'))
  const words = ['install', join(folder, tarball), '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund']
  await execa('npm', words, { ...alone, cwd: project })
}, 300_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

test('holds what users need, and no sources', async () => {
  const names = await readdir(join(project, 'node_modules/migration-doctor'))
  expect(names.toSorted()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'bin', 'dist', 'package.json'])
})

test('brings neither an ORM nor a workspace along', async () => {
  const installed = await readdir(join(project, 'node_modules'))
  expect(installed).toContain('libpg-query')
  for (const name of ['typeorm', '@prisma', 'prisma', '@migration-doctor']) expect(installed).not.toContain(name)
})

test.each(['migration-doctor', 'doctor'])('%s --version', async (name) => {
  const manifest = JSON.parse(await readFile(join(root, 'packages/cli/package.json'), 'utf8'))
  expect(await doctor(['--version'], name)).toMatchObject({ stdout: manifest.version, stderr: '', exitCode: 0 })
})

test('lints a broken folder, and a mended one', async () => {
  const table = 'CREATE TABLE line_items (id integer PRIMARY KEY);\n'
  await writeFile(join(project, 'migrations/001_line_items.sql'), table)
  await writeFile(join(project, 'migrations/002_line_items_again.sql'), table)
  const broken = await doctor(['lint', '--format', 'json'])
  expect(broken.stderr).toBe('')
  expect(broken.exitCode).toBe(1)
  const report = JSON.parse(broken.stdout)
  const roots = report.projects[0].findings.filter((finding: { causedBy: unknown }) => finding.causedBy === null)
  expect(roots).toEqual([expect.objectContaining({ rule: 'duplicate-create', migration: '002_line_items_again.sql' })])
  const published = join(project, 'node_modules/migration-doctor/dist/report.schema.json')
  const validate = new Ajv({ strict: false }).compile(JSON.parse(await readFile(published, 'utf8')))
  expect({ valid: validate(report), errors: validate.errors }).toEqual({ valid: true, errors: null })

  await writeFile(
    join(project, 'migrations/002_line_items_again.sql'),
    'ALTER TABLE line_items ADD COLUMN amount numeric;\n',
  )
  expect(await doctor(['lint'])).toMatchObject({ exitCode: 0 })
})

test('reads a Prisma configuration written in TypeScript', async () => {
  const cwd = join(folder, 'configured')
  await mkdir(join(cwd, 'db/changes/20250101000000_init'), { recursive: true })
  await writeFile(join(cwd, 'prisma.config.ts'), "export default { migrations: { path: 'db/changes' as string } }\n")
  await writeFile(join(cwd, 'schema.prisma'), 'datasource db {\n  provider = "postgresql"\n}\n')
  await writeFile(join(cwd, 'db/changes/20250101000000_init/migration.sql'), 'CREATE TABLE users (id integer);\n')
  const words = ['lint', '--tool', 'prisma', '--tool-version', '6.19', '--format', 'json', '--cwd', cwd]
  const { stdout, stderr } = await doctor(words)
  expect(stderr).toBe('')
  expect(JSON.parse(stdout).projects[0].migrations).toEqual([
    expect.objectContaining({ file: 'db/changes/20250101000000_init/migration.sql', statements: 1 }),
  ])
})

describe('an application that checks at its start', () => {
  /** Runs the application of a fixture beside the installed package, with the repository's own ORMs. */
  async function starting(
    name: string,
    packages: readonly string[],
    work: (start: () => Start, url: string) => Promise<void>,
  ) {
    const cwd = join(project, name)
    await cp(join(root, 'fixtures/start-up', name), cwd, { recursive: true })
    await mkdir(join(cwd, 'node_modules'))
    for (const one of packages) await symlink(join(root, 'node_modules', one), join(cwd, 'node_modules', one))
    const server = await startServer()
    const database = await server.createDatabase()
    const start = () => execa('node', ['app.mjs'], { cwd, env: { DATABASE_URL: database.url }, reject: false })
    try {
      await work(start, database.url)
    } finally {
      await database.drop()
      await server.stop()
    }
  }

  type Start = Promise<unknown>

  test('TypeORM, as in a module of NestJS', () =>
    starting('typeorm', ['typeorm', 'pg'], async (start) => {
      expect(await start()).toMatchObject({ exitCode: 0, stdout: 'ready: north, south', stderr: '' })
      expect(await start()).toMatchObject({ exitCode: 0, stdout: 'ready: north, south', stderr: '' })
      const again = "export class Again1735689600001 { async up(q) { await q.query('CREATE TABLE desks ()') } }\n"
      await writeFile(join(project, 'typeorm/migrations/1735689600001-Again.mjs'), again)
      expect(await start()).toMatchObject({
        exitCode: 1,
        stdout: '',
        stderr: expect.stringContaining('duplicate-create'),
      })
    }))

  test('Prisma', () =>
    starting('prisma', ['@prisma'], async (start, url) => {
      const directory = join(project, 'prisma/prisma/migrations')
      await generatePrismaClient(join(project, 'prisma/prisma/schema.prisma'))
      await applyPrismaMigrations(url, directory)
      const stdout = 'ready: 0 desks, 20250101000000_desks applied'
      expect(await start()).toMatchObject({ exitCode: 0, stdout, stderr: '' })
      await mkdir(join(directory, '20250102000000_again'))
      await writeFile(join(directory, '20250102000000_again/migration.sql'), 'CREATE TABLE "desks" ();\n')
      expect(await start()).toMatchObject({
        exitCode: 1,
        stdout: '',
        stderr: expect.stringContaining('duplicate-create'),
      })
    }))
})

test('its types are whole', async () => {
  const source = `import { MigrationDoctorError, preflight, type Report } from 'migration-doctor/typeorm'
import { diagnose } from 'migration-doctor/prisma'
export async function check(source: Parameters<typeof preflight>[0]): Promise<number> {
  const report: Report = await preflight(source, { failOn: 'warning', replay: 'auto' })
  const { projects } = await diagnose({ cwd: '.' })
  const error = new MigrationDoctorError('x', { code: 2 })
  // @ts-expect-error There is no such severity.
  await preflight(source, { failOn: 'fatal' })
  return report.summary.errors + (projects[0]?.findings.length ?? 0) + error.code
}
`
  await writeFile(join(project, 'check.mts'), source)
  const words = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', 'check.mts']
  const { stdout } = await execa(join(root, 'node_modules/.bin/tsc'), words, { cwd: project, reject: false })
  expect(stdout).toBe('')
})

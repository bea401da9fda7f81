import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Report } from '@migration-doctor/core'
import { run } from '../src/main.ts'
import { brokenSql, healthySql, prisma, typeorm } from './project-files.ts'
import { folderOf, testHost } from './test-host.ts'

async function called(files: Readonly<Record<string, string | Uint8Array>>, ...words: string[]) {
  const cwd = await folderOf(files)
  const host = testHost({ cwd })
  const code = await run(words, host)
  const report = (): Report => JSON.parse(host.written.out)
  return { code, cwd, report, ...host.written }
}

/** Every refusal: a sentence on standard error, nothing on standard output, no stack trace. */
function expectRefusal({ code, out, err }: { code: number; out: string; err: string }, expected: number, said: string) {
  expect({ code, out, err }).toEqual({ code: expected, out: '', err: expect.stringContaining(said) })
  expect(err).not.toMatch(/\n\s+at .*:\d+:\d+/)
}

const roots = (report: Report) => report.projects.flatMap(({ findings }) => findings).filter((one) => !one.causedBy)

test('no project here', async () => {
  const outcome = await called({ 'readme.txt': '' }, 'lint')
  expectRefusal(outcome, 2, 'No migrations were found in')
  expect(outcome.err).toContain('--cwd')
})

test('two projects, and the choice between them', async () => {
  const both = {
    ...prisma,
    ...typeorm,
    'package.json': '{ "dependencies": { "typeorm": "0.3.31", "prisma": "6.19.0" } }',
    'src/data-source.ts':
      "import { DataSource } from 'typeorm'\nexport default new DataSource({ type: 'postgres', migrations: ['src/migrations/*.ts'] })\n",
  }
  expectRefusal(await called(both, 'lint'), 2, '--tool prisma or --tool typeorm')
  expect((await called(both, 'lint', '--tool', 'prisma')).out).toContain('Prisma')
  expect((await called(both, 'lint', '--tool', 'typeorm')).out).toContain('TypeORM')
})

test('where one project is the more likely one, the choice is explained', async () => {
  const both = { ...prisma, 'src/migrations/1700000000000-Init.ts': typeorm['src/migrations/1700000000000-Init.ts'] }
  const { code, out, err } = await called(both, 'lint')
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('Prisma') })
  expect(err).toMatch(/^Took the prisma project \(.*\)\. Also here: typeorm \(.*\); --tool chooses\.\n$/)
})

test('an empty folder of migrations', async () => {
  const cwd = await folderOf({})
  await mkdir(join(cwd, 'migrations'))
  const host = testHost({ cwd })
  const code = await run(['lint', '--migrations', 'migrations', '--tool', 'sql'], host)
  expectRefusal({ code, ...host.written }, 2, 'migrations')
})

test('SQL that does not parse is a finding with its place, and the rest goes on', async () => {
  const files = { ...brokenSql, 'migrations/002_orders.sql': 'CREATE TABEL orders (id integer);\n' }
  const { code, report } = await called(files, 'lint', '--format', 'json', '--replay', 'never')
  expect(code).toBe(1)
  expect(roots(report()).map(({ rule, location }) => [rule, location?.file, location?.startLine])).toEqual([
    ['syntax-error', 'migrations/002_orders.sql', 1],
    ['duplicate-create', 'migrations/003_users_again.sql', 1],
  ])
})

test('a Prisma directory without migration.sql', async () => {
  const files = { ...prisma, 'prisma/migrations/20240102000000_lost/readme.md': '' }
  const { code, out, err } = await called(files, 'lint', '--replay', 'never', '--verbose')
  expect(err).toBe('')
  expect(out).toContain('20240102000000_lost')
  expect(code).toBeLessThan(2)
})

test('a TypeScript file without a migration class', async () => {
  const files = { ...typeorm, 'src/migrations/helper.ts': 'export const answer = 42\n' }
  const { code, err } = await called(files, 'lint', '--replay', 'never')
  expect({ code, err }).toEqual({ code: 0, err: '' })
})

test('a TypeScript file that does not parse', async () => {
  const files = { ...typeorm, 'src/migrations/1700000000001-Broken.ts': 'export class { up( {\n' }
  const { code, out, err } = await called(files, 'lint', '--replay', 'never')
  expect(code).toBeLessThan(3)
  expect(out + err).toContain('1700000000001-Broken.ts')
  expect(err).not.toContain('bug')
})

test('a binary file', async () => {
  const bytes = Uint8Array.from({ length: 4096 }, (_, index) => (index * 37) % 256)
  const { code, out, err } = await called(
    { ...healthySql, 'migrations/003_binary.sql': bytes },
    'lint',
    '--replay',
    'never',
  )
  expect(code).toBeLessThan(3)
  expect(out + err).toContain('003_binary.sql')
  expect(err).not.toContain('bug')
  expect(out).not.toContain('\u0000')
})

test('a file of 50 MB', async () => {
  const row = `INSERT INTO users (id, email) VALUES (1, '${'x'.repeat(1000)}');\n`
  const dump = row.repeat(Math.ceil((50 * 1024 * 1024) / row.length))
  const { code, out, err } = await called(
    { ...healthySql, 'migrations/003_dump.sql': dump },
    'lint',
    '--replay',
    'never',
  )
  expect(code).toBeLessThan(3)
  expect(out + err).toContain('healthy')
  expect(err).not.toContain('bug')
}, 120_000)

test('a report that cannot be written', async () => {
  const outcome = await called(
    { ...healthySql, taken: '' },
    'lint',
    '--replay',
    'never',
    '--output',
    'taken/report.txt',
  )
  expectRefusal(outcome, 2, 'cannot be written')
})

test('the report goes to the file that was named, and nothing to standard output', async () => {
  const outcome = await called(
    brokenSql,
    'lint',
    '--replay',
    'never',
    '--format',
    'json',
    '--output',
    'out/report.json',
  )
  expect(outcome).toMatchObject({ code: 1, out: '', err: '' })
})

test('a command that needs a database says how to name it', async () => {
  for (const words of [['status'], ['verify'], ['mark', 'applied', '--all']]) {
    expectRefusal(await called(healthySql, ...words), 2, 'No database is known')
  }
})

test('an unknown rule', async () => {
  expectRefusal(await called({}, 'explain', 'duplicat-create'), 2, 'There is no rule duplicat-create.')
  const files = { ...healthySql, 'migration-doctor.config.json': '{ "rules": { "nonsense": "off" } }' }
  expectRefusal(await called(files, 'lint'), 2, '`nonsense`')
})

import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Report } from '@migration-doctor/core'
import { run } from '../src/main.ts'
import { healthySql } from './project-files.ts'
import { folderOf, testHost } from './test-host.ts'

async function lint(cwd: string, ...words: string[]) {
  const host = testHost({ cwd })
  const code = await run(['lint', '--replay', 'never', '--format', 'json', ...words], host)
  const report: Report | null = host.written.out === '' ? null : JSON.parse(host.written.out)
  const findings = report?.projects.flatMap((project) => project.findings) ?? []
  const told = findings.map(
    ({ rule, severity, location }) =>
      `${severity} ${rule} ${location?.file}:${location?.startLine}:${location?.startColumn}`,
  )
  return { code, told, err: host.written.err, migrations: report?.projects[0]?.migrations.length }
}

const third = 'migrations/003_more.sql'
const folderWith = (content: string | Uint8Array) => folderOf({ ...healthySql, [third]: content })

test('bytes that are no UTF-8 are told at their place', async () => {
  const text = "CREATE TABLE more (id integer);\nINSERT INTO users VALUES (1, 'René');\n"
  const { code, told } = await lint(await folderWith(Buffer.from(text, 'latin1')))
  expect({ code, told }).toEqual({ code: 0, told: [`warning invalid-encoding ${third}:2:34`] })
  const goose = { 'migrations/1_a.sql': Buffer.from(`-- +goose Up\nCREATE TABLE é (id integer);\n`, 'latin1') }
  expect(await lint(await folderOf(goose))).toMatchObject({
    code: 1,
    told: ['error invalid-encoding migrations/1_a.sql:2:14'],
  })
})

test('UTF-16 is an error, and what it says is judged', async () => {
  const bytes = Buffer.from('\ufeffCREATE TABLE users (id integer);\n', 'utf16le')
  const { code, told } = await lint(await folderWith(bytes))
  expect(code).toBe(1)
  expect(told).toEqual([`error invalid-encoding ${third}:1:1`, `error duplicate-create ${third}:1:15`])
})

test('a NUL is an error at its place', async () => {
  const { code, told } = await lint(await folderWith('CREATE TABLE more (id integer);\n-- \0\n'))
  expect({ code, told }).toEqual({ code: 1, told: [`error invalid-encoding ${third}:2:4`] })
})

test('Windows line ends, an empty file and a comment alone are well', async () => {
  for (const text of ['CREATE TABLE more (\r\n  id integer\r\n);\r\n', '', '-- nothing yet', '\n\n'])
    expect(await lint(await folderWith(text))).toMatchObject({ code: 0, told: [], err: '', migrations: 3 })
})

test('a link that leads to itself, or to nothing, is named', async () => {
  for (const [target, words] of [
    ['003_more.sql', 'ELOOP'],
    ['gone.sql', 'ENOENT'],
  ] as const) {
    const cwd = await folderOf(healthySql)
    await symlink(target, join(cwd, third))
    const { code, err } = await lint(cwd)
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(`${third} cannot be read (${words}).`) })
  }
})

test('a link to a directory with the name of a migration is named', async () => {
  const cwd = await folderOf(healthySql)
  await mkdir(join(cwd, 'elsewhere'))
  await symlink('../elsewhere', join(cwd, third))
  const { code, err } = await lint(cwd)
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('A directory has the name of a migration') })
})

test('a directory that is a loop of links does not hang the search', async () => {
  const cwd = await folderOf(healthySql)
  await symlink('..', join(cwd, 'migrations', 'up'))
  expect(await lint(cwd)).toMatchObject({ code: 0, migrations: 2 })
})

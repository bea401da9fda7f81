import { startOwnServer, type TestServer } from '@migration-doctor/testkit/server'
import { execa } from 'execa'
import pg from 'pg'
import { type BuiltCommand, buildCommand } from '../../../scripts/build/command.ts'
import { brokenSql, healthySql } from './project-files.ts'
import { folderOf } from './test-host.ts'

let command: BuiltCommand
beforeAll(async () => {
  command = await buildCommand()
})
afterAll(() => command.remove())

interface Call {
  readonly cwd: string
  readonly environment?: Record<string, string>
}

function doctor(words: readonly string[], { cwd, environment = {} }: Call) {
  const env = { PATH: process.env['PATH'] ?? '', ...environment }
  const options = { cwd, env, extendEnv: false, reject: false, stdin: 'ignore' } as const
  return execa(process.execPath, [command.program, ...words], options)
}

test('help and version go to standard output', async () => {
  const cwd = await folderOf({})
  const help = await doctor(['--help'], { cwd })
  expect(help).toMatchObject({ exitCode: 0, stderr: '' })
  for (const verb of ['diagnose', 'lint', 'fix', 'status', 'mark', 'verify', 'explain']) {
    expect(help.stdout).toContain(`migration-doctor ${verb}`)
  }
  expect(await doctor(['--version'], { cwd })).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+$/),
  })
  expect((await doctor(['fix', '--help'], { cwd })).stdout).toContain('--strategy')
})

test('only the report goes to standard output, whole, also when it is long', async () => {
  const many = Array.from({ length: 400 }, (_, index) => [
    `migrations/${1000 + index}_x.sql`,
    `CREATE TABLE t${index} (id integer);\n`,
  ])
  const twice = many.map(([name = '', text = '']) => [name.replace('_x', '_y').replace('/1', '/2'), text])
  const cwd = await folderOf(Object.fromEntries([...many, ...twice]))
  const { stdout, stderr, exitCode } = await doctor(['lint', '--replay', 'never', '--format', 'json'], { cwd })
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 1 })
  expect(JSON.parse(stdout).projects[0].findings.length).toBeGreaterThanOrEqual(400)
})

test('a closed pipe is no fault', async () => {
  const cwd = await folderOf(brokenSql)
  const shell = await execa(
    'sh',
    ['-c', `"$0" "$1" lint --replay never --verbose | true`, process.execPath, command.program],
    {
      cwd,
      reject: false,
    },
  )
  expect(shell).toMatchObject({ exitCode: 0, stderr: '' })
})

test('an ordinary user meets a folder that cannot be read', async () => {
  const cwd = await folderOf(healthySql)
  await execa('chmod', ['755', cwd])
  await execa('chmod', ['000', `${cwd}/migrations`])
  const isRoot = process.getuid?.() === 0
  const nobody = isRoot ? { uid: 65_534, gid: 65_534 } : {}
  const { exitCode, stdout, stderr } = await execa(
    process.execPath,
    [command.program, 'lint', '--migrations', 'migrations', '--tool', 'sql'],
    {
      cwd,
      reject: false,
      env: { HOME: '/nowhere' },
      extendEnv: false,
      ...nobody,
    },
  )
  await execa('chmod', ['755', `${cwd}/migrations`])
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  expect(stderr).toContain('migrations')
  expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/)
})

describe('Ctrl-C', () => {
  let server: TestServer
  beforeAll(async () => {
    // Of its own, because it looks at all databases.
    server = await startOwnServer()
  })
  afterAll(() => server.stop())

  async function scratches(): Promise<readonly string[]> {
    const client = new pg.Client({ connectionString: server.url })
    await client.connect()
    try {
      const { rows } = await client.query<{ datname: string }>(
        "SELECT datname FROM pg_database WHERE datname ~ 'doctor'",
      )
      return rows.map(({ datname }) => datname)
    } finally {
      await client.end()
    }
  }

  test.each([
    ['at once', 0],
    ['while it starts', 400],
    ['while it replays', null],
  ])('%s: exit code 130, and no scratch database is left', async (_, delay) => {
    const cwd = await folderOf({ ...brokenSql, 'migrations/004_sleep.sql': 'SELECT pg_sleep(30);\n' })
    const child = doctor(['lint', '--replay', 'always', '--shadow-url', server.url], { cwd })
    if (delay === null) await until(async () => (await scratches()).length > 0)
    else await new Promise((resolve) => setTimeout(resolve, delay))
    child.kill('SIGINT')
    const { exitCode, signal, stdout } = await child
    expect(exitCode === 130 || signal === 'SIGINT').toBe(true)
    expect(stdout).toBe('')
    expect(await scratches()).toEqual([])
  })
})

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await condition()) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('It did not happen within 20 s.')
}

import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What a user's tool did. */
export interface ToolRun {
  readonly succeeded: boolean
  /** Of the error that stopped it; `null` when it succeeded or said none. */
  readonly sqlstate: string | null
  /** The line that says why it stopped. */
  readonly reason: string | null
  /** Standard output and error, as they came. */
  readonly output: string
}

export interface ToolOptions {
  /** Arguments for the tool, after its own. */
  readonly arguments?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

const require = createRequire(import.meta.url)

/** Runs `npm run migrate` of a plain SQL project: its own script, in a process of its own. */
export function runSqlScript(directory: string, url: string, options: ToolOptions = {}): Promise<ToolRun> {
  return runProgram(directory, url, { ...options, arguments: ['scripts/migrate.ts', ...(options.arguments ?? [])] })
}

/** Runs `typeorm migration:run` with the TypeORM that the project resolves. */
export function runTypeOrm(directory: string, url: string, options: ToolOptions = {}): Promise<ToolRun> {
  const cli = createRequire(join(directory, 'package.json')).resolve('typeorm/cli.js')
  const command = options.arguments ?? ['migration:run']
  return runProgram(directory, url, {
    environment: { DATABASE_POOL_SIZE: '1', ...options.environment },
    arguments: [cli, ...command, '-d', 'src/data-source.ts'],
  })
}

/** Runs a TypeScript program in a directory, in a process of its own; `arguments` begin with the program. */
export function runProgram(directory: string, url: string, options: ToolOptions): Promise<ToolRun> {
  const loader = pathToFileURL(require.resolve('tsx')).href
  const environment = { ...process.env, NODE_OPTIONS: '', DATABASE_URL: url, ...options.environment }
  const child = spawn(process.execPath, ['--import', loader, ...(options.arguments ?? [])], {
    cwd: directory,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(read(code === 0, output)))
  })
}

function read(succeeded: boolean, output: string): ToolRun {
  return { succeeded, sqlstate: sqlstateIn(output), reason: succeeded ? null : reasonIn(output), output }
}

/** TypeORM prints the driver's error object, our scripts a sentence. */
function sqlstateIn(output: string): string | null {
  return /(?:SQLSTATE |code: ')([0-9A-Z]{5})\b/.exec(output)?.[1] ?? null
}

function reasonIn(output: string): string | null {
  const lines = output.split('\n').filter((line) => / failed[,:] /.test(line))
  return lines.at(-1) ?? output.trim().split('\n').at(-1) ?? null
}

import { execFile, spawn } from 'node:child_process'
import { appendFile, chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Binaries, findBinaries } from './binaries.ts'
import { newDataFolder } from './place.ts'

export interface LaunchOptions {
  readonly version: number
  /** The server ends when this process does, however that happens. */
  readonly owner: number
  /** Lines appended to `postgresql.conf`. */
  readonly settings?: readonly string[]
  /** Lines that replace `pg_hba.conf`. */
  readonly access?: readonly string[]
  /** Further files of the data directory that only the server may read, by name: keys and certificates. */
  readonly files?: Readonly<Record<string, string>>
}

/** A running server as one process tells it to another. */
export interface Launched {
  readonly version: number
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  /** Directory of the Unix socket; empty where there is none. */
  readonly socketDirectory: string
  /** Removed when it has stopped and its data is gone. */
  readonly directory: string
  /** The supervisor to signal with SIGTERM. */
  readonly pid: number
}

export const superuser = 'postgres'
/** Recognisable, so that tests can look for it in output. */
export const superuserPassword = 'pa55-of-the-test-server'

/** Starts a new PostgreSQL in a fresh directory below the temporary one; ready when the promise resolves. */
export async function launch(options: LaunchOptions): Promise<Launched> {
  const directory = await mkdtemp(join(tmpdir(), 'md-pg-'))
  const data = await newDataFolder()
  try {
    const binaries = await findBinaries(options.version, directory)
    await initialise({ directory, data }, binaries, options)
    const port = await freePort()
    const pid = await supervise({ directory, data }, binaries, { port, owner: options.owner })
    const socketDirectory = process.platform === 'win32' ? '' : directory
    const reached = { host: '127.0.0.1', port, user: superuser, password: superuserPassword }
    return { version: options.version, ...reached, socketDirectory, directory, pid }
  } catch (error) {
    for (const path of [data, directory]) await rm(path, { recursive: true, force: true })
    throw error
  }
}

const run = promisify(execFile)

const fast = [
  'fsync = off',
  'full_page_writes = off',
  'synchronous_commit = off',
  'max_connections = 100',
  'shared_buffers = 64MB',
  "listen_addresses = '127.0.0.1'",
  'autovacuum = off',
  'max_wal_size = 256MB',
]

interface Folders {
  /** For its socket, and for programs that had to be copied. */
  readonly directory: string
  readonly data: string
}

async function initialise({ directory, data }: Folders, binaries: Binaries, options: LaunchOptions): Promise<void> {
  const passwordFile = join(directory, 'password')
  await writeFile(passwordFile, superuserPassword)
  const { identity } = binaries
  if (identity) for (const path of [directory, data, passwordFile]) await chown(path, identity.uid, identity.gid)
  const flags = ['--no-sync', '--encoding=UTF8', '--locale=C', '--auth=scram-sha-256', `--username=${superuser}`]
  await run(binaries.initdb, [`--pgdata=${data}`, `--pwfile=${passwordFile}`, ...flags], {
    ...identity,
    cwd: directory,
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
  })
  await rm(passwordFile)
  const settings = [...fast, ...(options.settings ?? [])]
  await appendFile(join(data, 'postgresql.conf'), `\n${settings.join('\n')}\n`)
  if (options.access) await writeFile(join(data, 'pg_hba.conf'), `${options.access.join('\n')}\n`)
  for (const [name, text] of Object.entries(options.files ?? {})) {
    await writeFile(join(data, name), text, { mode: 0o600 })
    if (identity) await chown(join(data, name), identity.uid, identity.gid)
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('No free port was given.')
  return address.port
}

async function supervise(
  { directory, data }: Folders,
  binaries: Binaries,
  { port, owner }: { port: number; owner: number },
): Promise<number> {
  const sockets = process.platform === 'win32' ? [] : ['-k', directory]
  const settings = {
    owner,
    folders: [data, directory],
    program: binaries.postgres,
    arguments: ['-D', data, '-p', String(port), ...sockets],
    ...binaries.identity,
  }
  const script = fileURLToPath(new URL('supervisor.mjs', import.meta.url))
  const child = spawn(process.execPath, [script, JSON.stringify(settings)], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const answer = await firstLine(child.stdout)
  child.unref()
  const said: { ready?: boolean; error?: string } = JSON.parse(answer || '{"error":"no answer"}')
  if (!said.ready || child.pid === undefined) throw new Error(`PostgreSQL did not start: ${said.error}`)
  return child.pid
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const part of stream) {
    text += part.toString()
    if (text.includes('\n')) break
  }
  return text.trim()
}

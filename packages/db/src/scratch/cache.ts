import { randomBytes } from 'node:crypto'
import { lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { openPglite, pgliteVersion } from './pglite.ts'

/**
 * The data directory of an empty PGlite, made once per version and kept in a directory; `null` when it cannot be kept.
 * `directory`: `null` for no cache, `undefined` for one of this user's below the temporary directory.
 */
export async function cachedDataDirectory(directory: string | null | undefined): Promise<Uint8Array | null> {
  const place = await cachePlace(directory)
  if (place === null) return null
  return (await readFile(pathIn(place)).catch(() => null)) ?? make(pathIn(place))
}

/** Removes what `cachedDataDirectory` would read. */
export async function forgetDataDirectory(directory: string | null | undefined): Promise<void> {
  const place = await cachePlace(directory)
  if (place !== null) await rm(pathIn(place), { force: true }).catch(() => undefined)
}

const pathIn = (place: string) => join(place, `pglite-${pgliteVersion()}.tar.gz`)

/**
 * Where things are kept between runs: `directory` itself, and for `undefined` one of this user's below the temporary
 * directory; `null` when nothing may be kept.
 */
export async function cachePlace(directory: string | null | undefined): Promise<string | null> {
  return directory === undefined ? ownTemporaryDirectory() : directory
}

async function make(path: string): Promise<Uint8Array | null> {
  const database = await openPglite({ extensions: [], dataDirectory: null })
  try {
    const bytes = await database.dump()
    await keepFile(path, bytes).catch(() => undefined)
    return bytes
  } finally {
    await database.close()
  }
}

/** Writes a file that only its user can read, whole or not at all. */
export async function keepFile(path: string, contents: Uint8Array | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const temporary = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await writeFile(temporary, contents, { mode: 0o600 })
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** What `userInfo` says where users have no number. */
const noUid = -1

/** A directory that nobody else could have put something into, or `null`. */
async function ownTemporaryDirectory(): Promise<string | null> {
  const { uid } = userInfo()
  const directory = join(tmpdir(), `migration-doctor-${Math.max(uid, 0)}`)
  await mkdir(directory, { mode: 0o700 }).catch(() => undefined)
  const found = await lstat(directory).catch(() => null)
  if (!found?.isDirectory()) return null
  const safe = uid === noUid || (found.uid === uid && (found.mode & 0o022) === 0)
  return safe ? directory : null
}

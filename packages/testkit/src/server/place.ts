import { mkdtemp, statfs } from 'node:fs/promises'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'

const memory = '/dev/shm'
/** What `statfs` says of file systems in memory. */
const tmpfs = 0x01021994
const gigabyte = 2 ** 30

/**
 * A new folder for a server's data. It is in memory where there is plenty of that: tests make hundreds of databases, and
 * making one writes hundreds of files.
 */
export async function newDataFolder(): Promise<string> {
  const made = (await isRoomy()) ? await mkdtemp(join(memory, 'md-data-')).catch(() => null) : null
  return made ?? mkdtemp(join(tmpdir(), 'md-data-'))
}

async function isRoomy(): Promise<boolean> {
  if (freemem() < 6 * gigabyte) return false
  const found = await statfs(memory).catch(() => null)
  return found !== null && found.type === tmpfs && found.bavail * found.bsize >= 4 * gigabyte
}

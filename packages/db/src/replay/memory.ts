import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { cachePlace, keepFile } from '../scratch/cache.ts'
import type { Answer } from './run.ts'

/** What a scratch database answered up to a boundary. */
export interface Answered {
  /** Of the server, as `Scratch` has it. */
  readonly server: string
  readonly answers: readonly Answer[]
}

/** What earlier replays left, by the keys of their boundaries. Only its user can read it; it is never more than a saving. */
export interface ReplayMemory {
  answered(key: string): Promise<Answered | null>
  /** The data directory of a scratch database that stands at a boundary. */
  data(key: string): Promise<Uint8Array | null>
  /** Never rejects: what cannot be kept is done again. */
  keep(key: string, answered: Answered, data?: Uint8Array): Promise<void>
}

/** How many of each are kept; the least recently used make room. Data directories take about 5 MB each. */
const limits = { '.json': 400, '.tar.gz': 16 } as const

/** `directory`: `null` for no memory, `undefined` for one of this user's below the temporary directory. */
export async function openMemory(directory: string | null | undefined): Promise<ReplayMemory | null> {
  const place = await cachePlace(directory)
  return place === null ? null : memoryIn(join(place, 'replay'))
}

function memoryIn(place: string): ReplayMemory {
  const pathOf = (key: string, ending: keyof typeof limits) => join(place, key + ending)
  return {
    answered: async (key) => answeredIn(await used(pathOf(key, '.json'))),
    data: (key) => used(pathOf(key, '.tar.gz')),
    keep: async (key, answered, data) => {
      try {
        if (data) await keepFile(pathOf(key, '.tar.gz'), data)
        await keepFile(pathOf(key, '.json'), JSON.stringify(answered))
        await makeRoom(place)
      } catch {
        // A full disk or a directory that somebody else has taken away costs the saving and nothing more.
      }
    },
  }
}

async function used(path: string): Promise<Buffer | null> {
  const contents = await readFile(path).catch(() => null)
  const now = new Date()
  if (contents) await utimes(path, now, now).catch(() => undefined)
  return contents
}

function answeredIn(contents: Buffer | null): Answered | null {
  if (contents === null) return null
  try {
    const parsed: Answered = JSON.parse(contents.toString('utf8'))
    return Array.isArray(parsed.answers) && typeof parsed.server === 'string' ? parsed : null
  } catch {
    return null
  }
}

async function makeRoom(place: string): Promise<void> {
  const names = await readdir(place)
  for (const [ending, limit] of Object.entries(limits)) {
    const mine = names.filter((name) => name.endsWith(ending))
    if (mine.length <= limit) continue
    const aged = await Promise.all(mine.map(async (name) => ({ name, used: (await stat(join(place, name))).mtimeMs })))
    const old = aged.sort((a, b) => a.used - b.used).slice(0, mine.length - limit)
    for (const { name } of old) await rm(join(place, name), { force: true })
  }
}

import { lstat, readdir, readFile, stat } from 'node:fs/promises'
import type { EntryKind, Files } from '@migration-doctor/core'

/** The real file system. */
export const nodeFiles: Files = {
  readText: (path) => readFile(path, 'utf8'),
  readBytes: (path) => readFile(path),
  async list(path) {
    const entries = await readdir(path, { withFileTypes: true })
    return entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }))
  },
  async kind(path) {
    try {
      return kindOf(await stat(path))
    } catch (error) {
      return isMissing(error) ? null : Promise.reject(error)
    }
  },
}

/** What stands at a path itself, links not followed; for tests that make links. */
export async function ownKind(path: string): Promise<EntryKind> {
  return kindOf(await lstat(path))
}

interface Kinds {
  isFile(): boolean
  isDirectory(): boolean
  isSymbolicLink(): boolean
}

function kindOf(entry: Kinds): EntryKind {
  if (entry.isSymbolicLink()) return 'link'
  if (entry.isDirectory()) return 'directory'
  return entry.isFile() ? 'file' : 'other'
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}

/**
 * A file system in memory, from absolute POSIX paths to texts or bytes. A `null` is an empty folder, an `Error` is
 * what reading the path rejects with.
 */
export function memoryFiles(tree: Readonly<Record<string, string | Uint8Array | null | Error>>): Files {
  const nodes = new Map(Object.entries(tree))
  const childrenOf = (folder: string) => {
    const prefix = folder === '/' ? '/' : `${folder}/`
    const names = [...nodes.keys()].filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length))
    return [...new Set(names.map((name) => name.split('/')[0] ?? ''))]
  }
  const kind = (path: string): EntryKind | null => {
    const node = nodes.get(path)
    if (typeof node === 'string' || node instanceof Uint8Array) return 'file'
    return node === null || node instanceof Error || childrenOf(path).length > 0 ? 'directory' : null
  }
  const bytes = (path: string): Buffer => {
    const node = nodes.get(path)
    if (node instanceof Error) throw node
    if (typeof node !== 'string' && !(node instanceof Uint8Array))
      throw nodeError(kind(path) === null ? 'ENOENT' : 'EISDIR', path)
    return Buffer.from(node)
  }
  return {
    readText: async (path) => bytes(path).toString('utf8'),
    readBytes: async (path) => bytes(path),
    kind: async (path) => kind(path),
    async list(path) {
      const node = nodes.get(path)
      if (node instanceof Error) throw node
      const own = kind(path)
      if (own !== 'directory') throw nodeError(own === null ? 'ENOENT' : 'ENOTDIR', path)
      return childrenOf(path).map((name) => ({
        name,
        kind: kind(path === '/' ? `/${name}` : `${path}/${name}`) ?? 'other',
      }))
    },
  }
}

/** An error as Node's file system raises it. */
export function nodeError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code })
}

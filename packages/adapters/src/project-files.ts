import path from 'node:path'
import { type EntryKind, type Files, unusable } from '@migration-doctor/core'

export interface Entry {
  readonly name: string
  readonly kind: EntryKind
}

/** The text of a file; `null` when nothing is there. @throws DoctorError (2) when it is there but cannot be read. */
export async function readIfThere(files: Files, file: string): Promise<string | null> {
  try {
    return await files.readText(file)
  } catch (error) {
    if (isAbsence(error)) return null
    throw unreadable(file, error)
  }
}

/** The entries of a folder in byte order; `null` when it is not there. @throws DoctorError (2) when it cannot be read. */
export async function listIfThere(files: Files, folder: string): Promise<readonly Entry[] | null> {
  try {
    const entries = await files.list(folder)
    return [...entries].sort((a, b) => compareBytes(a.name, b.name))
  } catch (error) {
    if (isAbsence(error)) return null
    throw unreadable(folder, error)
  }
}

/** What a path is, links followed; `null` when nothing is there or nobody may look. */
export async function kindOf(files: Files, file: string): Promise<EntryKind | null> {
  try {
    return await files.kind(file)
  } catch {
    return null
  }
}

/** A parsed JSON object; `null` when the file is missing or is no object. */
export async function readJsonIfThere(files: Files, file: string): Promise<Readonly<Record<string, unknown>> | null> {
  const text = await readIfThere(files, file)
  if (text === null) return null
  try {
    return asRecord(JSON.parse(text.replace(/^\uFEFF/, '')))
  } catch {
    return null
  }
}

/** A plain object as a record; `null` for anything else. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null
}

/** Runs an action for each item, some at a time, and keeps the order. */
export async function mapInBatches<Item, Result>(
  items: readonly Item[],
  action: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = []
  for (let at = 0; at < items.length; at += batchSize) {
    results.push(...(await Promise.all(items.slice(at, at + batchSize).map(action))))
  }
  return results
}

const batchSize = 64

/** A path below the root with `/`; the root itself is `.`. */
export function relativeTo(root: string, file: string): string {
  const relative = path.relative(root, file)
  return relative === '' ? '.' : relative.split(path.sep).join('/')
}

/** The folder and all above it, nearest first. */
export function ancestors(folder: string): readonly string[] {
  const parent = path.dirname(folder)
  return parent === folder ? [folder] : [folder, ...ancestors(parent)]
}

/** UTF-8 byte order, which is code point order; JavaScript's own `<` compares UTF-16 units. */
export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

function isAbsence(error: unknown): boolean {
  const code = errorCode(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}

/** The `code` of a Node or PostgreSQL error. */
export function errorCode(error: unknown): string | null {
  const code = asRecord(error)?.['code'] ?? asRecord(error)?.['sqlstate']
  return typeof code === 'string' ? code : null
}

function unreadable(file: string, error: unknown): Error {
  const reason = errorCode(error) ?? (error instanceof Error ? error.message : String(error))
  return unusable(
    `${file} cannot be read (${reason}).`,
    'Check the permissions of the file and of the folders above it.',
  )
}

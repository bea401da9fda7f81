import path from 'node:path'
import type { Files, ReadingProblem } from '@migration-doctor/core'
import { readIfThere, relativeTo } from '../project-files.ts'

const lockName = 'migration_lock.toml'

/** What `migration_lock.toml` says. */
export interface LockFile {
  /** `null` when there is no lock file, which is fine. */
  readonly provider: string | null
  readonly problems: readonly ReadingProblem[]
  readonly sources: ReadonlyMap<string, string>
}

/** Reads the lock file and compares it with the datasource's provider, as the engine does before it writes. */
export async function readLockFile(known: {
  readonly migrations: string
  readonly cwd: string
  readonly files: Files
  readonly provider: string | null
}): Promise<LockFile> {
  const file = path.join(known.migrations, lockName)
  const text = await readIfThere(known.files, file)
  if (text === null) return { provider: null, problems: [], sources: new Map() }
  const locked = lockedProvider(text)
  const expected = connectorOf(known.provider)
  if (locked.provider === expected) return { provider: locked.provider, problems: [], sources: new Map() }
  const shown = relativeTo(known.cwd, file)
  const problem: ReadingProblem = {
    rule: 'provider-mismatch',
    place: { file: shown, span: { start: locked.start, end: locked.end } },
    data: { locked: locked.provider, provider: expected, code: 'P3019' },
  }
  return { provider: locked.provider, problems: [problem], sources: new Map([[shown, text]]) }
}

/** The engine's own name of a provider. */
function connectorOf(provider: string | null): string {
  return provider === null || provider === 'postgres' || provider === 'prisma+postgres' ? 'postgresql' : provider
}

/**
 * The provider as the engine reads it: the first line that starts with `provider`, less a leading `provider = `
 * and the quotes. A lock file without such a line names none, which the engine refuses as well.
 */
export function lockedProvider(text: string): {
  readonly provider: string
  readonly start: number
  readonly end: number
} {
  let start = 0
  for (const line of text.split('\n')) {
    const end = start + line.length
    if (line.startsWith('provider')) {
      const value = line
        .replace(/\r$/, '')
        .replace(/^(?:provider = )+/, '')
        .replace(/^"+|"+$/g, '')
      return { provider: value, start, end }
    }
    start = end + 1
  }
  return { provider: '<PROVIDER NOT FOUND>', start: 0, end: 0 }
}

import path from 'node:path'
import type { Files, ReadingProblem } from '@migration-doctor/core'
import { readIfThere, relativeTo } from '../project-files.ts'
import type { Layout } from './layout.ts'

const lockName = 'migration_lock.toml'

/** `migration_lock.toml` against the datasource. A missing lock file is fine. */
export async function lockProblems(known: {
  readonly layout: Layout
  readonly cwd: string
  readonly files: Files
}): Promise<{ readonly problems: readonly ReadingProblem[]; readonly sources: ReadonlyMap<string, string> }> {
  const file = path.join(known.layout.migrations, lockName)
  const text = await readIfThere(known.files, file)
  if (text === null) return { problems: [], sources: new Map() }
  const locked = lockedProvider(text)
  if (locked.provider === 'postgresql') return { problems: [], sources: new Map() }
  const shown = relativeTo(known.cwd, file)
  const problem: ReadingProblem = {
    rule: 'provider-mismatch',
    place: { file: shown, span: { start: locked.start, end: locked.end } },
    data: { locked: locked.provider, provider: 'postgresql', code: 'P3019' },
  }
  return { problems: [problem], sources: new Map([[shown, text]]) }
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

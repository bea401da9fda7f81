import { type Finding, type MigrationReport, unusable } from '@migration-doctor/core'
import type { Host } from './host.ts'
import { messageOf } from './node-error.ts'

/**
 * Files that differ from where this branch left a git ref: committed, changed and new ones, relative to `root`, with `/`.
 * @throws DoctorError (exit code 2) where git does not know the ref.
 */
export async function changedSince(ref: string, root: string, host: Host): Promise<ReadonlySet<string>> {
  const git = async (...words: string[]) => (await host.run('git', words, root)).split('\0').filter(Boolean)
  try {
    const [base = ''] = await git('merge-base', '--end-of-options', ref, 'HEAD')
    const changed = await git('diff', '--name-only', '--relative', '-z', base.trim())
    return new Set([...changed, ...(await git('ls-files', '--others', '--exclude-standard', '-z'))])
  } catch (error) {
    const [reason = ''] = messageOf(error).split('\n').slice(1)
    throw unusable(`git cannot tell what has changed since ${ref}: ${reason || messageOf(error)}`, hint)
  }
}

const hint = 'Name a branch, tag or commit; in CI, fetch the base branch with its history (fetch-depth: 0).'

/** Keeps the findings that touch a changed file: themselves, in what follows from them, or in a related place. */
export function keepChanged(
  findings: readonly Finding[],
  migrations: readonly MigrationReport[],
  changed: ReadonlySet<string>,
): readonly Finding[] {
  const files = new Map(migrations.map(({ name, file }) => [name, file]))
  const touches = (finding: Finding): boolean => {
    const places = [finding, ...finding.related]
    return places.some(({ location, migration }) => changed.has(location?.file ?? files.get(migration ?? '') ?? ''))
  }
  const kept = new Set(findings.filter(touches).map(({ id, causedBy }) => causedBy ?? id))
  return findings.filter(({ id, causedBy }) => kept.has(causedBy ?? id))
}

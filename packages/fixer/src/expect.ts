import { createHash } from 'node:crypto'
import { canonicalText, type History, type PlanExpectation, type Project } from '@migration-doctor/core'
import type { FixContext } from './fix.ts'

/** Hashes of the world that a plan is made for. */
export function expectationOf({
  project,
  history,
  live,
}: Pick<FixContext, 'project' | 'history' | 'live'>): PlanExpectation {
  return {
    catalog: live && hash(canonicalText(live)),
    history: history && hashHistory(history),
    files: hashFiles(project),
  }
}

function hashHistory(history: History): string {
  return hash(history.rows.map(({ name, key, state, checksum }) => [name, key, state, checksum]))
}

function hashFiles(project: Project): string {
  const files = new Set(project.migrations.map((migration) => migration.file))
  return hash([...files].sort().map((file) => [file, project.sources.get(file) ?? '']))
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex')
}

/** What no longer is as it was when the plan was made, as words; empty when all still holds. */
export function changedSince(expected: PlanExpectation, actual: PlanExpectation): readonly string[] {
  const words = { catalog: 'the database', history: 'the history table', files: 'the migration files' } as const
  const keys = ['catalog', 'history', 'files'] as const
  return keys.filter((key) => expected[key] !== actual[key]).map((key) => words[key])
}

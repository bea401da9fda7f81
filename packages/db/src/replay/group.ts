import type { ReplayStatement } from '@migration-doctor/core'

/** Statements that share a transaction, and each of the others alone. */
export function* groupsOf(statements: readonly ReplayStatement[]): Generator<readonly ReplayStatement[]> {
  let group: ReplayStatement[] = []
  for (const statement of statements) {
    const same = statement.transaction !== null && statement.transaction === group[0]?.transaction
    if (!same && group.length > 0) {
      yield group
      group = []
    }
    group.push(statement)
  }
  if (group.length > 0) yield group
}

import type { CatalogObject, MigrationState } from '@migration-doctor/core'
import { makersOf } from '../catalog/maker.ts'
import { isRecorded } from '../states.ts'
import type { Timeline, TimelineStatement } from '../timeline.ts'
import type { World } from '../world.ts'

/** What the simulator does not know for sure, and so nothing is said about. */
export interface Cloud {
  /** Some statement may have done anything to anything. */
  readonly total: boolean
  covers(object: CatalogObject): boolean
}

/** Statements that build the names of what they touch while they run. */
const dynamic: ReadonlySet<string> = new Set(['DoStmt', 'CallStmt', 'SelectStmt', 'ExecuteStmt', 'unreadable', 'tool'])

/**
 * Refused and unreadable statements of what was applied cloud what they name, and so do those of migrations that did
 * not run to their end. What only pending ones make is told by another rule.
 */
export function cloudOf(applied: Timeline, { timeline, states }: World): Cloud {
  const doubtful = applied.statements.filter(({ verdict, swallowed }) => verdict.kind !== 'accepted' || swallowed)
  const stateOf = ({ migration }: TimelineStatement) => states.get(migration.name)
  const unfinished = timeline.statements.filter((statement) => unfinishedStates.has(stateOf(statement) ?? 'pending'))
  const words = new Set([...doubtful, ...unfinished].flatMap(wordsOf))
  const makers = makersOf(timeline.events)
  const isPending = (object: CatalogObject) => {
    const statement = timeline.statements[makers.firstOf(object) ?? -1]
    return statement !== undefined && !isRecorded(stateOf(statement))
  }
  return {
    total: doubtful.some(({ kind, verdict }) => verdict.kind === 'unknown' && dynamic.has(kind)),
    covers: (object) => namesOf(object).some((name) => words.has(name.toLowerCase())) || isPending(object),
  }
}

const unfinishedStates: ReadonlySet<MigrationState> = new Set(['failed', 'interrupted', 'running'])

/** Every run of letters, digits and underscores: a coarse net, which is meant. */
function wordsOf({ text }: TimelineStatement): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}_$]+/gu) ?? []
}

function namesOf(object: CatalogObject): readonly string[] {
  return 'table' in object ? [object.name, object.table] : [object.name]
}

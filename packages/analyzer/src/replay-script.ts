import type { Project, ReplayScript, ReplayStatement } from '@migration-doctor/core'
import type { Session } from './simulate/session.ts'
import type { TimelineStatement } from './timeline.ts'
import { concernsWholeServer } from './whole-server.ts'

/** What a replay runs of a timeline: its SQL, in what every database of the project is taken to have. */
export function replayScript(
  statements: readonly TimelineStatement[],
  session: Session,
  project: Project,
): ReplayScript {
  const placeholders = [...session.placeholders.keys()].filter((name) => session.schema(name) !== null)
  return {
    searchPath: project.searchPath,
    extensions: [...session.assumedExtensions.keys()],
    absentSchemas: session.platform?.schemas() ?? [],
    toolTable: project.historyTable.name.toLowerCase(),
    schemas: [...(project.schemas ?? []), ...placeholders],
    statements: statements.filter((one) => one.chunk !== null).map(sent),
  }
}

function sent({
  number,
  migration,
  text,
  transaction,
  rolledBack,
  unfilled,
  statement,
}: TimelineStatement): ReplayStatement {
  const wholeServer = statement !== null && concernsWholeServer(statement)
  const common = { number, migration: migration.name, text, transaction, rolledBack, wholeServer }
  return unfilled ? { ...common, unsendable: 'a value in it is known only when the program runs' } : common
}

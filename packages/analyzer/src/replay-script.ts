import type { Project, ReplayScript, ReplayStatement } from '@migration-doctor/core'
import type { Statement } from '@migration-doctor/sql'
import type { Session } from './simulate/session.ts'
import type { TimelineStatement } from './timeline.ts'
import { concernsWholeServer } from './whole-server.ts'

/** What a replay runs of a timeline: its SQL, in what every database of the project is taken to have. */
export function replayScript(
  statements: readonly TimelineStatement[],
  session: Session,
  project: Project,
): ReplayScript {
  const ofPlatform = project.searchPath.filter((name) => session.platform?.schema(name))
  const placeholders = [...session.placeholders.keys()].filter((name) => session.schema(name) !== null)
  return {
    searchPath: project.searchPath,
    extensions: [...session.assumedExtensions.keys()],
    uses: extensionsOf(session),
    absentSchemas: session.platform?.schemas() ?? [],
    toolTable: project.historyTable.name.toLowerCase(),
    ...madeBefore(project),
    ...(ofPlatform[0] === undefined ? {} : { extensionSchema: ofPlatform[0] }),
    schemas: [...(project.schemas ?? []), ...ofPlatform, ...placeholders],
    statements: statements.filter((one) => one.chunk !== null).map(sent),
  }
}

function madeBefore({ given, ownTables }: Project): Pick<ReplayScript, 'ownTables'> {
  const before = [...(given === undefined ? [] : [given]), ...(ownTables ?? [])]
  return before.length > 0 ? { ownTables: before } : {}
}

/** Those that are made, also where a program would go on without them, and those that are taken to be there. */
function extensionsOf({ events, assumedExtensions }: Session): readonly string[] {
  const made = events.flatMap(({ action, object }) =>
    action === 'create' && object.kind === 'extension' ? [object.name] : [],
  )
  return [...new Set([...assumedExtensions.keys(), ...made])]
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
  const ofSession = statement !== null && changesSession(statement)
  const common = { number, migration: migration.name, text, transaction, rolledBack, wholeServer, ofSession }
  if (unfilled) return { ...common, unsendable: 'a value in it is known only when the program runs' }
  return isLoad(statement) ? { ...common, unsendable: 'the data that it loads stand elsewhere' } : common
}

/** `COPY … FROM`: its rows come from a file or from the client. */
function isLoad(statement: TimelineStatement['statement']): boolean {
  const node = statement?.node
  return node !== undefined && 'CopyStmt' in node && node.CopyStmt.is_from === true
}

/** `SET`, and the form of it that dumps begin with: `SELECT pg_catalog.set_config('search_path', '', false)`. */
function changesSession({ node }: Statement): boolean {
  if ('VariableSetStmt' in node) return node.VariableSetStmt.is_local !== true
  if (!('SelectStmt' in node) || node.SelectStmt.fromClause) return false
  const [target, ...others] = node.SelectStmt.targetList ?? []
  const call = target && 'ResTarget' in target ? target.ResTarget.val : undefined
  if (others.length > 0 || !call || !('FuncCall' in call)) return false
  const name = call.FuncCall.funcname?.at(-1)
  return name !== undefined && 'String' in name && name.String.sval === 'set_config'
}

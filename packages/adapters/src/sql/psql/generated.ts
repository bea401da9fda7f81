import type { Step } from '@migration-doctor/core'
import { type Node, parseScript, type Statement } from '@migration-doctor/sql'
import type { Range } from '../dialect.ts'
import { unreadableStep } from './sql-part.ts'

const why = 'What \\gexec sends is known only when the query before it has been run'

/** `\gexec` sends every value of the query before it as a statement. Constants are known, though not whether they come. */
export function generatedBy(query: Step | undefined, place: Range & { readonly file: string }): readonly Step[] {
  const texts = query?.kind === 'sql' ? constantsOf(query.chunk.text) : null
  const ofServer = texts?.every((text) =>
    parseScript(text).items.every((item) => 'statement' in item && isOfServer(item.statement)),
  )
  return [unreadableStep(place, why, ofServer ? [] : null)]
}

/** Databases, roles and their settings: nothing of the catalog. */
function isOfServer({ kind }: Statement): boolean {
  return [
    'CreatedbStmt',
    'CreateRoleStmt',
    'AlterRoleStmt',
    'AlterRoleSetStmt',
    'AlterDatabaseSetStmt',
    'GrantRoleStmt',
  ].includes(kind)
}

/** The values of the last query when they are all written there. */
function constantsOf(sql: string): readonly string[] | null {
  const last = parseScript(sql).items.at(-1)
  if (!last || !('statement' in last) || !('SelectStmt' in last.statement.node)) return null
  const texts = (last.statement.node.SelectStmt.targetList ?? []).map(constantOf)
  return texts.every((text) => text !== null) ? texts : null
}

function constantOf(target: Node): string | null {
  const value = 'ResTarget' in target ? target.ResTarget.val : undefined
  return value && 'A_Const' in value ? (value.A_Const.sval?.sval ?? null) : null
}

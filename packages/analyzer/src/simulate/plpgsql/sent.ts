import { type EmbeddedSql, type Node, type PlpgsqlStatement, parseScript, type ScriptItem } from '@migration-doctor/sql'

/** The statements that a body sends, where its text says, without looking into branches and loops. */
export function* sentBy(body: readonly PlpgsqlStatement[]): Iterable<Node> {
  for (const statement of body) {
    if (statement.kind === 'block') yield* sentBy(statement.body)
    else yield* nodesIn(statement)
  }
}

function nodesIn(statement: PlpgsqlStatement): readonly Node[] {
  if (statement.kind === 'sql') return nodesOf(statement.sql.statements())
  const text = statement.kind === 'execute' ? literalText(statement.text) : null
  return text === null ? [] : nodesOf(parseScript(text).items)
}

function nodesOf(items: readonly ScriptItem[]): readonly Node[] {
  return items.flatMap((item) => ('statement' in item ? [item.statement.node] : []))
}

/** The text of `EXECUTE '…'`. */
function literalText(sql: EmbeddedSql): string | null {
  const select = sql.expression()
  const target = 'message' in select ? undefined : select.targetList?.[0]
  const value = target && 'ResTarget' in target ? target.ResTarget.val : undefined
  return value && 'A_Const' in value ? (value.A_Const.sval?.sval ?? null) : null
}

import { loadParser, parseScript, type Statement } from '@migration-doctor/sql'

/** Whether a script holds a statement for which Flyway leaves its transaction; not all that PostgreSQL refuses in one. */
export async function runsOutside(text: string): Promise<boolean> {
  await loadParser()
  return parseScript(text).items.some((item) => 'statement' in item && leavesTransaction(item.statement))
}

const kinds = new Set([
  ...['CreatedbStmt', 'DropdbStmt', 'CreateTableSpaceStmt', 'DropTableSpaceStmt', 'CreateSubscriptionStmt'],
  ...['DropSubscriptionStmt', 'AlterSystemStmt'],
])

function leavesTransaction({ kind, node }: Statement): boolean {
  if ('IndexStmt' in node) return node.IndexStmt.concurrent === true
  if ('DropStmt' in node) return node.DropStmt.concurrent === true
  if ('VacuumStmt' in node) return node.VacuumStmt.is_vacuumcmd === true
  if ('DiscardStmt' in node) return node.DiscardStmt.target === 'DISCARD_ALL'
  if ('ReindexStmt' in node)
    return node.ReindexStmt.kind !== 'REINDEX_OBJECT_INDEX' && node.ReindexStmt.kind !== 'REINDEX_OBJECT_TABLE'
  return kinds.has(kind)
}

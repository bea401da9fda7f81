import { loadParser, parseScript, type Statement } from '@migration-doctor/sql'

/** Whether a script holds a statement that PostgreSQL refuses inside a transaction block. */
export async function runsOutside(text: string): Promise<boolean> {
  await loadParser()
  return parseScript(text).items.some((item) => 'statement' in item && refusesTransaction(item.statement))
}

function refusesTransaction({ node }: Statement): boolean {
  if ('IndexStmt' in node) return node.IndexStmt.concurrent === true
  if ('DropStmt' in node) return node.DropStmt.concurrent === true
  return 'VacuumStmt' in node || 'CreatedbStmt' in node || 'DropdbStmt' in node || 'AlterSystemStmt' in node
}

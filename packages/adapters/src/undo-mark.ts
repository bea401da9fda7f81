import type { History, HistoryRow, Project } from '@migration-doctor/core'
import type { Mark } from './adapter.ts'
import { qualified, quoted } from './tracking-table.ts'

/**
 * How to take a mark back, as a command or a statement. `history` is the one before the mark.
 * A mark as pending, or as rolled back where the tool keeps no such state, deletes rows: they are written out again.
 */
export function undoOfMark({ kind, migration: { name } }: Mark, history: History | null, project: Project): string {
  const rows = (history?.rows ?? []).filter((row) => row.name === name)
  const failed = rows.filter(({ state }) => state === 'failed')
  const table = qualified(history?.table ?? tableOf(project))
  const restored = project.tool === 'prisma' && failed.length > 0 ? notRolledBack(failed, table) : null
  if (kind === 'applied') {
    const pending = `migration-doctor mark pending ${name} --unverified`
    return restored === null ? pending : `${pending}, then: ${restored}`
  }
  if (kind === 'rolled-back' && restored !== null) return restored
  if (isPosition(rows)) return `migration-doctor mark applied ${name} --unverified`
  const deleted = kind === 'rolled-back' ? failed : rows.filter(({ state }) => state !== 'rolled-back')
  return deleted.map((row) => insertion(row, table)).join(' ')
}

function tableOf({ historyTable, defaultSchema }: Project): { readonly schema: string; readonly name: string } {
  return { schema: historyTable.schema ?? defaultSchema, name: historyTable.name }
}

function notRolledBack(rows: readonly HistoryRow[], table: string): string {
  return `UPDATE ${table} SET "rolled_back_at" = NULL WHERE "id" IN (${rows.map(({ key }) => literal(key)).join(', ')});`
}

/** Rows that were made up from one that holds the newest version only. */
function isPosition(rows: readonly HistoryRow[]): boolean {
  return rows.some(
    ({ raw, key }) => Object.keys(raw).length > 0 && !Object.values(raw).some((value) => String(value) === key),
  )
}

function insertion({ raw }: HistoryRow, table: string): string {
  const columns = Object.keys(raw).map(quoted).join(', ')
  return `INSERT INTO ${table} (${columns}) VALUES (${Object.values(raw).map(literal).join(', ')});`
}

/** A value as drivers give it, as a literal. */
function literal(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (value instanceof Date) return text(value.toISOString())
  if (value instanceof Uint8Array) return text(`\\x${Buffer.from(value).toString('hex')}`)
  if (Array.isArray(value)) return value.length === 0 ? `'{}'` : `ARRAY[${value.map(literal).join(', ')}]`
  return text(typeof value === 'object' ? JSON.stringify(value) : String(value))
}

function text(value: string): string {
  return value.includes('\\')
    ? `E'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
    : `'${value.replaceAll("'", "''")}'`
}

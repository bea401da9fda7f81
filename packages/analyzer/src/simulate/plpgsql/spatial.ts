import { parseScript } from '@migration-doctor/sql'
import { Unknowable } from '../refusal.ts'
import { quoteIdent } from './evaluate/quoting.ts'
import type { Execution } from './execution.ts'
import { Frame } from './frame.ts'
import { SqlWork } from './sql-work.ts'
import { unknown, type Value } from './value.ts'

/** Functions of PostGIS that change tables, and the statement that they send; `null`: not known. */
const changes: ReadonlyMap<string, (args: readonly Value[]) => string | null> = new Map([
  ['addgeometrycolumn', addColumn],
  ['dropgeometrycolumn', dropColumn],
  ['dropgeometrytable', dropTable],
])

/** Whether an extension's function of this name changes the catalog. */
export function changesCatalog(name: string): boolean {
  return changes.has(name)
}

/** Does what an extension's function does to the catalog; its value is a message that is not known. */
export function changeAsExtension(execution: Execution, name: string, args: readonly Value[]): Value {
  const change = changes.get(name)
  if (!change) return unknown
  const text = change(args)
  if (text === null) {
    const names = args.filter((arg) => typeof arg === 'string')
    execution.giveUp(new Unknowable(`what ${name} changes is not known`, names.length > 0 ? names : null))
    return unknown
  }
  const work = new SqlWork(execution, new Frame(), null)
  for (const item of parseScript(text).items) if ('statement' in item) work.runNode(item.statement.node)
  return unknown
}

/** `([[catalog,] schema,] table, column, srid, type, dimensions [, use_typmod])`; the srid is the first number. */
function addColumn(args: readonly Value[]): string | null {
  const at = args.findIndex((arg) => typeof arg === 'number')
  const [srid, type, dimensions] = args.slice(at)
  const column = args[at - 1]
  const table = tableName(args.slice(0, at - 1))
  if (at < 2 || table === null || typeof column !== 'string' || typeof type !== 'string') return null
  if (typeof srid !== 'number' || typeof dimensions !== 'number') return null
  if (args.at(-1) === false) return `ALTER TABLE ${table} ADD COLUMN ${quoteIdent(column)} geometry`
  const modifiers = `${withDimensions(type, dimensions)}, ${Math.max(srid, 0)}`
  return `ALTER TABLE ${table} ADD COLUMN ${quoteIdent(column)} geometry(${modifiers})`
}

function withDimensions(type: string, dimensions: number): string {
  const plain = type.toLowerCase()
  if (dimensions < 3 || plain.endsWith('z') || plain.endsWith('m')) return plain
  return `${plain}${dimensions === 3 ? 'z' : 'zm'}`
}

function dropColumn(args: readonly Value[]): string | null {
  const column = args.at(-1)
  const table = tableName(args.slice(0, -1))
  return table === null || typeof column !== 'string' ? null : `ALTER TABLE ${table} DROP COLUMN ${quoteIdent(column)}`
}

function dropTable(args: readonly Value[]): string | null {
  const table = tableName(args)
  return table === null ? null : `DROP TABLE IF EXISTS ${table} RESTRICT`
}

/** An empty schema stands for the search path, and the catalog for nothing. */
function tableName(parts: readonly Value[]): string | null {
  const [table, schema = ''] = parts.toReversed()
  if (typeof table !== 'string' || typeof schema !== 'string') return null
  return schema === '' ? quoteIdent(table) : `${quoteIdent(schema)}.${quoteIdent(table)}`
}

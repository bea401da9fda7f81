import type { ColumnRef } from '@migration-doctor/sql'
import { stringOf } from '../../names.ts'
import { found, Row, Unknown, unknown, type Value } from '../value.ts'
import type { Context, Source } from './context.ts'

/** A column, a whole row, a variable or a field of a record. */
export function columnValue(node: ColumnRef, context: Context): Value {
  const parts = (node.fields ?? []).map(stringOf)
  const [first = '', second] = parts.slice(-2)
  if (second === undefined) return plainName(first, context)
  return qualifiedName(first, second, context)
}

function plainName(name: string, context: Context): Value {
  for (let level: Context | null = context; level; level = level.outer) {
    const source = level.sources.find((one) => one.columns.includes(name))
    if (source) return source.cell(name)
    const row = level.sources.find((one) => one.alias === name)
    if (row) return rowOf(row)
  }
  return found(context.engine.variables.get(name))
}

function qualifiedName(table: string, column: string, context: Context): Value {
  for (let level: Context | null = context; level; level = level.outer) {
    const source = level.sources.find((one) => one.alias === table)
    if (source) return source.columns.includes(column) ? source.cell(column) : unknown
  }
  const labelled = context.engine.variables.get(`${table}.${column}`)
  if (labelled !== undefined) return labelled
  const record = context.engine.variables.get(table)
  if (record === undefined || record instanceof Unknown) return unknown
  if (record === null) return null
  return fieldOf(record, column)
}

export function fieldOf(record: Value, field: string): Value {
  return record instanceof Row ? found(record.columns.get(field)) : unknown
}

export function rowOf(source: Source): Row {
  return new Row(new Map(source.columns.map((column) => [column, source.cell(column)])))
}

import {
  EmbeddedSql,
  type Node,
  type PlpgsqlBody,
  type PlpgsqlHeader,
  type PlpgsqlStatement,
  type PlpgsqlVariable,
  readPlpgsql,
} from '@migration-doctor/sql'
import { findRelation, missing, shown } from '../names.ts'
import type { Type } from '../objects.ts'
import { splitIdentifiers } from '../query/identifiers.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'
import { resolveType } from '../types.ts'
import { requireScalars } from './lists.ts'

/** Reads a body as PostgreSQL's compiler does: its syntax, and the types of its variables. @throws Refusal, Unknowable */
export function compile(session: Session, body: string, header: PlpgsqlHeader | null): PlpgsqlBody {
  const read = readPlpgsql(body, header)
  if ('message' in read) throw new Refusal(read.sqlstate, read.message)
  const types = new Map<PlpgsqlVariable, Type | null>()
  for (const variable of declarations(read.block)) types.set(variable, variableType(session, variable))
  requireScalars(read.block, { types, visible: new Map() })
  return read
}

function* declarations(statement: PlpgsqlStatement): Iterable<PlpgsqlVariable> {
  if (statement.kind === 'block') {
    yield* statement.declarations
    for (const handler of statement.handlers ?? []) for (const inner of handler.body) yield* declarations(inner)
  }
  if ('body' in statement) for (const inner of statement.body) yield* declarations(inner)
  if (statement.kind !== 'if' && statement.kind !== 'case') return
  for (const branch of statement.branches) for (const inner of branch.body) yield* declarations(inner)
  for (const inner of statement.otherwise ?? []) yield* declarations(inner)
}

/** The type of a declared variable; `null` for records and for a type copied from another variable. */
export function variableType(session: Session, variable: PlpgsqlVariable): Type | null {
  const { type } = variable
  if (type === 'record') return null
  if (type.toLowerCase().endsWith('%rowtype')) return rowType(session, type.slice(0, -'%rowtype'.length))
  if (type.toLowerCase().endsWith('%type')) return columnType(session, type.slice(0, -'%type'.length))
  return namedType(session, type)
}

function rowType(session: Session, text: string): null {
  const name = splitIdentifiers(text)
  if (name && !findRelation(session, name)) {
    missing(session, { sqlstate: '42P01', message: `relation "${shown(name)}" does not exist`, kind: 'relation', name })
  }
  return null
}

function columnType(session: Session, text: string): Type | null {
  const dot = text.lastIndexOf('.')
  // A single name is another variable.
  if (dot === -1) return null
  const table = splitIdentifiers(text.slice(0, dot))
  const column = splitIdentifiers(text.slice(dot + 1))?.name
  if (!table || column === undefined) return null
  const relation = findRelation(session, table)
  // Before PostgreSQL 17 the sign was not understood after a name that is not found.
  const isOld = session.pgVersion < 17
  if (!relation) {
    const message = isOld ? 'syntax error at or near "%"' : `relation "${shown(table)}" does not exist`
    return missing(session, { sqlstate: isOld ? '42601' : '42P01', message, kind: 'relation', name: table })
  }
  const found = relation.columns.get(column)
  if (found || relation.opaqueColumns) return found?.type.type ?? null
  const message = isOld
    ? 'syntax error at or near "%"'
    : `column "${column}" of relation "${relation.name}" does not exist`
  return missing(session, { sqlstate: isOld ? '42601' : '42703', message, kind: 'column', name: table, column })
}

/** The type that a text such as `varchar(20)[]` names. */
function namedType(session: Session, text: string): Type | null {
  const select = new EmbeddedSql(`NULL::${text}`, null).expression()
  if ('message' in select) return null
  const target: Node | undefined = select.targetList?.[0]
  const value = target && 'ResTarget' in target ? target.ResTarget.val : undefined
  return value && 'TypeCast' in value ? resolveType(session, value.TypeCast.typeName).type : null
}

import type { Node } from '@migration-doctor/sql'
import { findRelation, missing, nameOf, requireRelation, shown, stringOf } from '../names.ts'
import type { Column, Entity, Relation, Type, TypeUse } from '../objects.ts'
import type { Session } from '../session.ts'

/** What an expression or a query stands on: dropping any of these breaks it. */
export interface Uses {
  readonly columns: Set<Column>
  /** Relations, routines, types and whatever else it names. */
  readonly entities: Set<Entity>
}

/** The names that an expression may use. */
export interface Scope {
  /** Type of the word VALUE in a domain's check. */
  readonly value?: Type | null
  /** Relations whose columns are visible, in order, with the name they go by. */
  readonly relations: readonly { readonly alias: string; readonly relation: Relation }[]
}

export interface Expression {
  /** `null` when it cannot be known. */
  readonly type: Type | null
  readonly uses: Uses
}

export interface QueryColumn {
  readonly name: string
  /** `null` when it cannot be known. */
  readonly type: TypeUse | null
}

export interface Query {
  /** `null` when not even the names can be known. */
  readonly columns: readonly QueryColumn[] | null
  readonly uses: Uses
}

/** The scope of CHECK constraints, index expressions, defaults of generated columns, policies and rules of one table. */
export function relationScope(relation: Relation, alias = relation.name): Scope {
  return { relations: [{ alias, relation }] }
}

export const emptyScope: Scope = { relations: [] }

/** Where the value goes: it must be assignable to the type (42804 otherwise). */
export interface Target {
  readonly type: TypeUse
  readonly what: 'default'
  readonly column: string
}

/** Analyses one expression as PostgreSQL's `transformExpr` does. @throws Refusal, Unknowable */
export function analyzeExpression(
  session: Session,
  node: Node | undefined,
  scope: Scope,
  _target?: Target,
): Expression {
  const uses: Uses = { columns: new Set(), entities: new Set() }
  if (node) visit(node, (kind, body) => kind === 'ColumnRef' && useColumn(session, body, scope, uses))
  return { type: null, uses }
}

/** Analyses a SELECT, VALUES or set operation. @throws Refusal, Unknowable */
export function analyzeQuery(session: Session, node: Node | undefined): Query {
  const uses: Uses = { columns: new Set(), entities: new Set() }
  if (node) useRelations(session, node, uses)
  return { columns: null, uses }
}

/** Analyses INSERT, UPDATE, DELETE, MERGE, COPY or a bare SELECT for the tables and columns it names. @throws Refusal, Unknowable */
export function analyzeDml(session: Session, node: Node): void {
  useRelations(session, node, { columns: new Set(), entities: new Set() })
}

function visit(value: unknown, see: (kind: string, body: Record<string, unknown>) => void): void {
  if (Array.isArray(value)) for (const item of value) visit(item, see)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner === 'object' && inner !== null && !Array.isArray(inner))
        see(key, inner as Record<string, unknown>)
      visit(inner, see)
    }
  }
}

function useColumn(session: Session, body: Record<string, unknown>, scope: Scope, uses: Uses): void {
  const fields = Array.isArray(body['fields']) ? (body['fields'] as Node[]) : []
  const name = stringOf(fields.at(-1))
  if (name === '' || fields.length > 2) return
  for (const { relation } of scope.relations) {
    const column = relation.columns.get(name)
    if (column) {
      uses.columns.add(column)
      return
    }
    if (relation.opaqueColumns) return
  }
  const only = scope.relations[0]
  if (!only) return
  const at = typeof body['location'] === 'number' ? body['location'] : undefined
  const message = `column "${name}" does not exist`
  const owner = { schema: only.relation.schema.name, name: only.relation.name }
  missing(session, { sqlstate: '42703', message, kind: 'column', name: owner, column: name, at })
}

function useRelations(session: Session, node: Node, uses: Uses): void {
  const ctes = new Set<string>()
  visit(node, (kind, body) => {
    if (kind === 'CommonTableExpr' && typeof body['ctename'] === 'string') ctes.add(body['ctename'])
  })
  visit(node, (kind, body) => {
    if ((kind !== 'RangeVar' && kind !== 'relation') || typeof body['relname'] !== 'string') return
    if (body['schemaname'] === undefined && ctes.has(body['relname'])) return
    const name = nameOf(body)
    if (findRelation(session, name) === null && shown(name)) requireRelation(session, body, 'parser')
    const found = findRelation(session, name)
    if (found) uses.entities.add(found)
  })
}

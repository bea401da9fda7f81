import type { CreateTableAsStmt, IntoClause, Node, RuleStmt, ViewStmt } from '@migration-doctor/sql'
import { addColumn } from './columns.ts'
import { addRowType } from './create-table.ts'
import { flatMapped, mapped } from './mapped.ts'
import { existing, nameOf, relationSchema, requireRelation, stringOf } from './names.ts'
import type { Relation, Rule, Schema, Type } from './objects.ts'
import { dropAtCommit } from './on-commit.ts'
import { requireTableMethod, requireTablespace } from './placement.ts'
import {
  analyzeExpression,
  analyzeQuery,
  analyzeRuleAction,
  bareScope,
  type Query,
  type QueryColumn,
  relationScope,
} from './query/index.ts'
import { isRecursive, refuseRecursiveViews } from './recursive-views.ts'
import { Refusal } from './refusal.ts'
import { claimRelationName } from './relation-name.ts'
import type { Session } from './session.ts'
import { refuseParameters } from './storage-parameters.ts'
import { claimTypeName, sameUse, shownType } from './types.ts'

/** `CREATE [OR REPLACE] VIEW`. */
export function createView(session: Session, node: ViewStmt): void {
  const name = nameOf(node.view)
  const query = analyzeQuery(session, node.query)
  const columns = named(query, node.aliases)
  const temporary = node.view?.relpersistence === 't' || usesTemporary(query)
  refuseParameters(session, 'view', node.options)
  if (node.withCheckOption && node.withCheckOption !== 'NO_CHECK_OPTION') refuseCheckOption(node.query)
  const schema = relationSchema(session, name, temporary, node.view?.location)
  const before = schema.relations.get(name.name)
  if (before && node.replace && before.kind !== 'view') throw new Refusal('42809', `"${before.name}" is not a view`)
  if (before && node.replace) replaceView(session, before, columns, query)
  else
    makeQueryRelation(session, { kind: 'view', schema, name: name.name, at: node.view?.location }, { columns, query })
}

/** WITH CHECK OPTION is for views through which rows can be written: of one relation, not grouped, not combined. */
function refuseCheckOption(query: Node | undefined): void {
  const body = query && 'SelectStmt' in query ? query.SelectStmt : {}
  const [from, second] = body.fromClause ?? []
  const isPlain = from && 'RangeVar' in from && !second && (body.op ?? 'SETOP_NONE') === 'SETOP_NONE'
  const isWhole = !body.groupClause?.length && !body.havingClause && !body.distinctClause && !body.withClause
  const isLimited = body.limitCount !== undefined || body.limitOffset !== undefined
  const hasAggregate = JSON.stringify(body.targetList ?? []).includes('"agg_star":true')
  if (isPlain && isWhole && !isLimited && !hasAggregate) return
  throw new Refusal('0A000', 'WITH CHECK OPTION is supported only on automatically updatable views')
}

function usesTemporary(query: Query): boolean {
  return [...query.uses.entities].some((entity) => entity.class === 'relation' && entity.persistence === 'temporary')
}

/** The columns of a query, under the names given in parentheses where there are some. */
function named(query: Query, aliases: readonly Node[] | undefined): readonly QueryColumn[] | null {
  const names = mapped(aliases ?? [], stringOf)
  if (!query.columns) return null
  if (names.length > query.columns.length) {
    throw new Refusal('42601', 'CREATE VIEW specifies more column names than columns')
  }
  return mapped(query.columns, (column, at) => ({ ...column, name: names[at] ?? column.name }))
}

interface NewRelation {
  readonly kind: Relation['kind']
  readonly schema: Schema
  readonly name: string
  readonly at: number | undefined
}

/** A view, materialized view or table whose columns come from a query. */
export function makeQueryRelation(
  session: Session,
  wish: NewRelation,
  from: { columns: readonly QueryColumn[] | null; query: Query },
): Relation {
  // `CREATE TABLE AS` looks for its name before its columns, a view after them.
  if (wish.kind !== 'view') claimRelationName(session, wish.schema, wish.name, wish.at)
  refuseRepeated(from.columns)
  if (wish.kind === 'view') claimRelationName(session, wish.schema, wish.name, wish.at)
  claimTypeName(session, wish.schema, wish.name, wish.at)
  const relation = session.store.newRelation(wish.kind, wish.name, wish.schema)
  if (wish.schema === session.temporarySchemaIfMade()) relation.persistence = 'temporary'
  session.record('create', { kind: wish.kind, schema: wish.schema.name, name: wish.name })
  addRowType(session, relation)
  addQueryColumns(session, relation, from.columns)
  if (wish.kind !== 'table') dependOn(session, relation, from.query)
  return relation
}

function refuseRepeated(columns: readonly QueryColumn[] | null): void {
  const seen = new Set<string>()
  for (const { name } of columns ?? []) {
    if (seen.has(name)) throw new Refusal('42701', `column "${name}" specified more than once`)
    seen.add(name)
  }
}

function addQueryColumns(session: Session, relation: Relation, columns: readonly QueryColumn[] | null): void {
  if (!columns) session.store.set(relation, 'opaqueColumns', true)
  const unknown = session.system.type('')
  for (const column of columns ?? []) {
    const type = column.type ?? { type: unknown, modifiers: [] }
    // PostgreSQL resolves a literal's unknown type to text before it stores the column.
    const stored = type.type.name === 'unknown' ? { type: session.system.type('text'), modifiers: [] } : type
    refusePseudoType(column.name, stored.type)
    addColumn(session, relation, { name: column.name, type: stored, notNull: false })
  }
}

function refusePseudoType(column: string, type: Type): void {
  const element = type.kind === 'array' && type.element ? type.element : type
  if (element.kind !== 'pseudo') return
  throw new Refusal('42P16', `column "${column}" has pseudo-type ${shownType(type)}`)
}

function dependOn(session: Session, relation: Relation, query: Query): void {
  for (const column of query.uses.columns) session.store.depend(relation, column, 'normal')
  for (const entity of query.uses.entities) session.store.depend(relation, entity, 'normal')
}

/** `CREATE OR REPLACE VIEW` may only add columns at the end. */
function replaceView(session: Session, view: Relation, columns: readonly QueryColumn[] | null, query: Query): void {
  const { store } = session
  if (columns && !view.opaqueColumns) {
    const before = [...view.columns.values()]
    if (columns.length < before.length) throw new Refusal('42P16', 'cannot drop columns from view')
    for (const [at, old] of before.entries()) refuseChanged(session, old, columns[at])
    refuseRepeated(columns)
    for (const column of columns.slice(before.length)) addQueryColumns(session, view, [column])
  }
  store.undepend(view, (edge) => edge.to !== view.schema)
  dependOn(session, view, query)
  if (isRecursive(view)) session.mayHaveRecursiveViews = true
  session.record('alter', { kind: 'view', schema: view.schema.name, name: view.name })
}

function refuseChanged(
  session: Session,
  old: { name: string; type: QueryColumn['type'] },
  wish: QueryColumn | undefined,
): void {
  if (!wish) return
  if (wish.name !== old.name) {
    throw new Refusal('42P16', `cannot change name of view column "${old.name}" to "${wish.name}"`)
  }
  if (!wish.type || !old.type || sameUse(wish.type, old.type)) return
  if ([wish.type.type, old.type.type].some((type) => type.kind === 'unknown' || type.name === 'unknown')) return
  if (session.isTainted(old.name)) return
  throw new Refusal('42P16', `cannot change data type of view column "${old.name}"`)
}

/** `CREATE TABLE AS`, `CREATE MATERIALIZED VIEW`. */
export function createTableAs(session: Session, node: CreateTableAsStmt): void {
  const kind = node.objtype === 'OBJECT_MATVIEW' ? 'materialized view' : 'table'
  makeFromQuery(session, node.into, { kind, query: node.query, ifNotExists: node.if_not_exists ?? false })
}

/** `SELECT … INTO` and its like. */
export function makeFromQuery(
  session: Session,
  into: IntoClause | undefined,
  wish: { kind: Relation['kind']; query: Node | undefined; ifNotExists: boolean },
): void {
  const variables = wish.kind === 'table' ? (session.variables ?? undefined) : undefined
  const query = analyzeQuery(session, wish.query, variables)
  if (!into?.skipData) refuseRecursiveViews(session, query.uses)
  if (wish.kind === 'materialized view' && usesTemporary(query))
    throw new Refusal('0A000', 'materialized views must not use temporary tables or views')
  const name = nameOf(into?.rel)
  const schema = relationSchema(session, name, into?.rel?.relpersistence === 't', into?.rel?.location)
  if (wish.ifNotExists && schema.relations.has(name.name)) return
  // Since version 17 a materialized view is made first and filled afterwards.
  const isPlanned = !into?.skipData && (wish.kind === 'table' || session.pgVersion < 17)
  const columns = named(isPlanned ? planned(query) : query, into?.colNames)
  requireTablespace(session, into?.tableSpaceName)
  requireTableMethod(session, into?.accessMethod)
  refuseParameters(session, wish.kind, into?.options)
  const at = into?.rel?.location
  const made = makeQueryRelation(session, { kind: wish.kind, schema, name: name.name, at }, { columns, query })
  if (into?.rel?.relpersistence === 'u') session.store.set(made, 'persistence', 'unlogged')
  if (into?.onCommit === 'ONCOMMIT_DROP') dropAtCommit(session, made)
}

function planned(query: Query): Query {
  const columns = query.columns?.map((one) => ({
    ...one,
    type: one.type && { ...one.type, modifiers: one.planned ?? one.type.modifiers },
  }))
  return { ...query, columns: columns ?? null }
}

/** `CREATE RULE`. */
export function createRule(session: Session, node: RuleStmt): void {
  const relation = requireRelation(session, node.relation)
  const name = node.rulename ?? ''
  const before = relation.rules.get(name)
  if (before && !node.replace) {
    existing(session, {
      sqlstate: '42710',
      message: `rule "${name}" for relation "${relation.name}" already exists`,
      kind: 'rule',
      name: { schema: relation.schema.name, name: `${relation.name}.${name}` },
    })
  }
  if (node.whereClause) {
    const scope = {
      ...bareScope(),
      relations: [...relationScope(relation, 'old').relations, ...relationScope(relation, 'new').relations],
    }
    analyzeExpression(session, node.whereClause, scope)
  }
  const actions = mapped(node.actions ?? [], (action) => analyzeRuleAction(session, action, relation))
  const rule: Rule = {
    ...session.store.base(name),
    class: 'rule',
    relation,
    event: node.event ?? 'CMD_UNKNOWN',
    instead: (node.instead ?? false) && !node.whereClause,
    whenFired: flatMapped(actions, ({ whenFired }) => whenFired),
  }
  session.store.put(relation.rules, name, rule)
  session.store.depend(rule, relation, 'auto')
  for (const { columns, entities } of mapped(actions, ({ uses }) => uses)) {
    for (const used of columns) session.store.depend(rule, used, 'normal')
    for (const entity of entities) if (entity !== relation) session.store.depend(rule, entity, 'normal')
  }
  session.record('create', { kind: 'rule', schema: relation.schema.name, name: `${relation.name}.${name}` })
}

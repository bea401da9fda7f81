import type { AlterStatsStmt, CreateStatsStmt, Node } from '@migration-doctor/sql'
import { systemColumns } from './columns.ts'
import { existing, missing, objectName, qualifiedName, requireRelation, stringOf, targetSchema } from './names.ts'
import type { Column, Relation, Schema } from './objects.ts'
import { analyzeExpression, relationScope } from './query/index.ts'
import { defaultOpclass } from './query/opclass.ts'
import { worldOf } from './query/world.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './session.ts'
import { requireInPath } from './text-search.ts'
import { shownType } from './types.ts'

const kinds: ReadonlySet<string> = new Set(['ndistinct', 'dependencies', 'mcv'])
const mostColumns = 8

/** `CREATE STATISTICS`. */
export function createStatistics(session: Session, node: CreateStatsStmt): void {
  const [item] = node.relations ?? []
  const relation = requireRelation(session, item && 'RangeVar' in item ? item.RangeVar : undefined)
  if (!['table', 'partitioned table', 'foreign table', 'materialized view'].includes(relation.kind)) {
    throw new Refusal('42809', `cannot define statistics for relation "${relation.name}"`)
  }
  const wanted = qualifiedName(node.defnames)
  const schema = node.defnames?.length ? targetSchema(session, wanted) : relation.schema
  const name = node.defnames?.length ? wanted.name : chosenName(relation, schema, namesOf(node.exprs))
  if (schema.others.has(`statistics:${name}`)) {
    if (node.if_not_exists) return
    const message = `statistics object "${name}" already exists`
    existing(session, { sqlstate: '42710', message, kind: 'other', name: { schema: schema.name, name } })
  }
  const uses = columnsOf(session, relation, node.exprs)
  refuseKinds(node)
  const statistics = session.store.newOther('statistics', name, schema)
  session.record('create', { kind: 'statistics', schema: schema.name, name })
  for (const column of uses) session.store.depend(statistics, column, 'auto')
  if (uses.length === 0) session.store.depend(statistics, relation, 'auto')
}

const namesOf = (nodes: readonly Node[] | undefined): readonly string[] =>
  (nodes ?? []).map((item) => ('StatsElem' in item ? (item.StatsElem.name ?? 'expr') : ''))

/** `LIKE … INCLUDING STATISTICS`: the same of a table's own columns, under names chosen anew. */
export function copyStatistics(session: Session, relation: Relation, source: Relation): void {
  const all = [...source.columns.values()].flatMap(({ dependents }) => [...(dependents ?? [])].map(({ from }) => from))
  for (const one of new Set(all)) {
    if (one.class !== 'other' || one.kind !== 'statistics') continue
    const used = new Set([...(one.dependencies ?? [])].map(({ to }) => to))
    const names = [...source.columns.values()].filter((column) => used.has(column)).map(({ name }) => name)
    const copy = session.store.newOther('statistics', chosenName(relation, relation.schema, names), relation.schema)
    for (const name of names) {
      const column = relation.columns.get(name)
      if (column) session.store.depend(copy, column, 'auto')
    }
  }
}

/** `ChooseExtendedStatisticName`: `table_column_column_stat`. */
function chosenName(relation: Relation, schema: Schema, names: readonly string[]): string {
  for (let pass = 0; ; pass++) {
    const name = objectName(relation.name, names.join('_'), pass === 0 ? 'stat' : `stat${pass}`)
    if (!schema.others.has(`statistics:${name}`)) return name
  }
}

function refuseKinds({ stat_types, exprs }: CreateStatsStmt): void {
  const given = (stat_types ?? []).map(stringOf)
  const unknown = given.find((kind) => !kinds.has(kind))
  if (unknown !== undefined) throw new Refusal('42601', `unrecognized statistics kind "${unknown}"`)
  const [only, second] = exprs ?? []
  if (second) return
  const isExpression = only && 'StatsElem' in only && only.StatsElem.expr !== undefined
  if (isExpression && given.length > 0) {
    throw new Refusal('42601', 'when building statistics on a single expression, statistics kinds may not be specified')
  }
  if (!isExpression) throw new Refusal('42P17', 'extended statistics require at least 2 columns')
}

/** What extended statistics are kept of: columns, or expressions of them. */
function columnsOf(session: Session, relation: Relation, nodes: readonly Node[] | undefined): readonly Column[] {
  if ((nodes ?? []).length > mostColumns) {
    throw new Refusal('54011', `cannot have more than ${mostColumns} columns in statistics`)
  }
  const scope = relationScope(relation, relation.name, 'statistics')
  const columns = (nodes ?? []).flatMap((item): readonly Column[] => {
    if (!('StatsElem' in item)) return []
    const { name, expr } = item.StatsElem
    if (name !== undefined) return plainColumn(session, relation, name)
    return [...analyzeExpression(session, expr, scope).uses.columns]
  })
  const named = (nodes ?? []).flatMap((item) => ('StatsElem' in item ? (item.StatsElem.name ?? []) : []))
  if (named.some((name, at) => named.indexOf(name) !== at)) {
    throw new Refusal('42701', 'duplicate column name in statistics definition')
  }
  return columns
}

function plainColumn(session: Session, relation: Relation, name: string): readonly Column[] {
  const column = relation.columns.get(name)
  if (column) {
    refuseUnordered(session, column)
    return [column]
  }
  if (relation.opaqueColumns) return []
  if (systemColumns.has(name)) throw new Refusal('0A000', 'statistics creation on system columns is not supported')
  return missing(session, {
    sqlstate: '42703',
    message: `column "${name}" does not exist`,
    kind: 'column',
    name: { schema: relation.schema.name, name: relation.name },
    column: name,
  })
}

function refuseUnordered(session: Session, { name, type }: Column): void {
  const world = worldOf(session)
  if (!type.type.system || type.type.kind === 'unknown' || defaultOpclass(world, 'btree', type.type)) return
  const why = `its type ${shownType(type.type)} has no default btree operator class`
  throw new Refusal('0A000', `column "${name}" cannot be used in statistics because ${why}`)
}

/** `ALTER STATISTICS … SET STATISTICS`. */
export function alterStatistics(session: Session, node: AlterStatsStmt): void {
  const name = qualifiedName(node.defnames)
  if (
    node.missing_ok &&
    !(session.schema(name.schema ?? '') ?? session.creationSchema())?.others.has(`statistics:${name.name}`)
  )
    return
  requireInPath(session, 'statistics', name)
}

import type {
  ClusterStmt,
  ConstraintsSetStmt,
  LockStmt,
  Node,
  RefreshMatViewStmt,
  ReindexStmt,
  TruncateStmt,
  VacuumStmt,
} from '@migration-doctor/sql'
import { missing, missingSchema, nameOf, requireRelation, schemasFor, shown } from './names.ts'
import type { Relation } from './objects.ts'
import { requireTablespace } from './placement.ts'
import { refuseRecursiveViews } from './recursive-views.ts'
import { Refusal } from './refusal.ts'
import { requireColumn } from './require-column.ts'
import type { Session } from './session.ts'

const wrongKind = (message: string): never => {
  throw new Refusal('42809', message)
}

const outsideBlock = (session: Session, what: string): void => {
  if (session.inBlock) throw new Refusal('25001', `${what} cannot run inside a transaction block`)
}

const tables: readonly Relation['kind'][] = ['table', 'partitioned table']

export function truncate(session: Session, node: TruncateStmt): void {
  const named = (node.relations ?? []).flatMap((item) =>
    'RangeVar' in item ? [requireRelation(session, item.RangeVar)] : [],
  )
  for (const { kind, name } of named) {
    if (!tables.includes(kind) && kind !== 'foreign table') wrongKind(`"${name}" is not a table`)
  }
  if (node.behavior === 'DROP_CASCADE') return
  const all = new Set(named.flatMap(withChildren))
  for (const table of all) refuseReferenced(table, all)
}

const withChildren = (relation: Relation): readonly Relation[] => [
  relation,
  ...[...relation.children].flatMap(withChildren),
]

/** A table that others refer to is emptied together with them. */
function refuseReferenced(table: Relation, together: ReadonlySet<Relation>): void {
  for (const column of table.columns.values()) {
    for (const { from } of column.dependents ?? []) {
      const refers = from.class === 'constraint' && from.type === 'foreign key' && from.references?.table === table
      if (!refers || from.owner.class !== 'relation' || together.has(from.owner)) continue
      throw new Refusal('0A000', 'cannot truncate a table referenced in a foreign key constraint')
    }
  }
}

export function lock(session: Session, node: LockStmt): void {
  if (!session.inBlock) throw new Refusal('25P01', 'LOCK TABLE can only be used in transaction blocks')
  for (const item of node.relations ?? []) {
    if (!('RangeVar' in item)) continue
    const { kind, name } = requireRelation(session, item.RangeVar)
    if (!tables.includes(kind) && kind !== 'view') wrongKind(`cannot lock relation "${name}"`)
  }
}

export function refresh(session: Session, node: RefreshMatViewStmt): void {
  const view = requireRelation(session, node.relation)
  if (![...tables, 'materialized view'].includes(view.kind))
    wrongKind(`"${view.name}" is not a table or materialized view`)
  if (view.kind !== 'materialized view') {
    throw new Refusal(session.pgVersion >= 12 ? '0A000' : '42809', `"${view.name}" is not a materialized view`)
  }
  if (node.concurrent && node.skipData) {
    throw new Refusal('42601', 'REFRESH options CONCURRENTLY and WITH NO DATA cannot be used together')
  }
  const used = [...(view.dependencies ?? [])].map(({ to }) => to)
  if (!node.skipData) refuseRecursiveViews(session, { columns: new Set(), entities: new Set(used) })
  if (!node.concurrent) return
  const usable = [...view.indexes].some(
    ({ index }) => index?.unique && !index.hasPredicate && index.keys.every((key) => key.column),
  )
  if (!usable) throw new Refusal('55000', `cannot refresh materialized view "${view.name}" concurrently`)
}

export function cluster(session: Session, node: ClusterStmt): void {
  if (!node.relation) {
    outsideBlock(session, 'CLUSTER')
    return
  }
  const table = requireRelation(session, node.relation)
  if (!tables.includes(table.kind) && table.kind !== 'materialized view') wrongKind(`"${table.name}" is not a table`)
  const isPartitioned = table.kind === 'partitioned table'
  if (isPartitioned && session.pgVersion < 15) throw new Refusal('0A000', 'cannot cluster a partitioned table')
  if (node.indexname !== undefined) {
    const index = [...table.indexes].find(({ name }) => name === node.indexname)
    if (!index) {
      const name = { schema: table.schema.name, name: node.indexname }
      const message = `index "${node.indexname}" for table "${table.name}" does not exist`
      missing(session, { sqlstate: '42704', message, kind: 'relation', name })
    }
    if (index.index && !isPartitioned) session.store.set(index.index, 'clustered', true)
  } else if (![...table.indexes].some(({ index }) => index?.clustered)) {
    throw new Refusal('42704', `there is no previously clustered index for table "${table.name}"`)
  }
  if (isPartitioned) outsideBlock(session, 'CLUSTER')
}

export function vacuum(session: Session, node: VacuumStmt): void {
  if (node.is_vacuumcmd) outsideBlock(session, 'VACUUM')
  for (const item of node.rels ?? []) {
    if (!('VacuumRelation' in item) || !item.VacuumRelation.relation) continue
    const relation = requireRelation(session, item.VacuumRelation.relation)
    if (node.is_vacuumcmd && item.VacuumRelation.va_cols?.length && !hasOption(node.options, 'analyze')) {
      throw new Refusal('0A000', 'ANALYZE option must be specified when a column list is provided')
    }
    for (const column of item.VacuumRelation.va_cols ?? []) {
      requireColumn(session, relation, 'String' in column ? (column.String.sval ?? '') : '')
    }
  }
}

const hasOption = (params: readonly Node[] | undefined, name: string): boolean =>
  (params ?? []).some((item) => 'DefElem' in item && item.DefElem.defname === name)

export function reindex(session: Session, node: ReindexStmt): void {
  const concurrently = hasOption(node.params, 'concurrently')
  if (concurrently) outsideBlock(session, 'REINDEX CONCURRENTLY')
  for (const item of node.params ?? []) {
    if ('DefElem' in item && item.DefElem.defname === 'tablespace') {
      requireTablespace(
        session,
        item.DefElem.arg && 'String' in item.DefElem.arg ? item.DefElem.arg.String.sval : undefined,
      )
    }
  }
  if (node.kind === 'REINDEX_OBJECT_SCHEMA') {
    outsideBlock(session, 'REINDEX SCHEMA')
    if (!session.schema(node.name ?? '')) missingSchema(session, node.name ?? '')
    return
  }
  if (!node.relation) {
    outsideBlock(session, 'REINDEX DATABASE')
    return
  }
  const relation = requireRelation(session, node.relation)
  if (node.kind === 'REINDEX_OBJECT_INDEX' && relation.kind !== 'index') wrongKind(`"${relation.name}" is not an index`)
  const hasIndexes = [...tables, 'materialized view'].some((kind) => kind === relation.kind)
  if (node.kind === 'REINDEX_OBJECT_TABLE' && !hasIndexes)
    wrongKind(`"${relation.name}" is not a table or materialized view`)
  // Each partition is a transaction of its own.
  if (session.pgVersion >= 14 && (relation.index?.table ?? relation).kind === 'partitioned table')
    outsideBlock(session, node.kind === 'REINDEX_OBJECT_INDEX' ? 'REINDEX INDEX' : 'REINDEX TABLE')
}

/** `SET CONSTRAINTS name DEFERRED`: a constraint that is there and can be put off. */
export function setConstraints(session: Session, node: ConstraintsSetStmt): void {
  for (const item of node.constraints ?? []) {
    const name = nameOf('RangeVar' in item ? item.RangeVar : undefined)
    const found = schemasFor(session, name).flatMap((schema) => schema.constraintNames.get(name.name) ?? [])
    if (found.length === 0) {
      const message = `constraint "${shown(name)}" does not exist`
      missing(session, { sqlstate: '42704', message, kind: 'constraint', name })
    }
    if (!found.some(({ deferrable }) => deferrable)) wrongKind(`constraint "${name.name}" is not deferrable`)
  }
}

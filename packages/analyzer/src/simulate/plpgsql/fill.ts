import type { Node, RangeVar } from '@migration-doctor/sql'
import { findRelation, nameOf } from '../names.ts'
import type { Relation } from '../objects.ts'
import { mayHaveRows } from '../rows.ts'
import type { Session } from '../session.ts'
import type { Engine } from './evaluate/context.ts'
import { isCertain } from './evaluate/expression.ts'
import { unknown, type Value } from './value.ts'

/** Keeps account of the tables that a statement puts rows into. */
export function noteRows(engine: Engine, node: Node): void {
  const { session } = engine
  if ('InsertStmt' in node) {
    const { relation, selectStmt } = node.InsertStmt
    const gives = selectStmt && 'SelectStmt' in selectStmt ? engine.query(selectStmt.SelectStmt, null) : null
    if (!(gives?.complete && gives.rows.length === 0)) fill(session, relation)
  } else if ('CopyStmt' in node && node.CopyStmt.is_from) fill(session, node.CopyStmt.relation)
  else if ('MergeStmt' in node) fill(session, node.MergeStmt.relation)
  else if ('CreateTableAsStmt' in node) fill(session, node.CreateTableAsStmt.into?.rel)
  else if ('SelectStmt' in node && node.SelectStmt.intoClause) fill(session, node.SelectStmt.intoClause.rel)
  else if ('UpdateStmt' in node) noteTriggers(session, node.UpdateStmt.relation)
  else if ('DeleteStmt' in node) noteTriggers(session, node.DeleteStmt.relation)
  noteNested(session, node)
}

/** How many rows a statement changes, which is known where a table is empty or the rows are given. */
export function changedRows(engine: Engine, node: Node): Value {
  const { session } = engine
  if ('UpdateStmt' in node) return rowsOfTarget(session, node.UpdateStmt.relation)
  if ('DeleteStmt' in node) return rowsOfTarget(session, node.DeleteStmt.relation)
  if (!('InsertStmt' in node) || node.InsertStmt.onConflictClause) return unknown
  const source = node.InsertStmt.selectStmt
  if (!source) return 1
  const result = 'SelectStmt' in source ? engine.query(source.SelectStmt, null) : null
  return result && isCertain(result) ? result.rows.length : unknown
}

function rowsOfTarget(session: Session, range: RangeVar | undefined): Value {
  const relation = findRelation(session, nameOf(range))
  return relation && !mayHaveRows(session, relation) ? 0 : unknown
}

function fill(session: Session, range: RangeVar | undefined): void {
  const relation = findRelation(session, nameOf(range))
  if (relation && session.mayHaveRows !== 'all') session.store.add(session.mayHaveRows, relation)
  // A view may pass rows on to any table.
  if (relation && relation.kind !== 'table' && relation.kind !== 'partitioned table') session.mayHaveRowsEverywhere()
  for (const child of relation?.children ?? []) fillTree(session, child)
  noteTriggers(session, range)
}

function fillTree(session: Session, relation: Relation): void {
  if (session.mayHaveRows !== 'all') session.store.add(session.mayHaveRows, relation)
  for (const child of relation.children) fillTree(session, child)
}

/** Words of a body that puts rows somewhere, or may. */
const writes = /\b(insert|merge|copy|execute|perform|call|select)\b/i

/** Triggers may write to other tables. */
function noteTriggers(session: Session, range: RangeVar | undefined): void {
  const relation = findRelation(session, nameOf(range))
  for (const { routine } of relation?.triggers.values() ?? []) {
    if (routine && !routine.system && writes.test(routine.body ?? 'execute')) session.mayHaveRowsEverywhere()
  }
}

/** INSERT in WITH. */
function noteNested(session: Session, node: Node): void {
  for (const statement of Object.values(node)) {
    const ctes = (statement as { withClause?: { ctes?: readonly Node[] } }).withClause?.ctes ?? []
    for (const cte of ctes) {
      const query = 'CommonTableExpr' in cte ? cte.CommonTableExpr.ctequery : undefined
      if (query && 'InsertStmt' in query) fill(session, query.InsertStmt.relation)
    }
  }
}

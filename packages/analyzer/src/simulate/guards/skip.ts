import type { Node } from '@migration-doctor/sql'
import { Refusal, Unknowable } from '../refusal.ts'
import type { Session } from '../session.ts'
import { differences, stillThere } from './differ.ts'
import type { Guard, ShapeDifference, Skip } from './difference.ts'
import type { Shape } from './shape.ts'
import { type Standing, standingFor } from './standing.ts'

type Apply = (session: Session, node: Node) => void

/** What would meet a guard that the statement has of its own. */
export function guardedStanding(session: Session, node: Node): readonly Standing[] {
  return hasGuard(node) ? standingFor(session, node) : []
}

function hasGuard(node: Node): boolean {
  if ('CreateStmt' in node) return node.CreateStmt.if_not_exists ?? false
  if ('IndexStmt' in node) return node.IndexStmt.if_not_exists ?? false
  if ('CreateSeqStmt' in node) return node.CreateSeqStmt.if_not_exists ?? false
  if ('CreateTableAsStmt' in node) return node.CreateTableAsStmt.if_not_exists ?? false
  if (!('AlterTableStmt' in node)) return false
  return (node.AlterTableStmt.cmds ?? []).some((item) => 'AlterTableCmd' in item && item.AlterTableCmd.missing_ok)
}

/** Notes what a guard hides: each object that stands in the way and looks different. */
export function noteSkips(session: Session, guard: Guard, found: readonly Standing[], apply: Apply): void {
  for (const standing of found) noteSkip(session, guard, standing, apply)
}

function noteSkip(session: Session, guard: Guard, standing: Standing, apply: Apply): void {
  const { object, born } = standing
  if (session.isTainted(object.name) || (object.column !== undefined && session.isTainted(object.column))) return
  const actual = standing.shape()
  const wish = actual && wishedShape(session, standing, apply)
  if (!actual || !wish) return
  const { wished } = wish
  const found = differences(wished, actual).filter((one) => wish.foreignKeys || !isOnForeignKey(one))
  if (found.length === 0) return
  const skip: Skip = {
    statement: session.store.now,
    guard,
    object,
    first: born,
    differences: found,
    remaining: () => (standing.isThere() ? stillThere(found, differences(wished, standing.shape() ?? wished)) : []),
  }
  session.skips.push(skip)
  session.store.onRollback(() => session.skips.pop())
}

interface Wish {
  readonly wished: Shape
  /** Whether it is known which foreign keys it would have made. */
  readonly foreignKeys: boolean
}

function isOnForeignKey({ part, name }: ShapeDifference): boolean {
  return part === 'constraint' && name.startsWith('FOREIGN KEY')
}

/** What the statement would have made, had nothing stood in its way; `null` when that cannot be told. */
function wishedShape(session: Session, standing: Standing, apply: Apply): Wish | null {
  const whole = attempt(session, standing, { node: standing.node, apply })
  if (whole) return { wished: whole, foreignKeys: true }
  const rest = withoutForeignKeys(session, standing, apply)
  return rest && { wished: rest, foreignKeys: false }
}

function withoutForeignKeys(session: Session, standing: Standing, apply: Apply): Shape | null {
  const { node } = standing
  if (!('CreateStmt' in node)) return null
  const tableElts = (node.CreateStmt.tableElts ?? []).flatMap((item): Node[] => {
    if (isForeignKey(item)) return []
    if (!('ColumnDef' in item)) return [item]
    const constraints = (item.ColumnDef.constraints ?? []).filter((one) => !isForeignKey(one))
    return [{ ColumnDef: { ...item.ColumnDef, constraints } }]
  })
  return attempt(session, standing, { node: { CreateStmt: { ...node.CreateStmt, tableElts } }, apply })
}

function isForeignKey(node: Node): boolean {
  return 'Constraint' in node && node.Constraint.contype === 'CONSTR_FOREIGN'
}

/** Runs the statement with the object out of the way, looks, and takes everything back. */
function attempt(session: Session, standing: Standing, { node, apply }: { node: Node; apply: Apply }): Shape | null {
  const { store } = session
  const mark = store.mark()
  try {
    standing.hide()
    apply(session, node)
    return standing.shape()
  } catch (error) {
    if (error instanceof Refusal || error instanceof Unknowable) return null
    throw error
  } finally {
    store.rollbackTo(mark)
  }
}

/** Notes what is hidden when a statement is not sent because of a condition. It counts only if it would be refused as a duplicate. */
export function noteUnsent(session: Session, node: Node, { guard, apply }: { guard: Guard; apply: Apply }): void {
  const found = standingFor(session, node)
  if (found.length > 0) noteSkips(session, guard, found, apply)
}

import { constraintsOf, dropDefault, finishColumn, refuseIdentityType, setDefault } from '../columns.ts'
import { dropAll } from '../depend.ts'
import type { Column } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'
import { type Action, columnOf, defOf } from './action.ts'

export function addIdentity(action: Action): void {
  const { session, command } = action
  const column = columnOf(action)
  refuseIdentityType(column.type.type)
  refuseLoneIdentity(action, 'add identity to a column of')
  const [node] = command.def && 'Constraint' in command.def ? [command.def.Constraint] : constraintsOf(defOf(command))
  refuseUnfit(column)
  const identity = node?.generated_when === 'a' ? 'always' : 'by default'
  const wish = {
    name: column.name,
    type: column.type,
    notNull: true,
    serial: false,
    identity,
    sequenceOptions: node?.options,
    generated: null,
  } as const
  finishColumn(session, column, { ...wish, default: null, constraints: [], at: undefined })
  for (const part of partsOf(session, column)) {
    refuseUnfit(part)
    session.store.set(part, 'identity', identity)
  }
}

function refuseUnfit(column: Column): void {
  const state = (message: string): never => {
    throw new Refusal('55000', `column "${column.name}" of relation "${column.relation.name}" ${message}`)
  }
  if (!column.notNull) state('must be declared NOT NULL before identity can be added')
  if (column.notNullConstraint && !column.notNullConstraint.validated)
    state('has a NOT NULL constraint that is not valid')
  if (column.identity) state('is already an identity column')
  if (column.default) state('already has a default value')
}

/** Since version 17 partitions share the identity of their parent, and its sequence. */
function refuseLoneIdentity({ session, relation, recurse }: Action, what: string): void {
  if (session.pgVersion < 17) return
  if (relation.kind === 'partitioned table' && !recurse)
    throw new Refusal('42P16', `cannot ${what} only the partitioned table`)
  if (relation.partition) throw new Refusal('42P16', `cannot ${what} a partition`)
}

/** Of a column and of its like in all partitions. */
export function setIdentityOf(session: Session, column: Column, identity: Column['identity']): void {
  for (const one of [column, ...partsOf(session, column)]) session.store.set(one, 'identity', identity)
}

/** The like of a column in all partitions, where they share its identity. */
function* partsOf(session: Session, { relation, name }: Column): Iterable<Column> {
  if (session.pgVersion < 17 || relation.kind !== 'partitioned table') return
  for (const child of relation.children) {
    const column = child.columns.get(name)
    if (!column) continue
    yield column
    yield* partsOf(session, column)
  }
}

export function requireIdentity(column: Column): void {
  if (column.identity) return
  throw new Refusal('55000', `column "${column.name}" of relation "${column.relation.name}" is not an identity column`)
}

/** `SET GENERATED …`, and options of the sequence. */
export function setIdentity(action: Action): void {
  const { session, command } = action
  const column = columnOf(action)
  refuseLoneIdentity(action, 'change identity column of')
  requireIdentity(column)
  for (const item of command.def && 'List' in command.def ? (command.def.List.items ?? []) : []) {
    if (!('DefElem' in item) || item.DefElem.defname !== 'generated') continue
    const { arg } = item.DefElem
    const always = arg && 'Integer' in arg && String.fromCharCode(arg.Integer.ival ?? 0) === 'a'
    const identity = always ? 'always' : 'by default'
    setIdentityOf(session, column, identity)
  }
}

export function dropIdentity(action: Action): void {
  const { session, command } = action
  const column = columnOf(action)
  refuseLoneIdentity(action, 'drop identity from a column of')
  if (!column.identity && command.missing_ok) return
  requireIdentity(column)
  setIdentityOf(session, column, null)
  for (const edge of [...(column.dependents ?? [])]) {
    if (edge.type !== 'internal' || edge.from.class !== 'relation') continue
    session.store.undepend(edge.from, (one) => one.to === column)
    dropAll(session, [edge.from], false)
  }
}

function requireGenerated(column: Column): void {
  if (column.generated) return
  throw new Refusal('55000', `column "${column.name}" of relation "${column.relation.name}" is not a generated column`)
}

export function dropExpression(action: Action): void {
  const { session, command } = action
  const column = columnOf(action)
  if (column.inherited > 0) throw new Refusal('42P16', 'cannot drop generation expression from inherited column')
  if (!column.generated && command.missing_ok) return
  requireGenerated(column)
  session.store.set(column, 'generated', null)
  dropDefault(session, column)
}

export function setExpression(action: Action): void {
  const { session, command } = action
  const column = columnOf(action)
  requireGenerated(column)
  if (command.def) setDefault(session, column, command.def)
}

import { constraintsOf, dropDefault, finishColumn, refuseIdentityType, setDefault } from '../columns.ts'
import { dropAll } from '../depend.ts'
import type { Column } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import { type Action, columnOf, defOf } from './action.ts'

export function addIdentity(action: Action): void {
  const { session, relation, command } = action
  const column = columnOf(action)
  refuseOfPartition(action)
  const [node] = command.def && 'Constraint' in command.def ? [command.def.Constraint] : constraintsOf(defOf(command))
  const state = (sqlstate: string, message: string): never => {
    throw new Refusal(sqlstate, `column "${column.name}" of relation "${relation.name}" ${message}`)
  }
  refuseIdentityType(column.type.type)
  if (!column.notNull) state('55000', 'must be declared NOT NULL before identity can be added')
  if (column.notNullConstraint && !column.notNullConstraint.validated)
    state('55000', 'has a NOT NULL constraint that is not valid')
  if (column.identity) state('55000', 'is already an identity column')
  if (column.default) state('55000', 'already has a default value')
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
}

/** Since version 17 partitions share the identity of their parent. */
function refuseOfPartition({ session, relation }: Action): void {
  if (relation.partition && session.pgVersion >= 17)
    throw new Refusal('42P16', 'cannot change identity column of a partition')
}

export function requireIdentity(column: Column): void {
  if (column.identity) return
  throw new Refusal('55000', `column "${column.name}" of relation "${column.relation.name}" is not an identity column`)
}

/** `SET GENERATED …`, and options of the sequence. */
export function setIdentity(action: Action): void {
  const { session, command } = action
  const column = columnOf(action)
  refuseOfPartition(action)
  requireIdentity(column)
  for (const item of command.def && 'List' in command.def ? (command.def.List.items ?? []) : []) {
    if (!('DefElem' in item) || item.DefElem.defname !== 'generated') continue
    const { arg } = item.DefElem
    const always = arg && 'Integer' in arg && String.fromCharCode(arg.Integer.ival ?? 0) === 'a'
    session.store.set(column, 'identity', always ? 'always' : 'by default')
  }
}

export function dropIdentity(action: Action): void {
  const { session, command } = action
  const column = columnOf(action)
  refuseOfPartition(action)
  if (!column.identity && command.missing_ok) return
  requireIdentity(column)
  session.store.set(column, 'identity', null)
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

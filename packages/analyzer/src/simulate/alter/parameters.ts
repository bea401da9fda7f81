import type { Node } from '@migration-doctor/sql'
import { stringOf } from '../names.ts'
import type { Relation, StorageOption } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'
import { optionsOf, type ParameterOwner, refuseParameters, refuseResetValues } from '../storage-parameters.ts'
import { type Action, columnOf } from './action.ts'

export const listOf = (node: Node | undefined): readonly Node[] =>
  node && 'List' in node ? (node.List.items ?? []) : []

/** The word that an action sets a column to. */
export const wordOf = ({ command }: Action): string => stringOf(command.def)

/** `ALTER COLUMN … SET STATISTICS`: by name, or by number in an index. */
export function setStatistics(action: Action): void {
  const { relation, command } = action
  if (command.name !== undefined) {
    columnOf(action)
    return
  }
  const number = command.num ?? 0
  if (relation.kind !== 'index') throw new Refusal('0A000', 'cannot refer to non-index column by number')
  const keys = relation.index?.keys ?? []
  if (number > keys.length + (relation.index?.include.length ?? 0)) {
    throw new Refusal('42703', `column number ${number} of relation "${relation.name}" does not exist`)
  }
  if (keys[number - 1]?.column) {
    throw new Refusal('0A000', `cannot alter statistics on non-expression column of index "${relation.name}"`)
  }
}

/** `ALTER COLUMN … SET (…)` and `RESET (…)`. */
export function columnOptions(action: Action): void {
  const { session, command } = action
  columnOf(action)
  if (command.subtype === 'AT_SetOptions') refuseParameters(session, 'column', listOf(command.def))
  else refuseResetValues(listOf(command.def))
}

/** `SET (…)` of a table, a view or an index. */
export function setParameters({ session, relation, command }: Action): void {
  const owner: ParameterOwner = relation.kind === 'index' ? (relation.index?.method ?? 'btree') : relation.kind
  refuseParameters(session, owner, listOf(command.def))
  keepOptions(session, relation, { given: optionsOf(listOf(command.def)), isReset: false })
}

/** `RESET (…)` of a table, a view or an index. */
export function resetParameters({ session, relation, command }: Action): void {
  refuseResetValues(listOf(command.def))
  keepOptions(session, relation, { given: optionsOf(listOf(command.def)), isReset: true })
}

/** `transformRelOptions`: what is set anew comes last. */
function keepOptions(
  session: Session,
  { index }: Relation,
  { given, isReset }: { readonly given: readonly StorageOption[]; readonly isReset: boolean },
): void {
  if (!index?.options) return
  const others = index.options.filter(({ name }) => !given.some((one) => one.name === name))
  session.store.set(index, 'options', isReset ? others : [...others, ...given])
}

import { requireRelation } from '../names.ts'
import { Refusal } from '../refusal.ts'
import { resolveType } from '../types.ts'
import type { Action } from './action.ts'

/** `ALTER TABLE … OF type`: the columns must be those of the type, in order. */
export function addOf({ session, relation, command }: Action): void {
  const type = resolveType(session, command.def && 'TypeName' in command.def ? command.def.TypeName : undefined).type
  if (type.relation?.kind !== 'composite type') {
    throw new Refusal('42809', `type ${type.name} is not a composite type`)
  }
  if (relation.parents.size > 0) throw new Refusal('42809', 'typed tables cannot inherit')
  const own = [...relation.columns.values()]
  for (const [at, wanted] of [...type.relation.columns.values()].entries()) {
    const column = own[at]
    if (!column) throw new Refusal('42804', `table is missing column "${wanted.name}"`)
    if (column.name !== wanted.name) {
      throw new Refusal('42804', `table has column "${column.name}" where type requires "${wanted.name}"`)
    }
    if (column.type.type !== wanted.type.type) {
      throw new Refusal('42804', `table "${relation.name}" has different type for column "${wanted.name}"`)
    }
  }
  const extra = own[type.relation.columns.size]
  if (extra) throw new Refusal('42804', `table has extra column "${extra.name}"`)
  if (relation.ofType) session.store.undepend(relation, (edge) => edge.to === relation.ofType)
  session.store.set(relation, 'ofType', type)
  session.store.depend(relation, type, 'normal')
}

/** `ALTER TABLE … NOT OF`. */
export function dropOf({ session, relation }: Action): void {
  const { ofType } = relation
  if (!ofType) throw new Refusal('42809', `"${relation.name}" is not a typed table`)
  session.store.undepend(relation, (edge) => edge.to === ofType)
  session.store.set(relation, 'ofType', null)
}

/** `DETACH PARTITION … FINALIZE` ends what an interrupted `CONCURRENTLY` left, which no history does. */
export function finalizeDetach({ session, relation, command }: Action): void {
  const child = requireRelation(
    session,
    command.def && 'PartitionCmd' in command.def ? command.def.PartitionCmd.name : undefined,
  )
  if (child.partition?.parent !== relation) {
    throw new Refusal('42P01', `relation "${child.name}" is not a partition of relation "${relation.name}"`)
  }
  throw new Refusal('55000', `partition "${child.name}" is not pending detach`)
}

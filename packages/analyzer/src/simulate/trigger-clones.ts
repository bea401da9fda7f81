import { blankTrigger } from './blank.ts'
import { removeEntity } from './depend.ts'
import { existing } from './names.ts'
import type { Relation, Trigger } from './objects.ts'
import type { Session } from './session.ts'

/** Adds a trigger to its table, and its like to the partitions if it is for each row. */
export function addTrigger(session: Session, trigger: Trigger): void {
  const { store } = session
  const { relation, name, routine } = trigger
  store.put(relation.triggers, name, trigger)
  store.depend(trigger, relation, 'auto')
  if (trigger.parent) store.depend(trigger, trigger.parent, 'auto')
  if (routine) store.depend(trigger, routine, 'normal')
  if (relation.kind !== 'partitioned table' || !trigger.isForRows) return
  for (const child of relation.children) cloneTrigger(session, trigger, child)
}

/** The likes of a trigger, down to the last partition. */
export function* clonesOf(trigger: Trigger): Iterable<Trigger> {
  for (const child of trigger.relation.children) {
    const clone = [...child.triggers.values()].find(({ parent }) => parent === trigger)
    if (clone) yield* [clone, ...clonesOf(clone)]
  }
}

/** `CloneRowTriggersToPartition` */
export function cloneTriggers(session: Session, from: Relation, to: Relation): void {
  for (const trigger of from.triggers.values()) if (trigger.isForRows) cloneTrigger(session, trigger, to)
}

function cloneTrigger(session: Session, trigger: Trigger, relation: Relation): void {
  const { name, routine, constraint, isForRows } = trigger
  const before = relation.triggers.get(name)
  if (before && before.parent?.relation !== trigger.relation) refuseTakenTrigger(session, relation, name)
  if (before) removeEntity(session, before)
  const wish = { relation, routine, constraint, parent: trigger, isForRows, said: null }
  addTrigger(session, blankTrigger(session.store.base(name), wish))
}

/** `DropClonedTriggersFromPartition` */
export function dropClones(session: Session, partition: Relation): void {
  for (const trigger of [...partition.triggers.values()]) {
    if (!trigger.parent) continue
    if (partition.kind === 'partitioned table') for (const child of partition.children) dropClones(session, child)
    removeEntity(session, trigger)
  }
}

export function refuseTakenTrigger(session: Session, relation: Relation, name: string): never {
  const what = relation.triggers.get(name)?.parent ? 'is an internal or a child trigger' : 'already exists'
  return existing(session, {
    sqlstate: '42710',
    message: `trigger "${name}" for relation "${relation.name}" ${what}`,
    kind: 'trigger',
    name: { schema: relation.schema.name, name: `${relation.name}.${name}` },
  })
}

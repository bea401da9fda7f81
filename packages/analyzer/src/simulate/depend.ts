import type { ObjectRef } from '@migration-doctor/core'
import type { Constraint, Dependency, Entity, Relation } from './objects.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './session.ts'

/** How an object was reached: an object reached by `auto` goes without asking. */
type Reach = 'target' | 'auto' | 'normal'

/**
 * `performMultipleDeletions`: drops the targets and what hangs on them. With RESTRICT it refuses when something
 * else would have to go; with CASCADE it takes exactly what PostgreSQL takes.
 */
export function dropAll(session: Session, targets: readonly Entity[], cascade: boolean): void {
  const reached = new Map<Entity, Reach>()
  for (const target of targets) reached.set(target, 'target')
  for (const target of targets) refuseIfOwned(target, reached)
  for (const target of targets) reach(target, reached, cascade)
  for (const target of targets) refusePart(target, reached)
  if (!cascade) refuseDependents(targets, reached)
  for (const entity of [...reached.keys()].reverse()) removeEntity(session, entity)
}

function reach(from: Entity, reached: Map<Entity, Reach>, cascade: boolean): void {
  for (const edge of edgesInto(from)) {
    const owner = ownerOf(edge.from)
    if (owner && reached.has(owner)) continue
    const how: Reach = edge.type === 'normal' ? 'normal' : 'auto'
    const before = reached.get(edge.from)
    if (before === undefined) {
      // What an internal part is asked for, its whole answers for: dropping the part drops the whole.
      const whole = wholeOf(edge.from)
      if (whole && whole !== from && !reached.has(whole) && !reached.has(ownerOf(whole) ?? whole)) {
        // Nothing says that the whole goes without asking.
        reached.set(whole, 'normal')
        reach(whole, reached, cascade)
      }
      if (!reached.has(edge.from)) reached.set(edge.from, how)
      reach(edge.from, reached, cascade)
    } else if (before === 'normal' && how === 'auto') reached.set(edge.from, 'auto')
  }
}

/** Dependents of an object and of its columns. */
function* edgesInto(entity: Entity): Iterable<Dependency> {
  if (entity.dependents) yield* [...entity.dependents]
  if (entity.class !== 'relation') return
  for (const column of entity.columns.values()) if (column.dependents) yield* [...column.dependents]
}

/** The relation whose drop takes a column along. */
function ownerOf(entity: Entity): Relation | null {
  return entity.class === 'column' ? entity.relation : null
}

function wholeOf(entity: Entity): Entity | null {
  for (const edge of entity.dependencies ?? []) if (edge.type === 'internal') return edge.to
  return null
}

/** An index of a constraint, a sequence of an identity column, a row type, a member of an extension: its owner must go instead. */
function refuseIfOwned(target: Entity, reached: ReadonlyMap<Entity, Reach>): void {
  for (const edge of target.dependencies ?? []) {
    if (edge.type !== 'internal' && edge.type !== 'extension') continue
    if (reached.has(edge.to)) continue
    const owner = describe(edge.to)
    throw new Refusal('2BP01', `cannot drop ${describe(target)} because ${owner} requires it`, {
      subject: { fault: 'other', kind: 'other', schema: null, name: target.name },
    })
  }
}

/** `DEPENDENCY_PARTITION_PRI`: what a partition has for its parent's sake goes with that, or with the partition. */
function refusePart(target: Entity, reached: ReadonlyMap<Entity, Reach>): void {
  const [parent, table] = parentOf(target)
  if (!parent || !table || reached.has(parent) || reached.has(table)) return
  throw new Refusal('2BP01', `cannot drop ${describe(target)} because ${describe(parent)} requires it`, {
    subject: { fault: 'other', kind: 'other', schema: null, name: target.name },
  })
}

/** That whose like for a partition it is, and the partition. */
function parentOf(entity: Entity): readonly (Entity | null | undefined)[] {
  if (entity.class === 'trigger') return [entity.parent, entity.relation]
  return entity.class === 'relation' ? [entity.index?.parent, entity.index?.table] : []
}

function refuseDependents(targets: readonly Entity[], reached: ReadonlyMap<Entity, Reach>): void {
  for (const [entity, how] of reached) {
    if (how !== 'normal') continue
    const first = targets[0]
    const what = targets.length === 1 && first ? describe(first) : 'desired object(s)'
    const ref = refOf(entity)
    throw new Refusal(
      '2BP01',
      `cannot drop ${what} because other objects depend on it`.replace('(s) because', '(s) because'),
      {
        subject: { fault: 'existing', kind: 'other', schema: ref.schema, name: ref.name },
      },
    )
  }
}

/** Takes one object out of its container and cuts its edges; its dependents are already gone. */
export function removeEntity(session: Session, entity: Entity): void {
  const { store } = session
  if (!detach(session, entity)) return
  store.undepend(entity, () => true)
  session.record('drop', refOf(entity))
}

/** `false` when it was gone already. */
function detach(session: Session, entity: Entity): boolean {
  const { store } = session
  switch (entity.class) {
    case 'schema':
      return removeFrom(session, store.schemas, entity.name, entity)
    case 'relation':
      return detachRelation(session, entity)
    case 'column':
      if (entity.relation.columns.get(entity.name) !== entity) return false
      store.removeInOrder(entity.relation.columns, entity.name)
      if (entity.notNullConstraint) detachConstraint(session, entity.notNullConstraint)
      return true
    case 'default':
      if (entity.column.default !== entity) return false
      store.set(entity.column, 'default', null)
      return true
    case 'constraint':
      return detachConstraint(session, entity)
    case 'type':
      return removeFrom(session, entity.schema.types, entity.name, entity)
    case 'routine': {
      const all = entity.schema.routines.get(entity.name) ?? []
      if (!all.includes(entity)) return false
      const rest = all.filter((routine) => routine !== entity)
      if (rest.length > 0) store.put(entity.schema.routines, entity.name, rest)
      else store.remove(entity.schema.routines, entity.name)
      return true
    }
    case 'trigger':
      return removeFrom(session, entity.relation.triggers, entity.name, entity)
    case 'policy':
      return removeFrom(session, entity.relation.policies, entity.name, entity)
    case 'rule':
      return removeFrom(session, entity.relation.rules, entity.name, entity)
    case 'extension':
      if (entity.content) store.drop(entity.schema.guests, entity.content)
      return removeFrom(session, store.extensions, entity.name, entity)
    case 'other':
      return removeFrom(
        session,
        entity.schema ? entity.schema.others : store.globals,
        `${entity.kind}:${entity.name}`,
        entity,
      )
  }
}

function removeFrom<V>(session: Session, map: Map<string, V>, key: string, value: V): boolean {
  if (map.get(key) !== value) return false
  session.store.remove(map, key)
  return true
}

function detachRelation(session: Session, relation: Relation): boolean {
  const { store } = session
  if (!removeFrom(session, relation.schema.relations, relation.name, relation)) return false
  if (relation.index) store.drop(relation.index.table.indexes, relation)
  for (const parent of relation.parents) store.drop(parent.children, relation)
  for (const column of relation.columns.values()) {
    store.undepend(column, () => true)
    if (column.notNullConstraint) store.unnameConstraint(relation.schema, column.notNullConstraint)
  }
  return true
}

function detachConstraint(session: Session, constraint: Constraint): boolean {
  const { store } = session
  if (!removeFrom(session, constraint.owner.constraints, constraint.name, constraint)) return false
  store.unnameConstraint(constraint.owner.schema, constraint)
  if (constraint.type === 'not null') markNullable(session, constraint)
  return true
}

function markNullable({ store }: Session, { owner, columns }: Constraint): void {
  if (owner.class === 'type') store.set(owner, 'notNull', false)
  for (const column of columns) {
    store.set(column, 'notNull', false)
    store.set(column, 'notNullConstraint', null)
  }
}

/** An object as findings name it. */
export function refOf(entity: Entity): ObjectRef {
  switch (entity.class) {
    case 'schema':
      return { kind: 'schema', schema: entity.name, name: entity.name }
    case 'relation':
      return { kind: entity.kind, schema: entity.schema.name, name: entity.name }
    case 'column':
    case 'default': {
      const column = entity.class === 'column' ? entity : entity.column
      return {
        kind: entity.class,
        schema: column.relation.schema.name,
        name: column.relation.name,
        column: column.name,
      }
    }
    case 'constraint':
      return { kind: 'constraint', schema: entity.owner.schema.name, name: `${entity.owner.name}.${entity.name}` }
    case 'type':
      return { kind: entity.kind === 'base' ? 'type' : entity.kind, schema: entity.schema.name, name: entity.name }
    case 'routine':
      return { kind: entity.kind, schema: entity.schema.name, name: entity.name }
    case 'trigger':
    case 'policy':
    case 'rule': {
      const { relation } = entity
      return { kind: entity.class, schema: relation.schema.name, name: `${relation.name}.${entity.name}` }
    }
    case 'extension':
      return { kind: 'extension', schema: '', name: entity.name }
    case 'other':
      return { kind: entity.kind, schema: entity.schema?.name ?? '', name: entity.name }
  }
}

/** An object as PostgreSQL describes it in messages: `table users`, `constraint a on table b`. */
export function describe(entity: Entity): string {
  switch (entity.class) {
    case 'relation':
      return `${entity.kind === 'partitioned table' ? 'table' : entity.kind} ${entity.name}`
    case 'column':
      return `column ${entity.name} of ${describe(entity.relation)}`
    case 'default':
      return `default value for ${describe(entity.column)}`
    case 'constraint':
      return `constraint ${entity.name} on ${entity.owner.class === 'type' ? 'type' : 'table'} ${entity.owner.name}`
    case 'routine':
      return `function ${entity.name}`
    case 'trigger':
    case 'policy':
    case 'rule':
      return `${entity.class} ${entity.name} on ${describe(entity.relation)}`
    default:
      return `${entity.class === 'other' ? entity.kind : entity.class} ${entity.name}`
  }
}

import type { Node } from '@migration-doctor/sql'
import { type Action, columnOf, defOf } from './alter/action.ts'
import { refuseCollation } from './column-attributes.ts'
import { isCollated, refuseIdentityType } from './columns.ts'
import { prepareReread } from './deparse/reread.ts'
import { dependOnExtensionOf } from './extension-types.ts'
import { withHeirs } from './heirs.ts'
import type { Column, Relation, Type } from './objects.ts'
import { analyzeExpression, relationScope, type Scope } from './query/index.ts'
import { canCoerce } from './query/pathway.ts'
import { worldOf } from './query/world.ts'
import { prepareRebuild, type Rebuild } from './rebuild.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './session.ts'
import { resolveType, shownType } from './types.ts'

/** `ALTER COLUMN … TYPE`: needs an assignment cast when there is no USING, and nothing that stands on the old type in the way. */
export function changeType(action: Action): void {
  const { session, relation, command, recurse } = action
  const node = defOf(command)
  if (node.raw_default) analyzeExpression(session, node.raw_default, usingScope(relation))
  const column = columnOf(action)
  // The sequence of an identity is changed before the table is looked at.
  if (column.identity) refuseIdentityType(resolveType(session, node.typeName).type)
  if (column.inherited > 0) throw new Refusal('42P16', `cannot alter inherited column "${column.name}"`)
  refuseKeyOfPartition(column)
  if (relation.ofType) throw new Refusal('42809', 'cannot alter column type of typed table')
  const wish = resolveType(session, node.typeName)
  refuseCollation(session, node, wish.type)
  if (node.raw_default && column.generated)
    throw new Refusal('42611', 'cannot specify USING when altering type of generated column')
  refuseRowTypeInUse(column.relation)
  if (node.raw_default) refuseUsing(session, column, { using: node.raw_default, type: wish })
  else refuseWithoutCast(session, column, wish.type)
  if (!recurse && column.relation.children.size > 0)
    throw new Refusal('42P16', `type of inherited column "${column.name}" must be changed in child tables too`)
  const columns = [...new Set(withHeirs(column))]
  for (const heir of columns) if (heir !== column) refuseHeir(heir, columns)
  const reread = prepareReread(session, column)
  const rebuilds = columns.map((one) => changeOne(session, one, { wish, isCollated: isCollated(node) }))
  for (const { makeIndexes } of rebuilds) makeIndexes()
  for (const { makeConstraints } of rebuilds) makeConstraints()
  reread()
}

/** A heir of others as well would part from them. */
function refuseHeir(column: Column, changed: readonly Column[]): void {
  const { relation, name, inherited } = column
  const parents = changed.filter((one) => relation.parents.has(one.relation))
  if (inherited > parents.length)
    throw new Refusal('42P16', `cannot alter inherited column "${name}" of relation "${relation.name}"`)
  refuseKeyOfPartition(column)
}

/** One table after the other: what is wrong with a child is said after what is wrong with its parent. */
function changeOne(session: Session, column: Column, made: NewType): Rebuild {
  if (column.default && !column.generated) refuseDefault(session, column, made.wish.type)
  refuseDependents(session, column)
  const rebuild = prepareRebuild(session, column)
  setType(session, column, made)
  rebuild.readIndexes()
  return rebuild
}

const usingScope = (relation: Relation): Scope => relationScope(relation, relation.name, 'alter type using')

function refuseKeyOfPartition({ relation, name }: Column): void {
  const column = relation.columns.get(name)
  if (!relation.partitionKey?.columns.some((one) => one === column)) return
  throw new Refusal(
    '42P16',
    `cannot alter column "${name}" because it is part of the partition key of relation "${relation.name}"`,
  )
}

/** A composite type that a table stores keeps the types of its attributes. */
function refuseRowTypeInUse(relation: Relation): void {
  if (relation.kind !== 'composite type' || !relation.rowType) return
  const column = storedIn(relation.rowType)
  if (!column) return
  const where = `${column.relation.name}.${column.name}`
  throw new Refusal('0A000', `cannot alter type "${relation.name}" because column "${where}" uses it`)
}

const stores: readonly Relation['kind'][] = ['table', 'partitioned table', 'materialized view']

/** A column of a table whose values hold values of that type. */
export function storedIn(type: Type): Column | null {
  for (const { from } of [...(type.dependents ?? []), ...(type.array?.dependents ?? [])]) {
    if (from.class === 'type' && from !== type.array && from.kind !== 'array') {
      const found = storedIn(from)
      if (found) return found
    }
    if (from.class !== 'column') continue
    if (stores.includes(from.relation.kind)) return from
    const outer = from.relation.kind === 'composite type' && from.relation.rowType
    const found = outer ? storedIn(outer) : null
    if (found) return found
  }
  return null
}

/** USING: of a type that can be assigned to the new one. */
function refuseUsing(session: Session, column: Column, wish: { using: Node; type: Column['type'] }): void {
  analyzeExpression(session, wish.using, usingScope(column.relation), {
    type: wish.type,
    what: 'using',
    column: column.name,
  })
}

interface NewType {
  readonly wish: Column['type']
  readonly isCollated: boolean
}

function setType(session: Session, column: Column, made: NewType): void {
  const { store } = session
  const { wish } = made
  const before = column.type.type
  store.undepend(column, (edge) => edge.to === before)
  store.set(column, 'type', wish)
  if (column.isCollated || made.isCollated) store.set(column, 'isCollated', made.isCollated)
  store.depend(column, wish.type, 'normal')
  dependOnExtensionOf(session, column, wish.type)
}

function refuseWithoutCast(session: Session, column: Column, type: Type): void {
  if (isAssignable(session, column.type.type, type)) return
  throw new Refusal('42804', `column "${column.name}" cannot be cast automatically to type ${shownType(type)}`, {
    subject: {
      fault: 'other',
      kind: 'column',
      schema: column.relation.schema.name,
      name: column.relation.name,
      column: column.name,
    },
  })
}

function isAssignable(session: Session, from: Type | null, to: Type): boolean {
  const world = worldOf(session)
  return canCoerce(world, from, to, 'assignment') || world.mayHaveCasts()
}

function refuseDefault(session: Session, column: Column, type: Type): void {
  const from = column.default?.valueType ?? null
  if (isAssignable(session, from, type)) return
  throw new Refusal(
    '42804',
    `default for column "${column.name}" cannot be cast automatically to type ${shownType(type)}`,
  )
}

const blocking: Readonly<Record<string, string>> = {
  view: 'cannot alter type of a column used by a view or rule',
  'materialized view': 'cannot alter type of a column used by a view or rule',
  rule: 'cannot alter type of a column used by a view or rule',
  trigger: 'cannot alter type of a column used in a trigger definition',
  policy: 'cannot alter type of a column used in a policy definition',
}

/** PostgreSQL rebuilds indexes and constraints by itself, but neither views nor triggers nor policies. */
function refuseDependents(session: Session, column: Column): void {
  for (const { from } of column.dependents ?? []) {
    const kind = from.class === 'relation' ? from.kind : from.class
    const message = blocking[kind]
    if (message)
      throw new Refusal('0A000', message, {
        subject: { fault: 'existing', kind: 'other', schema: null, name: from.name },
      })
    if (from.class === 'default' && from.column.generated && from.column !== column) {
      const sqlstate = session.pgVersion >= 15 ? '0A000' : '42601'
      throw new Refusal(sqlstate, 'cannot alter type of a column used by a generated column')
    }
  }
}

import {
  type Catalog,
  type CatalogObject,
  type ColumnObject,
  type ConstraintObject,
  catalogOf,
  type IndexObject,
  type References,
  type ReferentialAction,
  type TableObject,
  type TableShape,
} from '@migration-doctor/core'
import { constraintDefinition } from './deparse/constraint.ts'
import { indexDefinition } from './deparse/index-definition.ts'
import { partitionKeyDefinition } from './deparse/partition-key.ts'
import type { Showing } from './deparse/showing.ts'
import { triggerDefinition } from './deparse/trigger.ts'
import { hostsIn } from './hosts.ts'
import type { Column, Constraint, Other, Relation, Routine, Schema, Type } from './objects.ts'
import { worldOf } from './query/world.ts'
import type { Session } from './session.ts'
import { temporarySchema } from './session.ts'
import { shownDefault } from './shown-default.ts'
import { formatType, type SchemaNaming } from './types.ts'

/**
 * What the simulated database contains, in the model that live databases are read into.
 * @param names only what bears one of these names, and what it belongs to; `null`: everything.
 */
export function snapshot(session: Session, names: ReadonlySet<string> | null = null): Catalog {
  return catalogOf(allObjects(session, names))
}

function* allObjects(session: Session, names: ReadonlySet<string> | null): Iterable<CatalogObject> {
  const showing = showingOf(session)
  for (const schema of session.store.schemas.values()) {
    if (schema.name === temporarySchema) continue
    yield { kind: 'schema', schema: schema.name, name: schema.name }
    for (const relation of schema.relations.values())
      if (isMeant(relation, names)) yield* relationObjects(relation, showing)
    for (const type of schema.types.values()) if (!names || names.has(type.name)) yield* typeObjects(type, showing)
    for (const [name, routines] of schema.routines) {
      if (!names || names.has(name))
        for (const routine of routines) if (!isOfType(routine)) yield routineObject(routine, showing.hostOf)
    }
    for (const other of schema.others.values()) yield* otherObjects(other, schema)
  }
  for (const extension of session.store.extensions.values()) {
    yield { kind: 'extension', schema: '', name: extension.name }
  }
  for (const other of session.store.globals.values()) yield* otherObjects(other, null)
}

function showingOf(session: Session): Showing {
  return { pgVersion: session.pgVersion, world: worldOf(session), hostOf: hostsIn(session) }
}

/** Itself, an index on it, or the table that owns it bears one of the names. */
function isMeant(relation: Relation, names: ReadonlySet<string> | null): boolean {
  if (!names || names.has(relation.name)) return true
  const owner = relation.sequence?.ownedBy?.relation
  if (owner && names.has(owner.name)) return true
  for (const index of relation.indexes) if (names.has(index.name)) return true
  return false
}

const otherKinds = [
  'publication',
  'subscription',
  'event trigger',
  'statistics',
  'collation',
  'foreign server',
  'foreign data wrapper',
  'operator',
  'operator class',
  'operator family',
  'cast',
  'text search configuration',
  'text search dictionary',
] as const

function* otherObjects(other: Other, schema: Schema | null): Iterable<CatalogObject> {
  // Classes and families are kept with the access method that they are for.
  const kind = otherKinds.find((one) => one === other.kind || other.kind.startsWith(`${one} for `))
  if (kind) yield { kind, schema: schema?.name ?? '', name: other.name }
}

function* relationObjects(relation: Relation, showing: Showing): Iterable<CatalogObject> {
  const schema = relation.schema.name
  const { name } = relation
  switch (relation.kind) {
    case 'table':
    case 'partitioned table':
      yield tableObject(relation, showing)
      yield* tableParts(relation, showing)
      return
    case 'foreign table':
      yield { kind: 'foreign table', schema, name }
      yield* columnObjects(relation, showing)
      return
    case 'view':
    case 'materialized view': {
      const columns = relation.opaqueColumns ? undefined : [...relation.columns.keys()]
      yield { kind: relation.kind, schema, name, columns, definition: undefined }
      if (!relation.opaqueColumns) yield* columnObjects(relation, showing)
      for (const index of relation.indexes) yield* indexObjects(index, showing)
      yield* partObjects(relation, showing)
      return
    }
    case 'sequence': {
      const owner = relation.sequence?.ownedBy
      const ownedBy = owner ? `${owner.relation.schema.name}.${owner.relation.name}.${owner.name}` : null
      yield { kind: 'sequence', schema, name, ownedBy }
      return
    }
    case 'composite type':
      yield* columnObjects(relation, showing)
      return
    case 'index':
  }
}

function tableObject(relation: Relation, showing: Showing): TableObject {
  const parents = [...relation.parents].map((parent) => `${parent.schema.name}.${parent.name}`)
  return {
    kind: 'table',
    schema: relation.schema.name,
    name: relation.name,
    persistence: relation.persistence,
    partitionKey: relation.partitionKey && partitionKeyDefinition(relation.partitionKey, showing),
    parents,
    rowSecurity: relation.rowSecurity,
  }
}

function* tableParts(relation: Relation, showing: Showing): Iterable<CatalogObject> {
  yield* columnObjects(relation, showing)
  for (const constraint of relation.constraints.values()) yield* constraintObjects(constraint, showing)
  for (const index of relation.indexes) yield* indexObjects(index, showing)
  yield* partObjects(relation, showing)
}

function* partObjects(relation: Relation, showing: Showing): Iterable<CatalogObject> {
  const schema = relation.schema.name
  const table = relation.name
  for (const trigger of relation.triggers.values()) {
    if (trigger.parent) continue
    yield { kind: 'trigger', schema, table, name: trigger.name, definition: triggerDefinition(trigger, showing) }
  }
  for (const { name } of relation.policies.values())
    yield { kind: 'policy', schema, table, name, definition: undefined }
  for (const { name } of relation.rules.values()) yield { kind: 'rule', schema, table, name, definition: undefined }
}

/** The columns of a relation, in order. */
export function* columnObjects(relation: Relation, showing?: Showing): Iterable<ColumnObject> {
  const inOrder = [...relation.columns.values()].sort((a, b) => a.position - b.position)
  for (const [at, column] of inOrder.entries()) yield columnObject(column, at + 1, showing)
}

function columnObject(column: Column, position: number, showing?: Showing): ColumnObject {
  const known = column.type.type.kind !== 'unknown'
  return {
    kind: 'column',
    schema: column.relation.schema.name,
    table: column.relation.name,
    name: column.name,
    position,
    type: known ? formatType(column.type, showing?.hostOf) : undefined,
    notNull: column.notNull,
    default: column.default ? showing && column.default.kept?.text(showing.hostOf) : null,
    identity: column.identity,
    generated: column.generated,
  }
}

function* constraintObjects(constraint: Constraint, showing: Showing): Iterable<ConstraintObject> {
  const { type, owner, references } = constraint
  if (type === 'not null' || type === 'trigger') return
  yield {
    kind: 'constraint',
    schema: owner.schema.name,
    table: owner.name,
    name: constraint.name,
    type,
    columns: constraint.columns.map((column) => column.name),
    references: references && referencesOf(references),
    onDelete: actionOf(constraint.onDelete),
    onUpdate: actionOf(constraint.onUpdate),
    deferrable: constraint.deferrable,
    deferred: constraint.deferred,
    validated: constraint.validated,
    definition: constraintDefinition(constraint, showing),
  }
}

/** Which columns of a table are meant whose columns are not known is not known either. */
function referencesOf({ table, columns }: NonNullable<Constraint['references']>): References | undefined {
  if (columns.length === 0 && table.opaqueColumns) return undefined
  return { schema: table.schema.name, table: table.name, columns: columns.map((column) => column.name) }
}

const actions: readonly ReferentialAction[] = ['no action', 'restrict', 'cascade', 'set null', 'set default']

function actionOf(text: string | null): ReferentialAction | null {
  return actions.find((action) => action === text) ?? null
}

function* indexObjects(index: Relation, showing: Showing): Iterable<IndexObject> {
  const facts = index.index
  if (!facts) return
  yield {
    kind: 'index',
    schema: index.schema.name,
    table: facts.table.name,
    name: index.name,
    method: facts.method,
    unique: facts.unique,
    keys: facts.keys.map((key) => key.column?.name ?? null),
    include: facts.include.map((column) => column.name),
    hasPredicate: facts.hasPredicate,
    ofConstraint: facts.constraint !== null,
    valid: facts.valid,
    definition: indexDefinition(index, showing),
  }
}

function* typeObjects(type: Type, showing: Showing): Iterable<CatalogObject> {
  const schema = type.schema.name
  const { name } = type
  const labels = type.labels.map((label) => label.name)
  switch (type.kind) {
    case 'enum':
      yield { kind: 'enum', schema, name, labels, base: null }
      return
    case 'domain':
    case 'range':
      yield {
        kind: type.kind,
        schema,
        name,
        labels,
        base: type.base ? formatType(type.base, showing.hostOf) : undefined,
      }
      for (const constraint of type.constraints.values()) yield* constraintObjects(constraint, showing)
      return
    case 'composite':
      if (type.relation?.kind === 'composite type') yield { kind: 'composite', schema, name, labels, base: null }
      return
    case 'base':
      yield { kind: 'base type', schema, name, labels, base: null }
      return
    default:
  }
}

/** The constructors of a range type come and go with it. */
const isOfType = ({ kind, language, body }: Routine): boolean =>
  kind === 'function' && language === 'internal' && body === null

function routineObject(routine: Routine, naming: SchemaNaming): CatalogObject {
  const inputs = routine.parameters.filter((one) => one.mode !== 'out' && one.mode !== 'table')
  return {
    kind: routine.kind === 'procedure' || routine.kind === 'aggregate' ? routine.kind : 'function',
    schema: routine.schema.name,
    name: routine.name,
    arguments: inputs.map((one) => formatType({ type: one.type, modifiers: [] }, naming)).join(', '),
    returns: undefined,
    language: routine.language,
    body: routine.body ?? undefined,
  }
}

/** One table with all that hangs on it. */
export function tableShape(session: Session, relation: Relation): TableShape {
  const showing = showingOf(session)
  return {
    table: tableObject(relation, showing),
    columns: [...columnObjects(relation, showing)].map((column) => {
      const value = relation.columns.get(column.name)?.default
      return value ? { ...column, default: shownDefault(value) } : column
    }),
    constraints: [...relation.constraints.values()].flatMap((one) => [...constraintObjects(one, showing)]),
    indexes: [...relation.indexes].flatMap((index) => [...indexObjects(index, showing)]),
  }
}

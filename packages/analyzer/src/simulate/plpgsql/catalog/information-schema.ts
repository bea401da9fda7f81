import type { Column, Constraint, Relation } from '../../objects.ts'
import type { Session } from '../../session.ts'
import { shownType } from '../../types.ts'
import { someText, Unknown, unknown, type Value } from '../value.ts'
import { columnsInOrder, constraints, type Hints, isWanted, relations, routines, schemas, types } from './enumerate.ts'
import { schemaName } from './oids.ts'
import type { CatalogRow, CatalogTable } from './table.ts'
import { isShownRoutine, isTemporary } from './views.ts'

const tableTypes: { readonly [K in Relation['kind']]?: string } = {
  table: 'BASE TABLE',
  'partitioned table': 'BASE TABLE',
  view: 'VIEW',
  'foreign table': 'FOREIGN',
}

function* tables(session: Session, hints: Hints): Iterable<CatalogRow> {
  for (const { schema, object } of relations(session, hints.get('table_schema'), hints.get('table_name'))) {
    const kind = isTemporary(schema) ? 'LOCAL TEMPORARY' : tableTypes[object.kind]
    if (kind && tableTypes[object.kind])
      yield {
        table_schema: schema.name,
        table_name: object.name,
        table_type: kind,
        is_insertable_into: object.kind === 'view' ? unknown : 'YES',
      }
  }
}

function* columns(session: Session, hints: Hints): Iterable<CatalogRow> {
  for (const { schema, object } of relations(session, hints.get('table_schema'), hints.get('table_name'))) {
    if (!tableTypes[object.kind]) continue
    for (const [at, column] of columnsInOrder(object).entries()) {
      if (!isWanted(hints.get('column_name'), column.name)) continue
      yield {
        table_schema: schema.name,
        table_name: object.name,
        ordinal_position: ordinal(column, at),
        ...columnFacts(session, column),
      }
    }
  }
}

/** `ordinal_position` is the attribute's number: dropped columns leave gaps. */
function ordinal(column: Column, at: number): number {
  return column.position > 0 ? column.position : at + 1
}

function columnFacts(session: Session, column: Column): CatalogRow {
  const { type, modifiers } = column.type
  const shown = type.kind === 'domain' && type.base ? type.base.type : type
  const [length] = modifiers
  return {
    column_name: column.name,
    column_default: column.default && column.generated === null ? someText : null,
    is_nullable: column.notNull ? 'NO' : 'YES',
    data_type: type.kind === 'unknown' ? unknown : dataType(shown),
    udt_schema: schemaName(session, shown.schema),
    udt_name: shown.name,
    domain_name: type.kind === 'domain' ? type.name : null,
    character_maximum_length: ['varchar', 'bpchar'].includes(shown.name) ? (length ?? null) : unknown,
    numeric_precision: shown.name === 'numeric' ? (length ?? null) : unknown,
    numeric_scale: shown.name === 'numeric' ? (length === undefined ? null : (modifiers[1] ?? 0)) : unknown,
    is_identity: column.identity ? 'YES' : 'NO',
    identity_generation: column.identity ? column.identity.toUpperCase() : null,
    is_generated: column.generated ? 'ALWAYS' : 'NEVER',
  }
}

function dataType(type: Column['type']['type']): string {
  if (type.kind === 'array') return 'ARRAY'
  return type.system && type.schema.name === 'pg_catalog' ? shownType(type) : 'USER-DEFINED'
}

const constraintTypes: { readonly [K in Constraint['type']]?: string } = {
  'primary key': 'PRIMARY KEY',
  unique: 'UNIQUE',
  'foreign key': 'FOREIGN KEY',
  check: 'CHECK',
}

function* tableConstraints(session: Session, hints: Hints): Iterable<CatalogRow> {
  for (const { schema, owner, constraint } of constraints(session, {
    name: hints.get('constraint_name'),
    schema: hints.get('table_schema'),
    table: hints.get('table_name'),
  })) {
    const kind = constraintTypes[constraint.type]
    if (owner.class !== 'relation' || !kind) continue
    yield {
      constraint_schema: schema.name,
      constraint_name: constraint.name,
      table_schema: schema.name,
      table_name: owner.name,
      constraint_type: kind,
      is_deferrable: constraint.deferrable ? 'YES' : 'NO',
      initially_deferred: constraint.deferred ? 'YES' : 'NO',
    }
  }
  yield* notNullChecks(session, hints)
}

/** NOT NULL shows as a check whose name nobody chose. */
function* notNullChecks(session: Session, hints: Hints): Iterable<CatalogRow> {
  if (hints.get('constraint_name')?.every((name) => typeof name === 'string' && !name.endsWith('not_null'))) return
  for (const { schema, object } of relations(session, hints.get('table_schema'), hints.get('table_name'))) {
    if (object.system) continue
    for (const column of object.columns.values())
      if (column.notNull)
        yield {
          constraint_schema: schema.name,
          constraint_name: column.notNullConstraint?.name ?? notNullName,
          table_schema: schema.name,
          table_name: object.name,
          constraint_type: 'CHECK',
          is_deferrable: 'NO',
        }
  }
}

const notNullName = new Unknown([null, '_not_null'])

function* keyColumnUsage(session: Session, hints: Hints): Iterable<CatalogRow> {
  for (const { schema, owner, constraint } of constraints(session, { name: hints.get('constraint_name') })) {
    if (owner.class !== 'relation' || constraint.type === 'check' || !constraintTypes[constraint.type]) continue
    for (const [at, column] of constraint.columns.entries())
      yield {
        constraint_schema: schema.name,
        constraint_name: constraint.name,
        table_schema: schema.name,
        table_name: owner.name,
        column_name: column.name,
        ordinal_position: at + 1,
        position_in_unique_constraint: constraint.type === 'foreign key' ? unknown : null,
      }
  }
}

/** The columns that a constraint stands on: a foreign key's are those it points at. */
function* constraintColumns(session: Session, hints: Hints): Iterable<CatalogRow> {
  for (const { schema, owner, constraint } of constraints(session, { name: hints.get('constraint_name') })) {
    if (owner.class !== 'relation' || !constraintTypes[constraint.type]) continue
    const { references } = constraint
    const table = references?.table ?? owner
    for (const column of references?.columns ?? constraint.columns)
      yield {
        table_schema: table.schema.name,
        table_name: table.name,
        column_name: column.name,
        constraint_schema: schema.name,
        constraint_name: constraint.name,
      }
  }
}

function* constraintTables(session: Session, hints: Hints): Iterable<CatalogRow> {
  for (const { schema, owner, constraint } of constraints(session, { name: hints.get('constraint_name') })) {
    if (owner.class !== 'relation' || !constraintTypes[constraint.type] || constraint.type === 'check') continue
    const table = constraint.references?.table ?? owner
    yield {
      table_schema: table.schema.name,
      table_name: table.name,
      constraint_schema: schema.name,
      constraint_name: constraint.name,
    }
  }
}

function* referentialConstraints(session: Session, hints: Hints): Iterable<CatalogRow> {
  for (const { schema, constraint } of constraints(session, { name: hints.get('constraint_name') })) {
    if (constraint.type !== 'foreign key') continue
    yield {
      constraint_schema: schema.name,
      constraint_name: constraint.name,
      unique_constraint_schema: constraint.references?.index?.schema.name ?? unknown,
      unique_constraint_name: constraint.references?.index?.index?.constraint?.name ?? unknown,
      update_rule: rule(constraint.onUpdate),
      delete_rule: rule(constraint.onDelete),
    }
  }
}

function rule(action: string | null): Value {
  return action === null ? unknown : action.toUpperCase()
}

function* checkConstraints(session: Session, hints: Hints): Iterable<CatalogRow> {
  for (const { schema, constraint } of constraints(session, { name: hints.get('constraint_name') })) {
    if (constraint.type === 'check')
      yield { constraint_schema: schema.name, constraint_name: constraint.name, check_clause: unknown }
  }
  for (const row of notNullChecks(session, hints))
    yield {
      constraint_schema: row['constraint_schema'] ?? null,
      constraint_name: row['constraint_name'] ?? null,
      check_clause: unknown,
    }
}

function* views(session: Session, hints: Hints): Iterable<CatalogRow> {
  for (const { schema, object } of relations(session, hints.get('table_schema'), hints.get('table_name'))) {
    if (object.kind === 'view') yield { table_schema: schema.name, table_name: object.name, view_definition: unknown }
  }
}

function* routineRows(session: Session, hints: Hints): Iterable<CatalogRow> {
  for (const { schema, object } of routines(session, hints.get('routine_schema'), hints.get('routine_name'))) {
    if (isShownRoutine(object))
      yield {
        specific_schema: schema.name,
        routine_schema: schema.name,
        routine_name: object.name,
        routine_type: object.kind.toUpperCase(),
        external_language: object.language.toUpperCase(),
        routine_definition: object.body ?? unknown,
        data_type: object.returns ? dataType(object.returns) : null,
      }
  }
}

function* schemata(session: Session, hints: Hints): Iterable<CatalogRow> {
  for (const { name } of schemas(session, hints.get('schema_name'))) yield { schema_name: name }
  if (isWanted(hints.get('schema_name'), 'pg_toast')) yield { schema_name: 'pg_toast' }
}

function* sequences(session: Session, hints: Hints): Iterable<CatalogRow> {
  for (const { schema, object } of relations(session, hints.get('sequence_schema'), hints.get('sequence_name'))) {
    // Those behind identity columns are not shown.
    if (object.kind === 'sequence' && !object.sequence?.identity)
      yield { sequence_schema: schema.name, sequence_name: object.name }
  }
}

function* triggers(session: Session, hints: Hints): Iterable<CatalogRow> {
  const wanted = hints.get('event_object_schema') ?? hints.get('trigger_schema')
  for (const { schema, object } of relations(session, wanted, hints.get('event_object_table'))) {
    for (const trigger of object.triggers.values())
      yield {
        trigger_schema: schema.name,
        trigger_name: trigger.name,
        event_object_schema: schema.name,
        event_object_table: object.name,
      }
  }
}

function* domains(session: Session, hints: Hints): Iterable<CatalogRow> {
  for (const { schema, object } of types(session, hints.get('domain_schema'), hints.get('domain_name'))) {
    if (object.kind === 'domain') yield { domain_schema: schema.name, domain_name: object.name }
  }
}

export const informationSchema: Readonly<Record<string, CatalogTable>> = {
  tables: { rows: tables, keys: ['table_name'] },
  columns: { rows: columns, keys: ['table_name', 'column_name'] },
  table_constraints: { rows: tableConstraints, keys: ['table_name', 'constraint_name'] },
  key_column_usage: { rows: keyColumnUsage, keys: ['table_name', 'constraint_name'] },
  constraint_column_usage: { rows: constraintColumns, keys: ['table_name', 'constraint_name'] },
  constraint_table_usage: { rows: constraintTables, keys: ['constraint_name'] },
  referential_constraints: { rows: referentialConstraints, keys: ['constraint_name'] },
  check_constraints: { rows: checkConstraints, keys: ['constraint_name'] },
  views: { rows: views, keys: ['table_name'] },
  routines: { rows: routineRows, keys: ['routine_name'], filledByExtensions: true },
  schemata: { rows: schemata, keys: ['schema_name'], filledByExtensions: true },
  sequences: { rows: sequences, keys: ['sequence_name'] },
  triggers: { rows: triggers, keys: ['event_object_table', 'trigger_name'] },
  domains: { rows: domains, keys: ['domain_name'] },
}

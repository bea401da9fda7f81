import type { Relation, Routine } from '../../objects.ts'
import type { Session } from '../../session.ts'
import { unknown } from '../value.ts'
import { indexDefinition } from './definitions.ts'
import { type Hints, isWanted, ownRelations, relations, type ShownSchema } from './enumerate.ts'
import { ownIndexNames } from './own.ts'
import type { CatalogRow, CatalogTable } from './table.ts'

/** The views `pg_tables`, `pg_views`, … */
function relationView(names: { schema: string; name: string }, kinds: readonly Relation['kind'][]) {
  return function* (session: Session, hints: Hints): Iterable<CatalogRow> {
    for (const { schema, object } of relations(session, hints.get(names.schema), hints.get(names.name))) {
      if (!kinds.includes(object.kind)) continue
      yield {
        [names.schema]: schema.name,
        [names.name]: object.name,
        hasindexes: object.indexes.size > 0,
        hasrules: object.rules.size > 0,
        hastriggers: object.triggers.size > 0 ? true : unknown,
        rowsecurity: object.rowSecurity,
        ispopulated: unknown,
        definition: unknown,
        tablespace: null,
      }
    }
  }
}

function* pgIndexes(session: Session, hints: Hints): Iterable<CatalogRow> {
  for (const { schema, object } of ownRelations(session, hints.get('schemaname'), hints.get('indexname'))) {
    if (!object.index) continue
    const { table } = object.index
    if (!isWanted(hints.get('tablename'), table.name)) continue
    yield {
      schemaname: schema.name,
      tablename: table.name,
      indexname: object.name,
      tablespace: null,
      indexdef: indexDefinition(session, object),
    }
  }
}

function* pgPolicies(session: Session, hints: Hints): Iterable<CatalogRow> {
  for (const { schema, object } of ownRelations(session, hints.get('schemaname'), hints.get('tablename'))) {
    for (const policy of object.policies.values())
      yield { schemaname: schema.name, tablename: object.name, policyname: policy.name }
  }
}

function* pgRules(session: Session, hints: Hints): Iterable<CatalogRow> {
  for (const { schema, object } of ownRelations(session, hints.get('schemaname'), hints.get('tablename'))) {
    for (const rule of object.rules.values())
      yield { schemaname: schema.name, tablename: object.name, rulename: rule.name }
  }
}

/** Is it a routine that a view of routines shows? */
export function isShownRoutine(routine: Routine): boolean {
  return routine.kind !== 'aggregate' && routine.kind !== 'window'
}

export function isTemporary(schema: ShownSchema): boolean {
  return schema.name === 'pg_temp'
}

export const systemViews: Readonly<Record<string, CatalogTable>> = {
  pg_tables: {
    rows: relationView({ schema: 'schemaname', name: 'tablename' }, ['table', 'partitioned table']),
    keys: ['tablename'],
  },
  pg_views: { rows: relationView({ schema: 'schemaname', name: 'viewname' }, ['view']), keys: ['viewname'] },
  pg_matviews: {
    rows: relationView({ schema: 'schemaname', name: 'matviewname' }, ['materialized view']),
    keys: ['matviewname'],
  },
  pg_sequences: {
    rows: relationView({ schema: 'schemaname', name: 'sequencename' }, ['sequence']),
    keys: ['sequencename'],
  },
  pg_indexes: { rows: pgIndexes, keys: ['tablename', 'indexname'], own: ownIndexNames },
  pg_policies: { rows: pgPolicies, keys: ['tablename', 'policyname'] },
  pg_rules: { rows: pgRules, keys: ['tablename', 'rulename'] },
}

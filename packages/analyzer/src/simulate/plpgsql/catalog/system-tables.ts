import { mapped } from '../../mapped.ts'
import type { Relation, Type } from '../../objects.ts'
import type { Session } from '../../session.ts'
import { Reference, unknown } from '../value.ts'
import {
  columnsInOrder,
  type Hints,
  isWanted,
  isWantedOid,
  ownRelations,
  relations,
  routines,
  schemas,
  types,
  type Wanted,
} from './enumerate.ts'
import { pgConstraint, pgIndex } from './keys.ts'
import { entityOf, oidOf } from './oids.ts'
import { ownConstraints, ownIndexes, ownRelations as ownSystemRelations, toastOid } from './own.ts'
import type { CatalogRow, CatalogTable } from './table.ts'

const relationKinds: Readonly<Record<Relation['kind'], string>> = {
  table: 'r',
  'partitioned table': 'p',
  'foreign table': 'f',
  view: 'v',
  'materialized view': 'm',
  sequence: 'S',
  index: 'i',
  'composite type': 'c',
}

function relationKind(relation: Relation): string {
  if (relation.index && relation.index.table.kind === 'partitioned table') return 'I'
  return relationKinds[relation.kind]
}

const persistences = { permanent: 'p', unlogged: 'u', temporary: 't' } as const

function* pgClass(session: Session, hints: Hints): Iterable<CatalogRow> {
  for (const { schema, object } of relations(
    session,
    schemaNames(session, hints.get('relnamespace')),
    hints.get('relname'),
  )) {
    const oid = oidOf(object)
    if (!isWantedOid(hints.get('oid'), oid)) continue
    yield {
      oid,
      relname: object.name,
      relnamespace: schema.oid,
      reltype: object.rowType ? oidOf(object.rowType) : 0,
      relkind: relationKind(object),
      relpersistence: persistences[object.persistence],
      relhasindex: object.indexes.size > 0,
      relrowsecurity: object.rowSecurity,
      relispartition: object.partition !== null,
      relhastriggers: object.triggers.size > 0 ? true : unknown,
      relhasrules: object.rules.size > 0,
    }
  }
}

/** The relations that a hint means by their oids. */
function* relationsOf(session: Session, wanted: Wanted): Iterable<Relation> {
  const oids = wanted?.map((one) => (one instanceof Reference ? one.oid : one))
  if (oids?.every((oid) => typeof oid === 'number')) {
    for (const oid of new Set(oids)) {
      const entity = entityOf(oid)
      if (entity?.class === 'relation') yield entity
    }
  } else for (const { object } of relations(session, undefined, undefined)) yield object
}

function* pgAttribute(session: Session, hints: Hints): Iterable<CatalogRow> {
  for (const object of relationsOf(session, hints.get('attrelid'))) {
    const attrelid = oidOf(object)
    for (const column of columnsInOrder(object)) {
      if (!isWanted(hints.get('attname'), column.name)) continue
      yield {
        attrelid,
        attname: column.name,
        atttypid: oidOf(column.type.type),
        attnum: column.position,
        attnotnull: column.notNull,
        atthasdef: column.default !== null,
        attidentity: column.identity === 'always' ? 'a' : column.identity ? 'd' : '',
        attgenerated: column.generated === 'stored' ? 's' : column.generated ? 'v' : '',
        attisdropped: false,
        attislocal: column.local,
        attinhcount: column.inherited,
      }
    }
  }
}

const typeKinds: Readonly<Record<Type['kind'], string>> = {
  base: 'b',
  enum: 'e',
  domain: 'd',
  composite: 'c',
  range: 'r',
  multirange: 'm',
  array: 'b',
  pseudo: 'p',
  shell: 'p',
  unknown: 'b',
}

function* pgType(session: Session, hints: Hints): Iterable<CatalogRow> {
  for (const { schema, object } of types(session, undefined, hints.get('typname'))) {
    const oid = oidOf(object)
    if (!isWantedOid(hints.get('oid'), oid) || !isWantedOid(hints.get('typnamespace'), schema.oid)) continue
    yield {
      oid,
      typname: object.name,
      typnamespace: schema.oid,
      typtype: object.kind === 'unknown' ? unknown : typeKinds[object.kind],
      typcategory: object.category,
      typisdefined: object.kind !== 'shell',
      typrelid: object.relation ? oidOf(object.relation) : 0,
      typelem: object.element ? oidOf(object.element) : 0,
      typarray: object.array ? oidOf(object.array) : 0,
      typbasetype: object.kind === 'domain' && object.base ? oidOf(object.base.type) : 0,
      typnotnull: object.notNull,
    }
  }
}

function* pgEnum(session: Session, hints: Hints): Iterable<CatalogRow> {
  for (const { object } of types(session, undefined, undefined)) {
    if (object.kind !== 'enum') continue
    const enumtypid = oidOf(object)
    if (!isWantedOid(hints.get('enumtypid'), enumtypid)) continue
    for (const [at, label] of object.labels.entries())
      yield { oid: unknown, enumtypid, enumlabel: label.name, enumsortorder: at + 1 }
  }
}

/** The names of the schemas that a hint means by their oids. */
function schemaNames(session: Session, wanted: Wanted): Wanted {
  if (wanted === undefined) return undefined
  return [...schemas(session, undefined)].filter(({ oid }) => isWantedOid(wanted, oid)).map(({ name }) => name)
}

function* pgProc(session: Session, hints: Hints): Iterable<CatalogRow> {
  const kinds = { function: 'f', procedure: 'p', aggregate: 'a', window: 'w' } as const
  for (const { schema, object } of routines(
    session,
    schemaNames(session, hints.get('pronamespace')),
    hints.get('proname'),
  )) {
    if (!isWantedOid(hints.get('oid'), oidOf(object))) continue
    yield {
      oid: oidOf(object),
      proname: object.name,
      pronamespace: schema.oid,
      prokind: kinds[object.kind],
      pronargs: object.inputs.length,
      proretset: object.returnsSet,
      prorettype: oidOf(object.returns ?? session.system.type('void')),
      proargtypes: mapped(object.inputs, oidOf),
      prosrc: object.body ?? unknown,
    }
  }
}

function* pgTrigger(session: Session, hints: Hints): Iterable<CatalogRow> {
  for (const { object } of ownRelations(session, undefined, undefined)) {
    for (const trigger of object.triggers.values()) {
      if (!isWanted(hints.get('tgname'), trigger.name)) continue
      yield {
        oid: oidOf(trigger),
        tgname: trigger.name,
        tgrelid: oidOf(object),
        tgfoid: trigger.routine ? oidOf(trigger.routine) : unknown,
        tgisinternal: trigger.parent !== null && session.pgVersion < 15,
        tgparentid: trigger.parent ? oidOf(trigger.parent) : 0,
      }
    }
  }
}

function* pgPolicy(session: Session): Iterable<CatalogRow> {
  for (const { object } of ownRelations(session, undefined, undefined)) {
    for (const policy of object.policies.values())
      yield { oid: oidOf(policy), polname: policy.name, polrelid: oidOf(object) }
  }
}

function* pgNamespace(session: Session, hints: Hints): Iterable<CatalogRow> {
  for (const { name, oid } of schemas(session, hints.get('nspname'))) yield { oid, nspname: name }
  if (isWanted(hints.get('nspname'), 'pg_toast')) yield { oid: toastOid, nspname: 'pg_toast' }
}

function* pgExtension(session: Session): Iterable<CatalogRow> {
  const catalog = session.system.catalog
  if (!session.store.extensions.has('plpgsql'))
    yield { oid: unknown, extname: 'plpgsql', extnamespace: oidOf(catalog), extrelocatable: false }
  for (const extension of session.store.extensions.values())
    yield { oid: oidOf(extension), extname: extension.name, extnamespace: oidOf(extension.schema) }
}

function* pgInherits(session: Session): Iterable<CatalogRow> {
  for (const { object } of ownRelations(session, undefined, undefined)) {
    for (const parent of object.parents) yield { inhrelid: oidOf(object), inhparent: oidOf(parent) }
  }
}

function* pgAttrdef(session: Session): Iterable<CatalogRow> {
  for (const { object } of ownRelations(session, undefined, undefined)) {
    for (const column of object.columns.values())
      if (column.default) yield { oid: oidOf(column.default), adrelid: oidOf(object), adnum: column.position }
  }
}

/** What stands outside schemas, by its kind. */
function globals(kind: string, column: string) {
  return function* (session: Session): Iterable<CatalogRow> {
    const prefix = `${kind}:`
    for (const [key, other] of session.system.catalog.others)
      if (key.startsWith(prefix)) yield { oid: oidOf(other), [column]: other.name }
    for (const [key, other] of session.store.globals)
      if (key.startsWith(prefix)) yield { oid: oidOf(other), [column]: other.name }
  }
}

/** Tables of pg_catalog. `keys`: the columns whose values say whether something unreadable may have touched the row. */
export const systemTables: Readonly<Record<string, CatalogTable>> = {
  pg_class: { rows: pgClass, keys: ['relname'], own: ownSystemRelations },
  pg_attribute: { rows: pgAttribute, keys: ['attname'] },
  pg_type: { rows: pgType, keys: ['typname'], filledByExtensions: true },
  pg_enum: { rows: pgEnum, keys: ['enumlabel'] },
  pg_constraint: { rows: pgConstraint, keys: ['conname'], own: ownConstraints },
  pg_index: { rows: pgIndex, keys: [], own: ownIndexes },
  pg_proc: { rows: pgProc, keys: ['proname'], filledByExtensions: true },
  pg_trigger: { rows: pgTrigger, keys: ['tgname'] },
  pg_policy: { rows: pgPolicy, keys: ['polname'] },
  pg_namespace: { rows: pgNamespace, keys: ['nspname'], filledByExtensions: true },
  pg_extension: { rows: pgExtension, keys: ['extname'] },
  pg_inherits: { rows: pgInherits, keys: [] },
  pg_attrdef: { rows: pgAttrdef, keys: [] },
  pg_language: { rows: globals('language', 'lanname'), keys: ['lanname'] },
  pg_publication: { rows: globals('publication', 'pubname'), keys: ['pubname'] },
  pg_event_trigger: { rows: globals('event trigger', 'evtname'), keys: ['evtname'] },
}

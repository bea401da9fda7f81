import type { Constraint } from '../../objects.ts'
import type { Session } from '../../session.ts'
import { Reference, someText, type Value } from '../value.ts'
import { constraints, type Hints, isWantedOid, ownRelations, type Wanted } from './enumerate.ts'
import { entityOf, oidOf } from './oids.ts'
import type { CatalogRow } from './table.ts'

const constraintTypes: Readonly<Record<Constraint['type'], string>> = {
  'primary key': 'p',
  unique: 'u',
  'foreign key': 'f',
  check: 'c',
  exclusion: 'x',
  'not null': 'n',
  trigger: 't',
}

const actions: Readonly<Record<string, string>> = {
  'no action': 'a',
  restrict: 'r',
  cascade: 'c',
  'set null': 'n',
  'set default': 'd',
}

function actionCode(action: string | null): string {
  return action === null ? ' ' : (actions[action.toLowerCase()] ?? action)
}

/** Names of the tables that a hint means by their oids. */
function ownerNames(wanted: Wanted): Wanted {
  return wanted?.map((one) => {
    const entity = one instanceof Reference ? entityOf(one.oid) : typeof one === 'number' ? entityOf(one) : null
    return entity?.name ?? one
  })
}

/** `pg_constraint` */
export function* pgConstraint(session: Session, hints: Hints): Iterable<CatalogRow> {
  for (const { schema, owner, constraint } of constraints(session, {
    name: hints.get('conname'),
    table: ownerNames(hints.get('conrelid')),
  })) {
    if (!isWantedOid(hints.get('conrelid'), owner.class === 'relation' ? oidOf(owner) : 0)) continue
    const { references } = constraint
    yield {
      oid: oidOf(constraint),
      conname: constraint.name,
      connamespace: schema.oid,
      contype: constraintTypes[constraint.type],
      condeferrable: constraint.deferrable,
      condeferred: constraint.deferred,
      convalidated: constraint.validated,
      conrelid: owner.class === 'relation' ? oidOf(owner) : 0,
      contypid: owner.class === 'type' ? oidOf(owner) : 0,
      conindid: constraint.index ? oidOf(constraint.index) : references?.index ? oidOf(references.index) : 0,
      confrelid: references ? oidOf(references.table) : 0,
      confupdtype: actionCode(constraint.onUpdate),
      confdeltype: actionCode(constraint.onDelete),
      conkey: constraint.columns.map((column) => column.position),
      confkey: references ? references.columns.map((column) => column.position) : null,
      conislocal: constraint.local,
      coninhcount: constraint.inherited,
      connoinherit: constraint.noInherit,
    }
  }
}

/** `pg_index` */
export function* pgIndex(session: Session): Iterable<CatalogRow> {
  for (const { object } of ownRelations(session, undefined, undefined)) {
    const { index } = object
    if (!index) continue
    const keys: readonly Value[] = index.keys.map((key) => key.column?.position ?? 0)
    yield {
      indexrelid: oidOf(object),
      indrelid: oidOf(index.table),
      indnatts: index.keys.length + index.include.length,
      indnkeyatts: index.keys.length,
      indisunique: index.unique,
      indnullsnotdistinct: index.nullsNotDistinct,
      indisprimary: index.primary,
      indisvalid: index.valid,
      indisclustered: index.clustered,
      indisreplident: index.replicaIdentity,
      indislive: true,
      indkey: [...keys, ...index.include.map((column) => column.position)],
      indpred: index.hasPredicate ? someText : null,
      indexprs: index.keys.some((key) => key.column === null) ? someText : null,
    }
  }
}

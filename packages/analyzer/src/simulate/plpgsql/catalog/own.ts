import type { Session } from '../../session.ts'
import { Reference, unknown } from '../value.ts'
import type { Hints, Wanted } from './enumerate.ts'
import { entityOf, oidOf } from './oids.ts'
import type { CatalogRow } from './table.ts'

/** Whether a hint lets names of PostgreSQL's own through: they begin with `pg_` or belong to information_schema. */
function mayBeOwnName(wanted: Wanted): boolean {
  return (
    wanted === undefined || wanted.some((one) => typeof one !== 'string' || /^pg_|_domain_check$|_or_no_/.test(one))
  )
}

function mayBeOwnSchema(wanted: Wanted): boolean {
  return wanted === undefined || wanted.some((one) => typeof one !== 'string' || one === 'pg_catalog')
}

/** Whether a hint lets oids of system objects through. */
function mayBeOwnOid(wanted: Wanted): boolean {
  if (wanted === undefined) return true
  return wanted.some((one) => {
    const oid = one instanceof Reference ? one.oid : one
    const entity = typeof oid === 'number' ? entityOf(oid) : null
    return entity ? entity.system : oid !== 0
  })
}

/** Keys of the catalog tables, and checks of information_schema's domains. */
export function* ownConstraints(session: Session, hints: Hints): Iterable<CatalogRow> {
  if (!mayBeOwnName(hints.get('conname')) || !mayBeOwnOid(hints.get('connamespace'))) return
  const connamespace = oidOf(session.system.catalog)
  if (mayBeOwnOid(hints.get('conrelid'))) {
    const facts = { oid: ownOid, conrelid: oneOfOwn(session), contypid: 0, confrelid: 0 }
    for (const contype of ['p', 'u']) yield { connamespace, contype, ...facts }
  }
  const schema = session.system.schemas.get('information_schema')
  if (schema && mayBeOwnOid(hints.get('contypid')))
    yield { oid: ownOid, connamespace: oidOf(schema), contype: 'c', conrelid: 0, confrelid: 0 }
}

export function* ownIndexes(session: Session, hints: Hints): Iterable<CatalogRow> {
  if (mayBeOwnOid(hints.get('indrelid')) && mayBeOwnOid(hints.get('indexrelid')))
    yield { indrelid: oneOfOwn(session), indexrelid: ownOid, indisvalid: true }
}

/** Indexes of the catalog tables, as relations. */
export function* ownRelations(session: Session, hints: Hints): Iterable<CatalogRow> {
  if (!mayBeOwnName(hints.get('relname')) || !mayBeOwnOid(hints.get('relnamespace')) || !mayBeOwnOid(hints.get('oid')))
    return
  const facts = { oid: ownOid, relpersistence: 'p', relrowsecurity: false, relispartition: false }
  yield { relnamespace: oidOf(session.system.catalog), relkind: 'i', ...facts }
  // Out-of-line storage has a schema of its own.
  for (const relkind of ['t', 'i']) yield { relnamespace: toastOid, relkind, ...facts }
}

export function* ownIndexNames(_session: Session, hints: Hints): Iterable<CatalogRow> {
  const names = mayBeOwnName(hints.get('indexname')) && mayBeOwnName(hints.get('tablename'))
  if (names && mayBeOwnSchema(hints.get('schemaname'))) yield { schemaname: 'pg_catalog', indexname: unknown }
}

/** Stands for the oids of PostgreSQL's own objects that are not known one by one. */
const ownOid = 98

/** A catalog table, in place of whichever it is. */
function oneOfOwn(session: Session): number {
  const relation = session.system.catalog.relations.get('pg_class')
  return relation ? oidOf(relation) : ownOid
}

/** `pg_toast` holds nothing that migrations name. */
export const toastOid = 99

import type { CatalogObject, OtherObject } from '@migration-doctor/core'
import { notOfExtension, type Reading, rowsOf, wanted } from './read.ts'

interface OtherRow {
  readonly kind: OtherObject['kind']
  readonly schema: string
  readonly name: string
}

/** Objects with an OID below this were made with the server. */
const firstUserOid = 16_384

const inSchemas = (kind: string, catalog: string, { name, schema }: { name: string; schema: string }) => `
  SELECT '${kind}' AS kind, n.nspname::text AS schema, ${name} AS name
  FROM ${catalog} o JOIN pg_namespace n ON n.oid = o.${schema}
  WHERE ${wanted} AND ${notOfExtension(catalog, 'o.oid')}`

const outside = (kind: string, catalog: string, name: string) => `
  SELECT '${kind}', '', ${name} FROM ${catalog} o
  WHERE o.oid >= ${firstUserOid} AND ${notOfExtension(catalog, 'o.oid')}
    AND NOT EXISTS (SELECT FROM pg_depend i
      WHERE i.classid = '${catalog}'::regclass AND i.objid = o.oid AND i.deptype = 'i')`

const operand = (column: string) => `CASE o.${column} WHEN 0 THEN 'NONE' ELSE format_type(o.${column}, NULL) END`

const otherSql = [
  inSchemas('statistics', 'pg_statistic_ext', { name: 'o.stxname::text', schema: 'stxnamespace' }),
  inSchemas('collation', 'pg_collation', { name: 'o.collname::text', schema: 'collnamespace' }),
  inSchemas('operator', 'pg_operator', {
    name: `concat(o.oprname, '(', ${operand('oprleft')}, ', ', ${operand('oprright')}, ')')`,
    schema: 'oprnamespace',
  }),
  inSchemas('operator class', 'pg_opclass', { name: 'o.opcname::text', schema: 'opcnamespace' }),
  inSchemas('operator family', 'pg_opfamily', { name: 'o.opfname::text', schema: 'opfnamespace' }),
  inSchemas('text search configuration', 'pg_ts_config', { name: 'o.cfgname::text', schema: 'cfgnamespace' }),
  inSchemas('text search dictionary', 'pg_ts_dict', { name: 'o.dictname::text', schema: 'dictnamespace' }),
  outside('publication', 'pg_publication', 'o.pubname::text'),
  outside('event trigger', 'pg_event_trigger', 'o.evtname::text'),
  outside('foreign server', 'pg_foreign_server', 'o.srvname::text'),
  outside('foreign data wrapper', 'pg_foreign_data_wrapper', 'o.fdwname::text'),
  outside(
    'cast',
    'pg_cast',
    `concat('(', format_type(o.castsource, NULL), ' AS ', format_type(o.casttarget, NULL), ')')`,
  ),
  `SELECT 'subscription', '', o.subname::text FROM pg_subscription o JOIN pg_database d ON d.oid = o.subdbid
   WHERE d.datname = current_database()`,
].join('\nUNION ALL\n')

/** Everything that the model knows by presence alone. */
export async function readOthers(reading: Reading): Promise<readonly CatalogObject[]> {
  const rows = await rowsOf<OtherRow>(reading, otherSql)
  return rows.map(({ kind, schema, name }) => ({ kind, schema, name }))
}

import { notOfExtension, wanted } from '../introspect/read.ts'
import { collation, type Part, part, relationName, relations, withOptions } from './part.ts'

const ours = `${wanted} AND ${notOfExtension('pg_class', 'c.oid')}`

/** SQL for the numbers of a sequence; alias `s` is `pg_sequence`. */
const sequenceOptions = `format('START WITH %s INCREMENT BY %s MINVALUE %s MAXVALUE %s CACHE %s%s', s.seqstart,
  s.seqincrement, s.seqmin, s.seqmax, s.seqcache, CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END)`

const isIdentity = `EXISTS (SELECT FROM pg_depend d
  WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i')`

const sequences = part(`
  SELECT concat('CREATE ', CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED ' END, 'SEQUENCE ', ${relationName},
    ' AS ', format_type(s.seqtypid, NULL), ' ', ${sequenceOptions}) AS sql
  FROM ${relations} JOIN pg_sequence s ON s.seqrelid = c.oid
  WHERE c.relkind = 'S' AND NOT ${isIdentity} AND ${ours} ORDER BY c.oid`)

/** Without defaults, which come when there are functions; what is generated cannot wait. */
const column = `format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod))
  || ${collation('a.attcollation', 't.typcollation')}
  || CASE a.attgenerated WHEN '' THEN '' ELSE format(' GENERATED ALWAYS AS (%s) %s', pg_get_expr(d.adbin, d.adrelid),
    CASE a.attgenerated WHEN 'v' THEN 'VIRTUAL' ELSE 'STORED' END) END
  || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END`

const columns = `(SELECT string_agg(${column}, ', ' ORDER BY a.attnum)
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)`

const tables = part(`
  SELECT concat('CREATE ', CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED ' END, 'TABLE ', ${relationName},
    ' (', ${columns}, ')', CASE c.relkind WHEN 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(c.oid) END,
    ${withOptions('c.reloptions')}) AS sql
  FROM ${relations} WHERE c.relkind IN ('r', 'p') AND ${ours} ORDER BY c.oid`)

const foreignTables = part(`
  SELECT format('CREATE FOREIGN TABLE %s (%s) SERVER %I', ${relationName}, ${columns}, s.srvname) AS sql
  FROM ${relations} JOIN pg_foreign_table f ON f.ftrelid = c.oid JOIN pg_foreign_server s ON s.oid = f.ftserver
  WHERE ${ours} ORDER BY c.oid`)

const parents = part(`
  SELECT CASE WHEN c.relispartition
    THEN format('ALTER TABLE ONLY %I.%I ATTACH PARTITION %s %s', pn.nspname, p.relname, ${relationName},
      pg_get_expr(c.relpartbound, c.oid))
    ELSE format('ALTER TABLE %s INHERIT %I.%I', ${relationName}, pn.nspname, p.relname) END AS sql
  FROM ${relations} JOIN pg_inherits i ON i.inhrelid = c.oid JOIN pg_class p ON p.oid = i.inhparent
  JOIN pg_namespace pn ON pn.oid = p.relnamespace
  WHERE c.relkind IN ('r', 'p', 'f') AND ${ours} ORDER BY c.oid, i.inhseqno`)

const typed = part(`
  SELECT format('ALTER TABLE %s OF %s', ${relationName}, format_type(c.reloftype, NULL)) AS sql
  FROM ${relations} WHERE c.reloftype <> 0 AND ${ours} ORDER BY c.oid`)

/** Types' sequences and tables with bare columns, in their places among parents and partitions. */
export const tableParts: readonly Part[] = [sequences, tables, foreignTables, parents, typed]

const owners = part(`
  SELECT format('ALTER SEQUENCE %s OWNED BY %I.%I.%I', ${relationName}, tn.nspname, t.relname, a.attname) AS sql
  FROM ${relations} JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
    AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'a' AND d.refobjsubid > 0
  JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace tn ON tn.oid = t.relnamespace
  JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
  WHERE c.relkind = 'S' AND ${ours} ORDER BY c.oid`)

const defaults = part(`
  SELECT format('ALTER TABLE ONLY %s ALTER COLUMN %I SET DEFAULT %s', ${relationName}, a.attname,
    pg_get_expr(d.adbin, d.adrelid)) AS sql
  FROM ${relations} JOIN pg_attribute a ON a.attrelid = c.oid
  JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE c.relkind IN ('r', 'p', 'f', 'v') AND a.attgenerated = '' AND NOT a.attisdropped AND ${ours}
  ORDER BY c.oid, a.attnum`)

/** Partitions have theirs from the table that they are part of. */
const identities = part(`
  SELECT format('ALTER TABLE %s ALTER COLUMN %I ADD GENERATED %s AS IDENTITY (SEQUENCE NAME %I.%I %s)', ${relationName},
    a.attname, CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END, qn.nspname, q.relname,
    ${sequenceOptions}) AS sql
  FROM ${relations} JOIN pg_attribute a ON a.attrelid = c.oid AND a.attidentity <> ''
  JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid AND d.refobjsubid = a.attnum
    AND d.classid = 'pg_class'::regclass AND d.deptype = 'i'
  JOIN pg_class q ON q.oid = d.objid AND q.relkind = 'S' JOIN pg_namespace qn ON qn.oid = q.relnamespace
  JOIN pg_sequence s ON s.seqrelid = q.oid
  WHERE NOT c.relispartition AND ${ours} ORDER BY c.oid, a.attnum`)

/** What columns are filled from. */
export const defaultParts: readonly Part[] = [owners, defaults, identities]

const ofTable = `FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace`

/** Inherited checks come down by themselves. */
const checks = part(`
  SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', ${relationName}, k.conname, pg_get_constraintdef(k.oid)) AS sql
  ${ofTable} WHERE k.contype = 'c' AND k.coninhcount = 0 AND ${ours} ORDER BY k.oid`)

const keys = part(`
  SELECT format('ALTER TABLE ONLY %s ADD CONSTRAINT %I %s', ${relationName}, k.conname, pg_get_constraintdef(k.oid)) AS sql
  ${ofTable} WHERE k.contype IN ('p', 'u', 'x') AND ${ours} ORDER BY k.oid`)

/** Checks and keys. */
export const constraintParts: readonly Part[] = [checks, keys]

/** A key of a partition becomes part of the same key of the whole, when that comes after it. */
export const foreignKeys = part(`
  SELECT format('ALTER TABLE %s%s ADD CONSTRAINT %I %s', CASE c.relkind WHEN 'p' THEN '' ELSE 'ONLY ' END,
    ${relationName}, k.conname, pg_get_constraintdef(k.oid)) AS sql
  ${ofTable} WHERE k.contype = 'f' AND ${ours}
    AND NOT EXISTS (SELECT FROM pg_constraint p WHERE p.oid = k.conparentid AND p.conrelid = k.conrelid)
  ORDER BY c.relispartition DESC, c.relkind = 'p', k.oid`)

const indexes = part(`
  SELECT pg_get_indexdef(i.indexrelid) AS sql
  FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${ours} AND NOT EXISTS (
    SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
  ORDER BY i.indexrelid`)

const indexParents = part(`
  SELECT format('ALTER INDEX %I.%I ATTACH PARTITION %s', pn.nspname, p.relname, ${relationName}) AS sql
  FROM ${relations} JOIN pg_inherits i ON i.inhrelid = c.oid JOIN pg_class p ON p.oid = i.inhparent
  JOIN pg_namespace pn ON pn.oid = p.relnamespace JOIN pg_index x ON x.indexrelid = c.oid
  WHERE c.relkind IN ('i', 'I') AND ${wanted} AND ${notOfExtension('pg_class', 'x.indrelid')}
  ORDER BY c.relkind = 'I', c.oid`)

/** What a failed `CREATE INDEX CONCURRENTLY` has left cannot be made again but by a superuser's hand. */
const invalidIndexes = part(`
  SELECT format('UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indexrelid = %L::regclass', ${relationName}) AS sql
  FROM ${relations} JOIN pg_index i ON i.indexrelid = c.oid
  WHERE c.relkind = 'i' AND NOT i.indisvalid AND ${wanted} AND ${notOfExtension('pg_class', 'i.indrelid')}`)

export const indexParts: readonly Part[] = [indexes, indexParents, invalidIndexes]

import { notOfExtension, wanted } from '../introspect/read.ts'
import { collation, inNoSchema, type Part, part } from './part.ts'

const schemas = part(`
  SELECT format('CREATE SCHEMA IF NOT EXISTS %I', n.nspname) AS sql FROM pg_namespace n
  WHERE ${wanted} AND ${notOfExtension('pg_namespace', 'n.oid')} ORDER BY n.oid`)

const extensions = part(`
  SELECT concat('CREATE EXTENSION IF NOT EXISTS ', quote_ident(x.extname),
    CASE WHEN ${notOfExtension('pg_namespace', 'n.oid')} THEN ' SCHEMA ' || quote_ident(n.nspname) END, ' CASCADE') AS sql
  FROM pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace
  WHERE x.extname <> 'plpgsql' AND ${inNoSchema} ORDER BY x.oid`)

const collations = part(`
  SELECT format('CREATE COLLATION %I.%I (PROVIDER = %s, %s%s)', n.nspname, l.collname,
    CASE l.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
    CASE WHEN l.collprovider = 'c' THEN format('LC_COLLATE = %L, LC_CTYPE = %L', l.collcollate, l.collctype)
      ELSE format('LOCALE = %L', coalesce(to_jsonb(l) ->> 'colllocale', to_jsonb(l) ->> 'colliculocale', l.collcollate)) END,
    CASE WHEN l.collisdeterministic THEN '' ELSE ', DETERMINISTIC = false' END) AS sql
  FROM pg_collation l JOIN pg_namespace n ON n.oid = l.collnamespace
  WHERE ${wanted} AND ${notOfExtension('pg_collation', 'l.oid')} ORDER BY l.oid`)

const enums = part(`
  SELECT format('CREATE TYPE %I.%I AS ENUM (%s)', n.nspname, t.typname,
    (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum e
      WHERE e.enumtypid = t.oid)) AS sql
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
  WHERE t.typtype = 'e' AND ${wanted} AND ${notOfExtension('pg_type', 't.oid')} ORDER BY t.oid`)

const domain = `format('CREATE DOMAIN %I.%I AS %s', n.nspname, t.typname, format_type(t.typbasetype, t.typtypmod))
  || ${collation('t.typcollation', 'base.typcollation')}
  || coalesce(' DEFAULT ' || pg_get_expr(t.typdefaultbin, 0), '') || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END`

const composite = `format('CREATE TYPE %I.%I AS (%s)', n.nspname, t.typname,
  (SELECT string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod))
      || ${collation('a.attcollation', 'f.typcollation')}, ', ' ORDER BY a.attnum)
    FROM pg_attribute a JOIN pg_type f ON f.oid = a.atttypid
    WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped))`

/** A canonical function needs the type and the type the function: PostgreSQL's own way round is a shell type. */
const range = `format('CREATE TYPE %I.%I AS RANGE (SUBTYPE = %s%s%s%s)', n.nspname, t.typname,
  format_type(r.rngsubtype, NULL),
  (SELECT format(', SUBTYPE_OPCLASS = %I.%I', k.nspname, o.opcname) FROM pg_opclass o
    JOIN pg_namespace k ON k.oid = o.opcnamespace WHERE o.oid = r.rngsubopc),
  CASE WHEN r.rngsubdiff <> 0 THEN ', SUBTYPE_DIFF = ' || r.rngsubdiff::text END,
  (SELECT format(', MULTIRANGE_TYPE_NAME = %I.%I', n.nspname, m.typname) FROM pg_type m
    WHERE m.oid = (to_jsonb(r) ->> 'rngmultitypid')::oid))`

const composed = part(`
  SELECT CASE t.typtype WHEN 'd' THEN ${domain} WHEN 'c' THEN ${composite} ELSE ${range} END AS sql
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
  LEFT JOIN pg_class c ON c.oid = t.typrelid LEFT JOIN pg_range r ON r.rngtypid = t.oid
  LEFT JOIN pg_type base ON base.oid = t.typbasetype
  WHERE (t.typtype IN ('d', 'r') OR (t.typtype = 'c' AND c.relkind = 'c'))
    AND ${wanted} AND ${notOfExtension('pg_type', 't.oid')} ORDER BY t.oid`)

const dictionaries = part(`
  SELECT format('CREATE TEXT SEARCH DICTIONARY %I.%I (TEMPLATE = %I.%I%s)', n.nspname, d.dictname, tn.nspname, t.tmplname,
    ', ' || d.dictinitoption) AS sql
  FROM pg_ts_dict d JOIN pg_namespace n ON n.oid = d.dictnamespace
  JOIN pg_ts_template t ON t.oid = d.dicttemplate JOIN pg_namespace tn ON tn.oid = t.tmplnamespace
  WHERE ${wanted} AND ${notOfExtension('pg_ts_dict', 'd.oid')} ORDER BY d.oid`)

const configurations = part(`
  SELECT format('CREATE TEXT SEARCH CONFIGURATION %I.%I (PARSER = %I.%I)', n.nspname, f.cfgname, pn.nspname, p.prsname) AS sql
  FROM pg_ts_config f JOIN pg_namespace n ON n.oid = f.cfgnamespace
  JOIN pg_ts_parser p ON p.oid = f.cfgparser JOIN pg_namespace pn ON pn.oid = p.prsnamespace
  WHERE ${wanted} AND ${notOfExtension('pg_ts_config', 'f.oid')} ORDER BY f.oid`)

const mappings = part(`
  SELECT format('ALTER TEXT SEARCH CONFIGURATION %I.%I ADD MAPPING FOR %I WITH %s', n.nspname, f.cfgname, token.alias,
    (SELECT string_agg(format('%I.%I', dn.nspname, d.dictname), ', ' ORDER BY m.mapseqno)
      FROM pg_ts_config_map m JOIN pg_ts_dict d ON d.oid = m.mapdict JOIN pg_namespace dn ON dn.oid = d.dictnamespace
      WHERE m.mapcfg = f.oid AND m.maptokentype = token.tokid)) AS sql
  FROM pg_ts_config f JOIN pg_namespace n ON n.oid = f.cfgnamespace, ts_token_type(f.cfgparser) token
  WHERE ${wanted} AND ${notOfExtension('pg_ts_config', 'f.oid')}
    AND EXISTS (SELECT FROM pg_ts_config_map m WHERE m.mapcfg = f.oid AND m.maptokentype = token.tokid)
  ORDER BY f.oid, token.tokid`)

/** Schemas, extensions and types. */
export const typeParts: readonly Part[] = [
  schemas,
  extensions,
  collations,
  enums,
  composed,
  dictionaries,
  configurations,
  mappings,
]

/** Checks of domains, which may call functions. */
export const domainChecks = part(`
  SELECT format('ALTER DOMAIN %I.%I ADD CONSTRAINT %I %s', n.nspname, t.typname, k.conname,
    pg_get_constraintdef(k.oid)) AS sql
  FROM pg_constraint k JOIN pg_type t ON t.oid = k.contypid JOIN pg_namespace n ON n.oid = t.typnamespace
  WHERE k.contype = 'c' AND ${wanted} AND ${notOfExtension('pg_type', 't.oid')} ORDER BY k.oid`)

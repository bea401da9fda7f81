/** Restricts a catalog query to one owner: the core of PostgreSQL, or the members of one extension. */
export type Owned = (classId: string, oid: string, schemaOid: string | null) => string

/** What `initdb` made in the two system schemas, PL/pgSQL included. */
export const ofCore: Owned = (_classId, oid, schemaOid) =>
  `${oid} < 16384${schemaOid === null ? '' : ` and ${schemaOid} in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)`}`

export function ofExtension(name: string): Owned {
  return (classId, oid) => `exists (select from pg_depend d join pg_extension e on e.oid = d.refobjid
    where d.classid = '${classId}'::regclass and d.objid = ${oid} and d.deptype = 'e'
      and d.refclassid = 'pg_extension'::regclass and e.extname = '${name}')`
}

const schemaName = (oid: string) => `(select nspname from pg_namespace where oid = ${oid})`

/** Every type, with what is needed to name it. */
export const typeNames = `select json_build_object('oid', t.oid::int8, 'name', t.typname, 'schema', n.nspname, 'extension', (
    select e.extname from pg_depend d join pg_extension e on e.oid = d.refobjid
    where d.deptype = 'e' and d.refclassid = 'pg_extension'::regclass and
      (d.classid = 'pg_type'::regclass and d.objid in (t.oid, el.oid, coalesce((to_jsonb(r)->>'rngtypid')::oid, 0))
      or d.classid = 'pg_class'::regclass and d.objid in (t.typrelid, el.typrelid) and d.objid <> 0) limit 1)) as row
  from pg_type t join pg_namespace n on n.oid = t.typnamespace
  left join pg_type el on el.oid = t.typelem and el.typarray = t.oid
  left join pg_range r on coalesce((to_jsonb(r)->>'rngmultitypid')::oid, 0) in (t.oid, el.oid)`

export const types = (
  owned: Owned,
) => `select json_build_object('oid', t.oid::int8, 'schema', ${schemaName('t.typnamespace')},
    'name', t.typname, 'kind', t.typtype, 'category', t.typcategory, 'preferred', t.typispreferred,
    'element', nullif(t.typelem, 0)::int8, 'array', nullif(t.typarray, 0)::int8, 'defined', t.typisdefined,
    'base', coalesce(nullif(t.typbasetype, 0), r.rngsubtype,
      (select r2.rngtypid from pg_range r2 where (to_jsonb(r2)->>'rngmultitypid')::oid = t.oid))::int8,
    'collatable', t.typcollation <> 0, 'input', i.provolatile, 'output', o.provolatile,
    'subscript', t.typelem <> 0 or coalesce((to_jsonb(t)->>'typsubscript') <> '-', false),
    'labels', (select json_agg(l.enumlabel order by l.enumsortorder) from pg_enum l where l.enumtypid = t.oid)) as row
  from pg_type t left join pg_type el on el.oid = t.typelem and el.typarray = t.oid
  left join pg_range r on r.rngtypid = t.oid
  left join pg_proc i on i.oid = t.typinput left join pg_proc o on o.oid = t.typoutput
  where (${owned('pg_type', 't.oid', 't.typnamespace')} or ${owned('pg_type', 'el.oid', 'el.typnamespace')}
    or exists (select from pg_class c where c.oid in (t.typrelid, el.typrelid) and ${owned('pg_class', 'c.oid', 'c.relnamespace')})
    or exists (select from pg_range r2 join pg_type rt on rt.oid = r2.rngtypid
      where coalesce((to_jsonb(r2)->>'rngmultitypid')::oid, 0) in (t.oid, el.oid) and ${owned('pg_type', 'rt.oid', 'rt.typnamespace')}))
    and t.typname !~ '^_?pg_toast'`

export const functions = (
  owned: Owned,
) => `select json_build_object('schema', ${schemaName('p.pronamespace')}, 'name', p.proname,
    'arguments', array(select unnest(p.proargtypes)::int8), 'returns', p.prorettype::int8, 'kind', p.prokind,
    'volatility', p.provolatile, 'set', p.proretset, 'defaults', p.pronargdefaults,
    'variadic', nullif(p.provariadic, 0)::int8, 'names', p.proargnames, 'modes', array_to_string(p.proargmodes, ''),
    'all', p.proallargtypes::int8[],
    'aggregate', (select json_build_array(a.aggkind, a.aggnumdirectargs) from pg_aggregate a
      where a.aggfnoid = p.oid and a.aggkind <> 'n')) as row
  from pg_proc p where ${owned('pg_proc', 'p.oid', 'p.pronamespace')}`

export const operators = (
  owned: Owned,
) => `select json_build_object('schema', ${schemaName('o.oprnamespace')}, 'name', o.oprname,
    'left', nullif(o.oprleft, 0)::int8, 'right', nullif(o.oprright, 0)::int8, 'result', o.oprresult::int8,
    'volatility', p.provolatile, 'commutator', c.oprname) as row
  from pg_operator o join pg_proc p on p.oid = o.oprcode left join pg_operator c on c.oid = o.oprcom
  where ${owned('pg_operator', 'o.oid', 'o.oprnamespace')} and o.oprresult <> 0`

export const casts = (
  owned: Owned,
) => `select json_build_object('source', c.castsource::int8, 'target', c.casttarget::int8,
    'context', c.castcontext, 'method', c.castmethod, 'volatility', coalesce(p.provolatile, 'i')) as row
  from pg_cast c left join pg_proc p on p.oid = c.castfunc where ${owned('pg_cast', 'c.oid', null)}`

const familyName = 'f.opfname'

export const opclasses = (owned: Owned) => `select json_build_object('schema', ${schemaName('c.opcnamespace')},
    'method', a.amname, 'name', c.opcname, 'family', ${familyName}, 'input', c.opcintype::int8, 'isDefault', c.opcdefault) as row
  from pg_opclass c join pg_am a on a.oid = c.opcmethod join pg_opfamily f on f.oid = c.opcfamily
  where ${owned('pg_opclass', 'c.oid', 'c.opcnamespace')}`

export const members = (owned: Owned) => `select json_build_object('method', a.amname, 'family', ${familyName},
    'left', o.amoplefttype::int8, 'right', o.amoprighttype::int8, 'strategy', o.amopstrategy, 'operator', p.oprname) as row
  from pg_amop o join pg_opfamily f on f.oid = o.amopfamily join pg_am a on a.oid = f.opfmethod
  join pg_operator p on p.oid = o.amopopr
  where ${owned('pg_opfamily', 'f.oid', 'f.opfnamespace')} and o.amoppurpose = 's'`

export const relations = (
  owned: Owned,
) => `select json_build_object('schema', ${schemaName('c.relnamespace')}, 'name', c.relname,
    'kind', c.relkind, 'columns', (select coalesce(json_agg(json_build_object('name', a.attname, 'type', a.atttypid::int8)
      order by a.attnum), '[]') from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
    'keys', (select coalesce(json_agg(k.columns), '[]') from (select (select json_agg(a.attname order by u.n)
        from unnest(i.indkey::int2[]) with ordinality u(attnum, n)
        join pg_attribute a on a.attrelid = c.oid and a.attnum = u.attnum) as columns
      from pg_index i where i.indrelid = c.oid and i.indisunique and c.oid >= 16384 order by i.indexrelid) k)) as row
  from pg_class c where c.relkind <> 't' and (${owned('pg_class', 'c.oid', 'c.relnamespace')}
    or c.relkind = 'c' and exists (select from pg_type t where t.oid = c.reltype and ${owned('pg_type', 't.oid', 't.typnamespace')})
    or c.relkind in ('i', 'S') and c.oid >= 16384 and exists (select from pg_depend d join pg_class m on m.oid = d.refobjid
      where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refclassid = 'pg_class'::regclass
        and d.deptype in ('a', 'i') and ${owned('pg_class', 'm.oid', 'm.relnamespace')})
    or c.relkind = 'i' and c.oid >= 16384 and exists (select from pg_index i join pg_class m on m.oid = i.indrelid
      where i.indexrelid = c.oid and ${owned('pg_class', 'm.oid', 'm.relnamespace')}))`

interface OtherSource {
  readonly kind: string
  readonly catalog: string
  readonly name: string
  readonly schema: string | null
}

const otherSources: readonly OtherSource[] = [
  { kind: 'schema', catalog: 'pg_namespace', name: 'nspname', schema: null },
  { kind: 'language', catalog: 'pg_language', name: 'lanname', schema: null },
  { kind: 'access method', catalog: 'pg_am', name: 'amname', schema: null },
  { kind: 'foreign data wrapper', catalog: 'pg_foreign_data_wrapper', name: 'fdwname', schema: null },
  { kind: 'event trigger', catalog: 'pg_event_trigger', name: 'evtname', schema: null },
  { kind: 'text search configuration', catalog: 'pg_ts_config', name: 'cfgname', schema: 'cfgnamespace' },
  { kind: 'text search dictionary', catalog: 'pg_ts_dict', name: 'dictname', schema: 'dictnamespace' },
  { kind: 'text search parser', catalog: 'pg_ts_parser', name: 'prsname', schema: 'prsnamespace' },
  { kind: 'text search template', catalog: 'pg_ts_template', name: 'tmplname', schema: 'tmplnamespace' },
]

const operatorFamilies = (owned: Owned) => `select json_build_object('kind', 'operator family for ' || a.amname,
    'schema', ${schemaName('f.opfnamespace')}, 'name', f.opfname) as row
  from pg_opfamily f join pg_am a on a.oid = f.opfmethod where ${owned('pg_opfamily', 'f.oid', 'f.opfnamespace')}`

/** Collations of the operating system and of ICU differ between machines: only PostgreSQL's own are kept. */
const collations = (
  owned: Owned,
) => `select json_build_object('kind', 'collation', 'schema', ${schemaName('c.collnamespace')},
    'name', c.collname) as row from pg_collation c where ${owned('pg_collation', 'c.oid', 'c.collnamespace')}
  and (c.oid < 12000 or c.collname in ('default', 'C', 'POSIX', 'ucs_basic', 'unicode', 'pg_c_utf8', 'pg_unicode_fast'))`

const roles = `select json_build_object('kind', 'role', 'schema', '', 'name', rolname) as row
  from pg_roles where rolname like 'pg\\_%'`

export function others(owned: Owned): readonly string[] {
  const simple = otherSources.map(({ kind, catalog, name, schema }) => {
    const schemaText = schema === null ? `''` : schemaName(`o.${schema}`)
    return `select json_build_object('kind', '${kind}', 'schema', ${schemaText}, 'name', o.${name}) as row
      from ${catalog} o where ${owned(catalog, 'o.oid', schema === null ? null : `o.${schema}`)}`
  })
  return [...simple, operatorFamilies(owned), collations(owned), ...(owned === ofCore ? [roles] : [])]
}

export const available = `select json_build_object('name', v.name, 'schema', v.schema, 'relocatable', v.relocatable,
    'requires', coalesce(v.requires::text[], '{}')) as row
  from pg_available_extension_versions v join pg_available_extensions e
    on e.name = v.name and e.default_version = v.version where v.name <> 'plpgsql' order by v.name`

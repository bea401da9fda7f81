/** Extensions that come with PGlite, by PostgreSQL's name, and the export (and file) that holds each. */
const contrib: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    (
      'amcheck bloom btree_gin btree_gist citext cube dict_int dict_xsyn earthdistance file_fdw fuzzystrmatch hstore ' +
      'intarray isn lo ltree moddatetime pageinspect pg_buffercache pg_freespacemap pg_stat_statements pg_surgery pg_trgm ' +
      'pg_visibility pg_walinspect pgcrypto seg tablefunc tcn tsm_system_rows tsm_system_time unaccent'
    )
      .split(' ')
      .map((name) => [name, name]),
  ),
  'uuid-ossp': 'uuid_ossp',
}

/** What an extension needs besides itself (`CREATE EXTENSION … CASCADE` makes it). */
const requirements: Readonly<Record<string, readonly string[]>> = { earthdistance: ['cube'] }

/** Extensions that a scratch database in the process can have. */
export const pgliteExtensions: readonly string[] = [...Object.keys(contrib), 'vector'].sort()

/** Pairs of export name and module URL; extensions that PGlite does not have are left out. */
export function loadedExtensions(
  names: readonly string[],
  urlOf: (module: string) => string,
): readonly (readonly [string, string])[] {
  const all = new Set(names.flatMap((name) => [name, ...(requirements[name] ?? [])]))
  return [...all].flatMap((name) => {
    if (name === 'vector') return optional('@electric-sql/pglite-pgvector', 'vector', urlOf)
    const file = Object.hasOwn(contrib, name) ? contrib[name] : undefined
    return file === undefined ? [] : optional(`@electric-sql/pglite/contrib/${file}`, file, urlOf)
  })
}

function optional(module: string, name: string, urlOf: (module: string) => string): (readonly [string, string])[] {
  try {
    return [[name, urlOf(module)]]
  } catch {
    return []
  }
}

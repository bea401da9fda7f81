import { type Catalog, type CatalogObject, catalogOf, type Database } from '@migration-doctor/core'
import { readAttached } from './attached.ts'
import { readConstraints } from './constraints.ts'
import { readOthers } from './others.ts'
import { qualified } from './qualified.ts'
import type { Reading } from './read.ts'
import { readColumns, readIndexes, readRelations, readSchemas } from './relations.ts'
import { readFunctions, readTypes } from './types.ts'

export interface IntrospectOptions {
  /** Schemas to read; `null` or left out: all that are neither the system's nor temporary. */
  readonly schemas?: readonly string[] | null
}

/**
 * Reads what a database contains, in a constant number of queries and without a change. Each query sees its own moment,
 * since definitions are always PostgreSQL's latest: schema changes that run meanwhile may be half seen.
 * The search path is `pg_catalog` alone meanwhile, so that all texts of PostgreSQL's (types, defaults, definitions)
 * name everything of the user's with its schema: `public."Role"`, `nextval('public.users_id_seq'::regclass)`.
 * What extensions own is left out; the extensions themselves are listed, except `plpgsql`, which is always there.
 * PostgreSQL 12 and later.
 */
export async function introspect(database: Database, options: IntrospectOptions = {}): Promise<Catalog> {
  const reading = { database, schemas: options.schemas ?? null }
  return catalogOf(await qualified(database, () => readAll(reading)))
}

async function readAll(reading: Reading): Promise<readonly CatalogObject[]> {
  const [version] = await reading.database.query<{ num: string }>("SELECT current_setting('server_version_num') AS num")
  const versionNum = Number(version?.num)
  const parts: readonly (() => Promise<readonly CatalogObject[]>)[] = [
    () => readSchemas(reading),
    () => readColumns(reading),
    () => readConstraints(reading),
    () => readIndexes(reading),
    () => readTypes(reading),
    () => readOthers(reading),
    // PostgreSQL locks what queries in views, rules and functions name, and keeps the locks: these come last.
    () => readFunctions(reading, versionNum),
    () => readAttached(reading, versionNum),
    () => readRelations(reading),
  ]
  const objects: CatalogObject[] = []
  for (const part of parts) objects.push(...(await part()))
  return objects
}

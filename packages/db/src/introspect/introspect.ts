import { type Catalog, type CatalogObject, catalogOf, type Database } from '@migration-doctor/core'
import { toServerError } from '../server-error.ts'
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
  return catalogOf(await retried(() => qualified(database, () => readAll(reading))))
}

async function readAll(reading: Reading): Promise<readonly CatalogObject[]> {
  const [version] = await reading.database.query<{ num: string }>("SELECT current_setting('server_version_num') AS num")
  const versionNum = Number(version?.num)
  const parts: readonly (() => Promise<readonly CatalogObject[]>)[] = [
    () => readSchemas(reading),
    () => readRelations(reading),
    () => readColumns(reading),
    () => readConstraints(reading),
    () => readIndexes(reading),
    () => readTypes(reading),
    () => readFunctions(reading, versionNum),
    () => readAttached(reading, versionNum),
    () => readOthers(reading),
  ]
  const objects: CatalogObject[] = []
  for (const part of parts) objects.push(...(await part()))
  return objects
}

const attempts = 10

/** What is dropped between the list and its definition fails so; the next look no longer sees it. */
const vanished = ['cache lookup failed', 'could not open relation', 'could not find']

async function retried<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const { sqlstate, message } = toServerError(error)
      const passing = sqlstate === 'XX000' && vanished.some((text) => message.startsWith(text))
      if (!passing || attempt === attempts) throw error
    }
  }
}

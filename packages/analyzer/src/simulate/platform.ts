import type { Project } from '@migration-doctor/core'
import { systemBase as base, blankOther, blankRelation, blankType } from './blank.ts'
import { blankSchema } from './blank-schema.ts'
import type { Relation, Schema } from './objects.ts'
import type { Subject } from './refusal.ts'
import type { Store } from './store.ts'
import type { SystemCatalog } from './system.ts'

/** The database for which a platform stands in. */
interface Host {
  readonly store: Store
  readonly system: SystemCatalog
}

/** A hosting platform whose own objects are there before the first migration, though no file makes them. */
export interface Platform {
  readonly name: string
  /** Makes a stand-in for what is missing when it is the platform's. */
  assume(subject: Subject, session: Host): boolean
  /** Is it in a schema of the platform's, of which the content is not known? */
  holds(subject: Subject): boolean
  schema(name: string): Schema | null
  /** Is it the name of one of its schemas? */
  has(schema: string): boolean
  /** Its schemas that the history has needed so far, with what the history made in them. */
  made(): Iterable<Schema>
  /** Names of its schemas that the history has needed so far. */
  schemas(): readonly string[]
  isRole(name: string): boolean
}

const supabaseSchemas = new Set([
  'auth',
  'storage',
  'extensions',
  'realtime',
  '_realtime',
  'vault',
  'graphql',
  'graphql_public',
  'pgsodium',
  'pgbouncer',
  'supabase_functions',
  'supabase_migrations',
  'cron',
  'net',
  'pgmq',
])
const supabaseRoles = new Set([
  'anon',
  'authenticated',
  'service_role',
  'authenticator',
  'dashboard_user',
  'pgbouncer',
  'supabase_admin',
  'supabase_auth_admin',
  'supabase_functions_admin',
  'supabase_realtime_admin',
  'supabase_storage_admin',
])

/** The platform that the project's layout names. */
export function platformOf({ platformSchemas, migrations }: Project): Platform | null {
  const isSupabase = (platformSchemas ?? []).length > 0 || migrations.some(({ file }) => /(^|\/)supabase\//.test(file))
  return isSupabase ? supabase() : null
}

/** Supabase: `auth`, `storage` and their like, of whose content nothing is claimed. */
function supabase(): Platform {
  // The one that its connections look into for what extensions bring.
  const schemas = new Map([['extensions', blankSchema(base('extensions'))]])
  return {
    name: 'Supabase',
    schema: (name) => schemas.get(name) ?? null,
    has: (name) => supabaseSchemas.has(name),
    made: () => schemas.values(),
    schemas: () => [...schemas.keys()],
    isRole: (name) => supabaseRoles.has(name),
    holds: ({ schema, kind }) => schema !== null && schemas.has(schema) && standsInFor.has(kind),
    assume(subject, session) {
      const schemaName = subject.kind === 'schema' ? subject.name : subject.schema
      if (schemaName === null || !supabaseSchemas.has(schemaName)) return publication(subject, session)
      // A schema that the history itself makes holds what the history puts there.
      if (session.store.schemas.has(schemaName)) return false
      const schema = schemas.get(schemaName) ?? blankSchema(base(schemaName))
      schemas.set(schemaName, schema)
      if (subject.kind === 'schema') return true
      return standIn(schema, subject, session)
    },
  }
}

function publication(subject: Subject, session: Host): boolean {
  if (subject.name !== 'supabase_realtime' || session.store.globals.has('publication:supabase_realtime')) return false
  const object = blankOther(base(subject.name), 'publication', null)
  // Not by the store: a stand-in outlives the statement that first needs it, and is no part of what is undone.
  session.store.globals.set('publication:supabase_realtime', object)
  return true
}

const standsInFor: ReadonlySet<Subject['kind']> = new Set(['relation', 'type', 'routine'])

function standIn(schema: Schema, subject: Subject, session: Host): boolean {
  const unknown = session.system.type('')
  if (schema.routines.has(subject.name) && subject.kind === 'routine') return false
  switch (subject.kind) {
    case 'relation':
      schema.relations.set(subject.name, opaqueTable(subject.name, schema))
      return true
    case 'type':
      schema.types.set(
        subject.name,
        blankType(base(subject.name), unknown.kind, schema, { category: unknown.category }),
      )
      return true
    case 'routine':
      schema.routines.set(subject.name, [
        {
          ...base(subject.name),
          class: 'routine',
          kind: 'function',
          schema,
          parameters: [],
          inputs: [],
          returns: unknown,
          returnsSet: false,
          language: 'internal',
          body: null,
          volatility: 's',
        },
      ])
      return true
    default:
      return false
  }
}

function opaqueTable(name: string, schema: Schema): Relation {
  return Object.assign(blankRelation(base(name), 'table', schema), { rowSecurity: true, opaqueColumns: true })
}

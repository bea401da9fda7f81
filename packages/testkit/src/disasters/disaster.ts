import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Folder of the broken projects. */
export const projectsDirectory = fileURLToPath(new URL('../../../../fixtures/projects/', import.meta.url))

export const disasterNames = [
  'invoices-typeorm',
  'grants-sql',
  'queue-prisma',
  'tenants-multischema',
  'absent-schemas',
] as const

export type DisasterName = (typeof disasterNames)[number]

/** What `disaster.json` says of a project: how it is broken, and what a diagnosis must find. */
export interface Disaster {
  readonly title: string
  readonly tool: 'prisma' | 'typeorm' | 'sql'
  /** How the database came to be as it is, in a few sentences. */
  readonly story: string
  /** What a person does where `fix` has no cure. */
  readonly byHand?: CureByHand
  /** One for each version of the tool under which the project breaks in another way. */
  readonly cases: readonly DisasterCase[]
}

export interface CureByHand {
  readonly why: string
  /** Paths within the project. */
  readonly files: readonly { readonly path: string; readonly lines: readonly string[] }[]
}

export interface DisasterCase {
  /** `null` for a tool without versions. */
  readonly toolVersion: string | null
  /** Names of all migrations, in the order in which the tool runs them. */
  readonly order: readonly string[]
  /** `schema.table` of the tracking table. */
  readonly historyTable: string
  /** Names recorded as applied, in the order of the tracking table. */
  readonly recorded: readonly string[]
  /** What PostgreSQL said; `again` is the tool's own code when it is run once more and refuses before PostgreSQL does. */
  readonly stops: {
    readonly migration: string
    readonly sqlstate: string
    readonly message: string
    readonly again?: string
  }
  /** Objects of the broken database, `kind schema.name` or `column schema.table.name`. */
  readonly present: readonly string[]
  readonly absent: readonly string[]
  /** Every finding that no other one causes, of severity error or warning. */
  readonly findings: readonly ExpectedFinding[]
}

export interface ExpectedFinding {
  readonly rule: string
  readonly severity: 'error' | 'warning' | 'note'
  readonly migration: string | null
  /** One of the finding's objects; `null` when the migrations themselves are what it is about. */
  readonly object: ExpectedObject | null
  /** What the rule must see to know: the files alone, the history too, or the live catalog too. */
  readonly needs: 'files' | 'history' | 'catalog'
  readonly sqlstate?: string
  /** Names of migrations in which further statements fail for the same reason. */
  readonly consequencesIn?: readonly string[]
}

export interface ExpectedObject {
  readonly kind: string
  readonly schema: string
  readonly name: string
  readonly column?: string
}

/** Reads `disaster.json` of a project in this repository. */
export function readDisaster(name: DisasterName): Disaster {
  return JSON.parse(readFileSync(join(projectsDirectory, name, 'disaster.json'), 'utf8')) as Disaster
}

import { createHash } from 'node:crypto'
import type { ReplayScript, ReplayStatement } from '@migration-doctor/core'
import { pgliteVersion } from '../scratch/pglite.ts'
import { groupsOf } from './group.ts'

/** A place between two transactions of a script. */
export interface Boundary {
  /** The number of statements before it. */
  readonly end: number
  /** A hash of all that decides what a scratch database answers up to here, and what it holds then. */
  readonly key: string
}

/** Changes whenever the same script would be run in another way. */
const form = 2

/** The boundaries of a script, in order: what two scripts have in common shows in the keys that they share. */
export function boundariesOf(script: ReplayScript, statementTimeoutMs: number): readonly Boundary[] {
  const { searchPath, extensions = [], extensionSchema, schemas = [], ownTables = [], uses = [] } = script
  let key = hash([
    form,
    pgliteVersion(),
    statementTimeoutMs,
    searchPath,
    extensions,
    extensionSchema,
    schemas,
    ownTables,
    uses,
  ])
  let end = 0
  const boundaries: Boundary[] = []
  for (const group of groupsOf(script.statements)) {
    key = hash([key, ...group.map(decisive)])
    end += group.length
    boundaries.push({ end, key })
  }
  return boundaries
}

function decisive({ text, unsendable, transaction, rolledBack }: ReplayStatement): unknown {
  return [text, unsendable === undefined, transaction === null, rolledBack]
}

const hash = (facts: unknown) => createHash('sha256').update(JSON.stringify(facts)).digest('hex')

/**
 * Whether a session can take over where another one ended. What is asked of the session itself (the last value of a
 * sequence) and what depends on the extensions at hand is rare: such a script is run whole.
 */
export function isResumable({ statements }: ReplayScript): boolean {
  return !statements.some(
    ({ text, ofSession }) => !ofSession && bound.some((word) => text.toLowerCase().includes(word)),
  )
}

const bound = ['currval', 'lastval', 'set_config', 'pg_available_extension', 'pg_backend_pid']

import type { Database, ReplayStatement, ServerError } from '@migration-doctor/core'
import { qualified } from '../introspect/qualified.ts'
import { runBlock } from '../replay/block.ts'
import { type Answer, Runner } from '../replay/run.ts'
import type { WireDatabase } from '../wire/wire.ts'
import { attachedParts, foreignParts, globalParts, policyRoles, viewParts } from './dependents.ts'
import type { Part } from './part.ts'
import { routineParts } from './routines.ts'
import { copyRows, type TableName } from './rows.ts'
import { constraintParts, defaultParts, foreignKeys, indexParts, tableParts } from './tables.ts'
import { domainChecks, typeParts } from './types.ts'

export interface CloneOptions {
  /** Tables whose rows are copied too: those that hold a history. */
  readonly rowsOf: readonly TableName[]
  /** Schemas to copy; `null` or left out: all that are neither the system's nor temporary. */
  readonly schemas?: readonly string[] | null
}

/** What could not be copied. */
export interface CloneResult {
  readonly refused: readonly { readonly sql: string; readonly error: ServerError }[]
}

const before: readonly Part[] = [...typeParts, ...foreignParts, ...tableParts, ...routineParts, ...defaultParts]

/** Constraints and all that works on rows come after the rows. */
const after: readonly Part[] = [
  domainChecks,
  ...constraintParts,
  ...viewParts,
  ...indexParts,
  foreignKeys,
  ...attachedParts,
  ...globalParts,
]

/**
 * Copies the schema of a database into an empty one, by statements made from PostgreSQL's own definitions: all that
 * `introspect` reads, without owners, rights, comments and rows, except the rows of the tables named. The source is
 * only read. What the target refuses (an extension it lacks and what needs it) is told, and the rest is copied.
 */
export async function cloneInto(source: Database, target: WireDatabase, options: CloneOptions): Promise<CloneResult> {
  const statements = await qualified(source, () => readStatements(source, target, options))
  const runner = new Runner({ database: target, cancels: true }, 0)
  await runner.must('SET search_path = pg_catalog; SET check_function_bodies = off')
  const refused = await runAll(statements, runner)
  await runner.must('RESET search_path; RESET check_function_bodies')
  await refresh(source, target, options)
  return { refused }
}

async function readStatements(
  source: Database,
  target: Database,
  { rowsOf, schemas = null }: CloneOptions,
): Promise<readonly string[]> {
  const [version] = await source.query<{ num: string }>("SELECT current_setting('server_version_num') AS num")
  const read = async (part: Part) => {
    const rows = await source.query<{ sql: string | null }>(part.query(Number(version?.num)), [schemas])
    return rows.flatMap(({ sql }) => (sql === null ? [] : [sql]))
  }
  const statements = await withoutPublic(source, schemas)
  if (await isOurs(target)) statements.push(...(await read(policyRoles)))
  for (const part of before) statements.push(...(await read(part)))
  for (const table of rowsOf) statements.push(...(await copyRows(source, table)))
  for (const part of after) statements.push(...(await read(part)))
  return statements
}

/** A new database has the schema `public`; not every other has kept it. */
async function withoutPublic(source: Database, schemas: readonly string[] | null): Promise<string[]> {
  const [row] = await source.query<{ there: boolean }>("SELECT to_regnamespace('public') IS NOT NULL AS there")
  return row?.there || schemas !== null ? [] : ['DROP SCHEMA IF EXISTS public']
}

/** Roles live in a server; in PGlite nobody else has any. */
async function isOurs(target: Database): Promise<boolean> {
  const [row] = await target.query<{ version: string }>('SELECT version() AS version')
  return row?.version.includes('PGlite') === true
}

/** Few enough for PostgreSQL to hold all their locks at once. */
const perTransaction = 500

/** Runs statements in order, and those refused again, for as long as that helps: they may need what comes after them. */
async function runAll(statements: readonly string[], runner: Runner): Promise<CloneResult['refused']> {
  let pending = statements
  for (;;) {
    const refused: { sql: string; error: ServerError }[] = []
    for (let start = 0; start < pending.length; start += perTransaction) {
      const chunk = pending.slice(start, start + perTransaction)
      const answers: Answer[] = []
      await runBlock(chunk.map(asStatement), runner, { record: (answer) => answers.push(answer) })
      chunk.forEach((sql, i) => {
        const error = answers[i]?.error
        if (error) refused.push({ sql, error })
      })
    }
    if (refused.length === 0 || refused.length === pending.length) return refused
    pending = refused.map(({ sql }) => sql)
  }
}

function asStatement(text: string, number: number): ReplayStatement {
  return { number, migration: '', text, transaction: 0, rolledBack: false }
}

/** Fills the materialised views that are filled in the source, as far as their queries run on empty tables. */
async function refresh(source: Database, target: WireDatabase, { schemas = null }: CloneOptions): Promise<void> {
  const rows = await source.query<{ sql: string }>(
    `SELECT format('REFRESH MATERIALIZED VIEW %I.%I', schemaname, matviewname) AS sql FROM pg_catalog.pg_matviews
     WHERE ispopulated AND (schemaname = ANY ($1::text[]) OR $1::text[] IS NULL)`,
    [schemas],
  )
  await runAll(
    rows.map(({ sql }) => sql),
    new Runner({ database: target, cancels: true }, 0),
  )
}

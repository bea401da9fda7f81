import { randomUUID } from 'node:crypto'
import { type History, type HistoryRow, type Migration, type Project, refused } from '@migration-doctor/core'
import type { HistoryWrite, Mark } from '../adapter.ts'
import { qualified, quoted } from '../tracking-table.ts'

/**
 * The writes of `prisma migrate resolve`, row for row.
 * @throws DoctorError (4) where Prisma refuses, with Prisma's own code.
 */
export function markPrisma(mark: Mark, history: History | null, project: Project, now: Date): readonly HistoryWrite[] {
  const { migration } = mark
  const rows = (history?.rows ?? []).filter(({ name }) => name === migration.name)
  const table = qualified(history?.table ?? tableOf(project))
  if (mark.kind === 'rolled-back') return markRolledBack({ migration, history, rows, table, now })
  if (mark.kind === 'pending') return markPending(migration, rows, table)
  return markApplied({ migration, history, rows, table, now }, project)
}

export function tableOf(project: Project): { readonly schema: string; readonly name: string } {
  return { schema: project.historyTable.schema ?? project.defaultSchema, name: project.historyTable.name }
}

interface Marking {
  readonly migration: Migration
  readonly history: History | null
  /** Those of this migration. */
  readonly rows: readonly HistoryRow[]
  readonly table: string
  readonly now: Date
}

function markApplied(marking: Marking, project: Project): readonly HistoryWrite[] {
  const { migration, history, rows, table, now } = marking
  assertProvider(project)
  const [checksum] = migration.checksums
  if (checksum === undefined) {
    throw refused(
      `P3017: the migration ${migration.name} could not be found: it has no readable migration.sql.`,
      'Restore the file first; its checksum goes into the history.',
    )
  }
  if (rows.some(({ finishedAt }) => finishedAt !== null)) {
    throw refused(`P3008: the migration ${migration.name} is already recorded as applied in the database.`)
  }
  return [
    ...(history ? [] : createTable(tableOf(project))),
    ...rows.filter(isFailed).map((row) => rollBack(row, table, now)),
    {
      sql: `INSERT INTO ${table} ("id", "checksum", "logs", "started_at", "finished_at", "migration_name") VALUES ($1, $2, $3, $4, $5, $6)`,
      parameters: [randomUUID(), checksum, '', now, now, migration.name],
    },
  ]
}

function assertProvider(project: Project): void {
  const mismatch = project.problems.find(({ rule }) => rule === 'provider-mismatch')
  if (!mismatch) return
  throw refused(
    `P3019: the datasource provider ${String(mismatch.data['provider'])} does not match ${String(mismatch.data['locked'])} in migration_lock.toml.`,
    'Correct migration_lock.toml first.',
  )
}

function markRolledBack({ migration, history, rows, table, now }: Marking): readonly HistoryWrite[] {
  if (!history) {
    throw refused(
      `The database has no ${table}, so there is nothing to mark as rolled back ("Invariant violation: called markMigrationRolledBack on a database without migrations table.").`,
    )
  }
  if (rows.length === 0) {
    throw refused(
      `P3011: the migration ${migration.name} cannot be rolled back because it was never applied to the database.`,
    )
  }
  if (rows.every(({ finishedAt }) => finishedAt !== null)) {
    throw refused(`P3012: the migration ${migration.name} cannot be rolled back because it is not in a failed state.`)
  }
  return rows.filter(isFailed).map((row) => rollBack(row, table, now))
}

/** Prisma has no such command: rows that make deploy skip or refuse the migration are taken out. */
function markPending(migration: Migration, rows: readonly HistoryRow[], table: string): readonly HistoryWrite[] {
  const standing = rows.filter(({ state }) => state !== 'rolled-back')
  if (standing.length === 0) throw refused(`The migration ${migration.name} is already pending.`)
  return standing.map((row) => deletion(row, table))
}

/** As Prisma sees it: neither finished nor rolled back. */
function isFailed(row: HistoryRow): boolean {
  return row.finishedAt === null && row.state !== 'rolled-back'
}

function rollBack(row: HistoryRow, table: string, now: Date): HistoryWrite {
  return { sql: `UPDATE ${table} SET "rolled_back_at" = $1 WHERE "id" = $2`, parameters: [now, row.key] }
}

export function deletion(row: HistoryRow, table: string): HistoryWrite {
  return { sql: `DELETE FROM ${table} WHERE "id" = $1`, parameters: [row.key] }
}

/** The engine's own definition; it also makes the schema of the connection when that is missing. */
function createTable(table: { readonly schema: string; readonly name: string }): readonly HistoryWrite[] {
  const definition = `CREATE TABLE ${qualified(table)} (
    id                  VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum            VARCHAR(64) NOT NULL,
    finished_at         TIMESTAMPTZ,
    migration_name      VARCHAR(255) NOT NULL,
    logs                TEXT,
    rolled_back_at      TIMESTAMPTZ,
    started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
)`
  return [...(table.schema === 'public' ? [] : [createSchema(table.schema)]), { sql: definition, parameters: [] }]
}

/** Asks first: `CREATE SCHEMA IF NOT EXISTS` needs a right on the database even when there is nothing to make. */
function createSchema(schema: string): HistoryWrite {
  const literal = `'${schema.replaceAll("'", "''")}'`
  const sql = `DO $doctor$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = ${literal}) THEN
    CREATE SCHEMA ${quoted(schema)};
  END IF;
END $doctor$`
  return { sql, parameters: [] }
}

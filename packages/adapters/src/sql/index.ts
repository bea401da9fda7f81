import path from 'node:path'
import { type HistoryRow, type Project, refused } from '@migration-doctor/core'
import type { Adapter } from '../adapter.ts'
import { parseDotenv } from '../dotenv.ts'
import { readIfThere } from '../project-files.ts'
import { qualified, quoted } from '../tracking-table.ts'
import { detectSql } from './detect.ts'
import { dialectOf } from './dialects.ts'
import { readSqlHistory, tableFor } from './history.ts'
import { deletion, markSql, tableNameOf } from './mark.ts'
import { renderSqlPatch } from './patch.ts'
import { readSql } from './read.ts'

/** The doctor's own advisory lock, for tools that have none: `migrdoct` in ASCII. */
const lockKey = '7883946363697718132'

/** How dialects take their locks; what follows is the key, in parentheses. */
const taking = 'SELECT pg_advisory_lock('

/** Folders of SQL files with a tracking table. */
export const adapter: Adapter = {
  tool: 'sql',
  detect: detectSql,
  read: readSql,
  async databaseUrl({ cwd }, { files, environment }) {
    // dbmate, sqlx and most home-made runners read the variable from here.
    const text = await readIfThere(files, path.join(cwd, '.env'))
    return environment['DATABASE_URL'] ?? parseDotenv(text ?? '').get('DATABASE_URL') ?? null
  },
  readHistory: readSqlHistory,
  mark: markSql,
  deleteRow: (row, project) => deletion(row, tableOfRow(row, project), tableNameOf(project)),
  realign(row, migration, project) {
    const [checksum] = migration.checksums
    if (checksum === undefined) throw refused(`${dialectOf(project).title} keeps no checksum.`)
    const { identity, checksumColumn = 'checksum', checksumValue } = tableOfRow(row, project)
    const sql = `UPDATE ${qualified(tableNameOf(project))} SET ${quoted(checksumColumn)} = $1 WHERE ${quoted(identity)} = $2`
    return { sql, parameters: [checksumValue?.(checksum) ?? checksum, row.raw[identity]] }
  },
  lock(project) {
    const own = dialectOf(project).lock
    return { sql: own ?? 'SELECT pg_advisory_lock($1)', parameters: own === null ? [lockKey] : [] }
  },
  lockKey(project) {
    const own = dialectOf(project).lock
    const call = own?.startsWith(taking) ? own.slice(taking.length) : null
    return call === null ? null : { sql: `SELECT (${call}::bigint::text AS key`, parameters: [] }
  },
  checksumsOf: (text, project) => dialectOf(project).checksums(text),
  renderPatch: renderSqlPatch,
  commandsFor: (project) => dialectOf(project).commands,
  commands: { run: 'your migration runner', status: 'a SELECT on the tracking table' },
}

function tableOfRow(row: HistoryRow, project: Project) {
  return tableFor(dialectOf(project), Object.keys(row.raw), project.historyTable.name)
}

import { refused } from '@migration-doctor/core'
import type { Adapter } from '../adapter.ts'
import { qualified } from '../tracking-table.ts'
import { checksumsOf } from './checksum.ts'
import { databaseUrlOf, readDatasource } from './datasource.ts'
import { detectPrisma } from './detect.ts'
import { readPrismaHistory } from './history.ts'
import { findLayout } from './layout.ts'
import { deletion, markPrisma, tableOf } from './mark.ts'
import { prismaModelDrift } from './model/drift.ts'
import { renderPrismaPatch } from './patch.ts'
import { readPrisma } from './read.ts'

/** The advisory lock that the schema engine takes for every write. */
const lockKey = 72707369

/** Prisma 5 to 7. */
export const adapter: Adapter = {
  tool: 'prisma',
  detect: detectPrisma,
  read: readPrisma,
  async databaseUrl(options, around) {
    const layout = await findLayout(options, around)
    return layout ? databaseUrlOf(readDatasource(layout)) : null
  },
  readHistory: readPrismaHistory,
  mark: markPrisma,
  deleteRow: (row, project) => deletion(row, qualified(tableOf(project))),
  realign(row, migration, project) {
    const [checksum] = migration.checksums
    if (checksum === undefined)
      throw refused(`The migration ${migration.name} has no readable file to take a checksum of.`)
    const sql = `UPDATE ${qualified(tableOf(project))} SET "checksum" = $1 WHERE "id" = $2`
    return { sql, parameters: [checksum, row.key] }
  },
  lock: () => ({ sql: 'SELECT pg_advisory_lock($1)', parameters: [lockKey] }),
  lockKey: () => ({ sql: 'SELECT $1::text AS key', parameters: [String(lockKey)] }),
  checksumsOf: (text) => checksumsOf(text),
  modelDrift: prismaModelDrift,
  renderPatch: renderPrismaPatch,
  commands: { run: 'npx prisma migrate deploy', status: 'npx prisma migrate status' },
}

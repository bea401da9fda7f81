import { refused } from '@migration-doctor/core'
import type { Adapter } from '../adapter.ts'
import { detectTypeorm } from './detect.ts'
import { executeTypeorm } from './execute/execute.ts'
import { deletion, markTypeorm, readTypeormHistory, tableOf } from './history.ts'
import { renderTypeormPatch } from './patch.ts'
import { readTypeorm } from './read.ts'
import { typeormUrl } from './url.ts'

/** TypeORM takes no lock at all; this is the doctor's own, so that two doctors do not write at once. */
const lockKey = '7813585249102367'

/** TypeORM 0.3 and 1.x. */
export const adapter: Adapter = {
  tool: 'typeorm',
  detect: detectTypeorm,
  read: readTypeorm,
  databaseUrl: typeormUrl,
  readHistory: readTypeormHistory,
  mark: (mark, history, project) => markTypeorm(mark, history, project),
  deleteRow: (row, project) => deletion(row, tableOf(null, project)),
  realign(_row, migration) {
    throw refused(`TypeORM keeps no checksum of ${migration.name}, so there is nothing to set right.`)
  },
  lock: () => ({ sql: 'SELECT pg_advisory_lock($1)', parameters: [lockKey] }),
  renderPatch: renderTypeormPatch,
  execute: executeTypeorm,
  commands: {
    run: 'npx typeorm migration:run -d <data source>',
    status: 'npx typeorm migration:show -d <data source>',
  },
}

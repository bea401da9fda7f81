import type { Dialect } from '../dialect.ts'
import { homeMadeTable } from '../home-made-table.ts'
import { wholeFile } from '../mark-lines.ts'
import { byBytes } from '../name.ts'
import { singleFile } from '../new-file.ts'

/** Any folder of SQL files, in byte order of their names, with a tracking table of names. */
export const dialect: Dialect = {
  name: 'generic',
  title: 'a folder of SQL files',
  recognise({ names }) {
    const first = names.find((name) => !name.includes('/') && name.endsWith('.sql'))
    return first ? { strength: 1, why: `SQL files such as ${first}` } : null
  },
  parseName(file) {
    if (file.includes('/') || !file.endsWith('.sql')) return null
    const direction = file.endsWith('.down.sql') ? 'down' : file.endsWith('.up.sql') ? 'up' : 'both'
    const label = file.replace(/(?:\.up|\.down)?\.sql$/, '').replace(/^[\d_.-]+/, '')
    return { file, key: file, orderKey: file, label, direction }
  },
  compare: byBytes,
  orderBy: 'bytes',
  sections: wholeFile,
  execution: () => ({ transaction: 'none', send: 'script' }),
  psql: 'where-used',
  checksums: () => [],
  table: homeMadeTable('schema_migrations', ['filename', 'applied_at']),
  lock: null,
  newFile: singleFile,
  commands: { run: 'your migration runner', status: 'a SELECT on the tracking table' },
}

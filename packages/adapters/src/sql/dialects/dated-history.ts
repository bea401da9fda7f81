import type { Dialect } from '../dialect.ts'
import { wholeFile } from '../mark-lines.ts'
import { byBytes, words } from '../name.ts'
import { singleFile } from '../new-file.ts'
import { plainRow } from '../row.ts'

const pattern = /^(\d{4}-\d{2}-\d{2}_\d{4})_(.+)\.sql$/

/** `YYYY-MM-DD_NNNN_words.sql` recorded in `system.schema_migrations(filename, applied_at, description)`. */
export const dialect: Dialect = {
  name: 'dated-history',
  title: 'dated SQL files with a system.schema_migrations table',
  recognise({ names }) {
    const first = names.find((name) => pattern.test(name))
    return first ? { strength: 2, why: `dated SQL files such as ${first}` } : null
  },
  parseName(file) {
    if (file.includes('/') || !file.endsWith('.sql')) return null
    return { file, key: file, orderKey: file, label: pattern.exec(file)?.[2] ?? file, direction: 'both' }
  },
  compare: byBytes,
  orderBy: 'bytes',
  sections: wholeFile,
  execution: () => ({ transaction: 'none', send: 'script' }),
  psql: 'where-used',
  checksums: () => [],
  table: {
    schema: 'system',
    name: 'schema_migrations',
    identity: 'filename',
    columns: ['filename', 'applied_at'],
    orderBy: '"applied_at", "filename"',
    create: [
      'CREATE TABLE {table} (id SERIAL PRIMARY KEY, filename TEXT NOT NULL UNIQUE, applied_at TIMESTAMP DEFAULT now(), description TEXT)',
    ],
    readRow: plainRow('filename', 'applied_at'),
    newRow: ({ key, label, now }) => ({ filename: key, applied_at: now, description: words(label) }),
    kind: 'set',
  },
  lock: null,
  newFile: singleFile,
  commands: { run: 'your migration runner', status: 'SELECT * FROM system.schema_migrations ORDER BY applied_at' },
}

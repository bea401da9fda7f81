import type { Dialect } from '../dialect.ts'
import { wholeFile } from '../mark-lines.ts'
import { byBytes, numbered } from '../name.ts'
import { singleFile } from '../new-file.ts'
import { plainRow } from '../row.ts'

/** Numbered files recorded by name in `migration_history(filename, executed_at)`: a common home-made runner. */
export const dialect: Dialect = {
  name: 'filename-history',
  title: 'numbered SQL files with a migration_history table',
  recognise({ names }) {
    const files = names.filter(
      (name) => numbered(name)?.direction === 'both' && (numbered(name)?.digits.length ?? 9) <= 6,
    )
    return files.length > 0 ? { strength: 1, why: `numbered SQL files such as ${files[0]}` } : null
  },
  parseName(file) {
    const name = numbered(file)
    return name?.direction === 'both' ? { file, key: file, orderKey: file, label: name.label, direction: 'both' } : null
  },
  compare: byBytes,
  orderBy: 'bytes',
  sections: wholeFile,
  execution: () => ({ transaction: 'migration', send: 'script' }),
  psql: 'where-used',
  checksums: () => [],
  table: {
    schema: null,
    name: 'migration_history',
    identity: 'filename',
    columns: ['filename', 'executed_at'],
    orderBy: '"executed_at", "filename"',
    create: [
      'CREATE TABLE {table} (id SERIAL PRIMARY KEY, filename VARCHAR(255) NOT NULL UNIQUE, executed_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP)',
    ],
    readRow: plainRow('filename', 'executed_at'),
    newRow: ({ key, now }) => ({ filename: key, executed_at: now }),
    kind: 'set',
  },
  lock: null,
  newFile: singleFile,
  commands: { run: 'your migration runner', status: 'SELECT * FROM migration_history ORDER BY executed_at' },
}

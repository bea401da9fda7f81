import { createHash } from 'node:crypto'
import { snakeCase, timeOfStamp } from '../../naming.ts'
import { textOrNull, timeOf } from '../../tracking-table.ts'
import type { Dialect } from '../dialect.ts'
import { cutAtBreakpoints } from './drizzle.ts'

const pattern = /^(\d{14})_([^/]+)\/migration\.sql$/

/** drizzle-kit 1.0: a folder for each migration, `<stamp>_<name>/{migration.sql,snapshot.json}`, no journal. */
export const dialect: Dialect = {
  name: 'drizzle-folders',
  title: 'drizzle-kit 1.0',
  recognise({ names }) {
    const first = names.find(
      (name) => pattern.test(name) && names.includes(name.replace('migration.sql', 'snapshot.json')),
    )
    return first ? { strength: 3, why: `Drizzle's folders, such as ${first}` } : null
  },
  parseName(file) {
    const [, stamp, label] = pattern.exec(file) ?? []
    if (stamp === undefined || label === undefined) return null
    const folder = file.slice(0, file.indexOf('/'))
    return { file, key: folder, orderKey: folder, label, direction: 'both' }
  },
  compare: (a, b) => a.orderKey.localeCompare(b.orderKey, 'en-US'),
  orderBy: 'localeCompare(en-US)',
  sections: cutAtBreakpoints,
  execution: () => ({ transaction: 'batch', send: 'script' }),
  invalidBytes: 'replaced',
  checksums: (text) => [createHash('sha256').update(text, 'utf8').digest('hex')],
  table: {
    schema: 'drizzle',
    name: '__drizzle_migrations',
    identity: 'name',
    checksumColumn: 'hash',
    columns: ['id', 'hash', 'created_at', 'name'],
    orderBy: '"created_at", "id"',
    create: [
      'CREATE TABLE {table} (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint, name text, applied_at timestamptz DEFAULT now())',
    ],
    readRow: (raw) => ({
      key: textOrNull(raw['name']) ?? '',
      state: 'applied',
      at: timeOf(raw['applied_at']) ?? timeOf(Number(raw['created_at'])),
      checksum: textOrNull(raw['hash']),
      logs: null,
    }),
    newRow: ({ key, checksum, now }) => ({
      hash: checksum,
      created_at: String(timeOfStamp(key.slice(0, 14))?.getTime() ?? now.getTime()),
      name: key,
      applied_at: now,
    }),
    kind: 'set',
  },
  lock: null,
  newFile: ({ prefix, title, up }) => [{ name: `${prefix}_${snakeCase(title)}/migration.sql`, text: up }],
  commands: { run: 'npx drizzle-kit migrate', status: 'npx drizzle-kit check' },
}

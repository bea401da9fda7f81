import { createHash } from 'node:crypto'
import { textOrNull, timeOf } from '../../tracking-table.ts'
import { crc32Of } from '../crc32-sql.ts'
import type { Dialect } from '../dialect.ts'
import { byNumber, numbered, withoutZeros, words } from '../name.ts'
import { pairOfFiles, singleFile } from '../new-file.ts'

/** sqlx (Rust): single files or pairs, SHA-384 of the text, `-- no-transaction` in the first line. */
export const dialect: Dialect = {
  name: 'sqlx',
  title: 'sqlx',
  recognise({ names, manifests }) {
    if (!names.some((name) => numbered(name)?.separator === '_')) return null
    return /^\s*sqlx\b/m.test(manifests) ? { strength: 3, why: 'Cargo.toml depends on sqlx' } : null
  },
  parseName(file) {
    const name = numbered(file)
    if (name?.separator !== '_') return null
    return { file, key: withoutZeros(name.digits), orderKey: name.digits, label: name.label, direction: name.direction }
  },
  compare: byNumber,
  orderBy: 'version number',
  sections: (text) => ({
    up: [{ start: 0, end: text.length }],
    down: null,
    outsideTransaction: text.startsWith('-- no-transaction'),
  }),
  execution: (outside) => ({ transaction: outside ? 'none' : 'migration', send: 'script' }),
  invalidBytes: 'refused',
  checksums: (text) => [createHash('sha384').update(text, 'utf8').digest('hex')],
  table: {
    schema: null,
    name: '_sqlx_migrations',
    identity: 'version',
    checksumValue: (checksum) => `\\x${checksum}`,
    columns: ['version', 'description', 'installed_on', 'success', 'checksum', 'execution_time'],
    orderBy: '"version"',
    create: [
      'CREATE TABLE {table} (version BIGINT PRIMARY KEY, description TEXT NOT NULL, installed_on TIMESTAMPTZ NOT NULL DEFAULT now(), success BOOLEAN NOT NULL, checksum BYTEA NOT NULL, execution_time BIGINT NOT NULL)',
    ],
    readRow: (raw) => ({
      key: textOrNull(raw['version']) ?? '',
      state: raw['success'] === true ? 'applied' : 'failed',
      at: timeOf(raw['installed_on']),
      checksum: hexOf(raw['checksum']),
      logs: null,
    }),
    newRow: ({ key, label, checksum, now }) => ({
      version: key,
      description: words(label),
      installed_on: now,
      success: true,
      checksum: `\\x${checksum ?? ''}`,
      execution_time: 0,
    }),
    kind: 'set',
  },
  lock: `SELECT pg_advisory_lock(${crc32Of("convert_to(current_database(), 'UTF8')")} * 1026731422)`,
  newFile: (wanted) => (wanted.paired ? pairOfFiles(wanted) : singleFile(wanted)),
  commands: { run: 'sqlx migrate run', status: 'sqlx migrate info' },
}

/** `bytea` as bytes or as PostgreSQL's `\x…`. */
function hexOf(value: unknown): string | null {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  return typeof value === 'string' && value.startsWith('\\x') ? value.slice(2) : null
}

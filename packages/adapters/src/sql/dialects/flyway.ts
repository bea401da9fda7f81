import { crc32 } from 'node:zlib'
import { compareBytes } from '../../project-files.ts'
import { textOrNull, timeOf } from '../../tracking-table.ts'
import type { Dialect, FileName } from '../dialect.ts'
import { wholeFile } from '../mark-lines.ts'
import { compareParts } from '../name.ts'

const pattern = /^(?:(V|U)([\d._]+)|(R))__(.+)\.sql$/

/** Flyway: `V1_2__words.sql` in order of version, then `R__words.sql` in order of description. */
export const dialect: Dialect = {
  name: 'flyway',
  title: 'Flyway',
  recognise({ names }) {
    const first = names.find((name) => pattern.test(base(name)))
    return first ? { strength: 3, why: `Flyway's names, such as ${first}` } : null
  },
  mark: 'V1__name.sql',
  parseName(file) {
    const [, kind, version, , label] = pattern.exec(base(file)) ?? []
    if (label === undefined) return null
    const number = version?.replaceAll('_', '.') ?? ''
    return { file, key: file, orderKey: number, label, direction: kind === 'U' ? 'down' : 'both' }
  },
  compare,
  orderBy: 'version',
  sections: wholeFile,
  execution: (outside) => ({ transaction: outside ? 'none' : 'migration', send: 'statement' }),
  leavesTransactionFor: 'concurrent',
  settings: { fileOf: (file) => `${file}.conf`, outside: executesOutside },
  invalidBytes: 'refused',
  stripsByteOrderMark: true,
  psql: 'copy-data',
  checksums: (text) => [String(checksum(text))],
  table: {
    schema: null,
    name: 'flyway_schema_history',
    identity: 'script',
    columns: ['installed_rank', 'version', 'description', 'type', 'script', 'checksum', 'installed_on', 'success'],
    orderBy: '"installed_rank"',
    create: [
      'CREATE TABLE {table} (installed_rank INT NOT NULL PRIMARY KEY, version VARCHAR(50), description VARCHAR(200) NOT NULL, type VARCHAR(20) NOT NULL, script VARCHAR(1000) NOT NULL, checksum INTEGER, installed_by VARCHAR(100) NOT NULL, installed_on TIMESTAMP NOT NULL DEFAULT now(), execution_time INTEGER NOT NULL, success BOOLEAN NOT NULL)',
    ],
    readRow: (raw) => ({
      key: textOrNull(raw['script']) ?? '',
      state: raw['success'] === true ? 'applied' : 'failed',
      at: timeOf(raw['installed_on']),
      checksum: textOrNull(raw['checksum']),
      logs: null,
    }),
    covers: (raw, file) =>
      raw['type'] === 'BASELINE' && file.orderKey !== '' && compareParts(file.orderKey, String(raw['version'])) <= 0,
    belongsToNoFile: (raw) => String(raw['script']).startsWith('<<'),
    newRow: ({ key, label, orderKey, checksum: value, now, count }) => ({
      installed_rank: count + 1,
      version: orderKey === '' ? null : orderKey,
      description: label.replaceAll('_', ' '),
      type: 'SQL',
      script: key,
      checksum: value,
      installed_by: 'migration-doctor',
      installed_on: now,
      execution_time: 0,
      success: true,
    }),
    kind: 'log',
  },
  lock: null,
  prefixesAfter: versionsAfter,
  newFile: ({ prefix, title, up }) => [{ name: `V${prefix}__${title.trim().replace(/\W+/g, '_')}.sql`, text: up }],
  commands: { run: 'flyway migrate', status: 'flyway info' },
}

/** `V1_2__x.sql` → `1_3`, `1_2_1`: written as the file writes it. */
function versionsAfter(file: string): readonly string[] {
  const written = pattern.exec(base(file))?.[2] ?? '0'
  const digits = /\d+$/.exec(written)?.[0] ?? '0'
  const next = String(BigInt(digits) + 1n).padStart(digits.length, '0')
  return [written.slice(0, written.length - digits.length) + next, `${written}${written.includes('.') ? '.' : '_'}1`]
}

/** `executeInTransaction=false` in the script's own configuration. */
function executesOutside(text: string): boolean | null {
  const [, value] = /^\s*executeInTransaction\s*=\s*(true|false)\s*$/im.exec(text) ?? []
  return value === undefined ? null : value.toLowerCase() === 'false'
}

/** Files may stand in folders; the names count. */
function base(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1)
}

/** Versioned files first, in order of their parts as numbers; repeatable ones behind, by description. */
function compare(a: FileName, b: FileName): number {
  if (a.orderKey === '' || b.orderKey === '') {
    return Number(a.orderKey === '') - Number(b.orderKey === '') || compareBytes(a.label, b.label)
  }
  return compareParts(a.orderKey, b.orderKey) || compareBytes(a.file, b.file)
}

/** CRC-32 of the lines without their ends, as a signed number; a byte order mark does not count. */
function checksum(text: string): number {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  if (lines.at(-1) === '') lines.pop()
  return lines.reduce((value, line) => crc32(line, value), 0) | 0
}

import { createHash } from 'node:crypto'
import { textOrNull, timeOf } from '../../tracking-table.ts'
import type { Dialect } from '../dialect.ts'
import { linesOf } from '../mark-lines.ts'
import { numbered } from '../name.ts'

/** graphile-migrate's committed migrations: a chain of hashes in the first lines of the files. */
export const dialect: Dialect = {
  name: 'graphile-migrate',
  title: 'graphile-migrate',
  recognise({ samples }) {
    const headed = samples.some((text) => text.startsWith('--! Previous: '))
    return headed ? { strength: 3, why: 'files that begin with --! Previous:' } : null
  },
  mark: '--! Previous:',
  parseName(file) {
    const name = numbered(file)
    return name ? { file, key: file, orderKey: file, label: name.label, direction: 'both' } : null
  },
  compare: (a, b) => a.file.localeCompare(b.file, 'en-US'),
  orderBy: 'localeCompare(en-US)',
  sections(text) {
    const start = bodyStart(text)
    const outside = /^--!\s*no-transaction\b/.test(text.slice(start).trimStart())
    return { up: [{ start, end: text.length }], down: null, outsideTransaction: outside }
  },
  execution: (outside) => ({ transaction: outside ? 'none' : 'migration', send: 'script' }),
  invalidBytes: 'replaced',
  checksums: (text) => [hashOf(text)],
  table: {
    schema: 'graphile_migrate',
    name: 'migrations',
    identity: 'filename',
    checksumColumn: 'hash',
    columns: ['hash', 'previous_hash', 'filename', 'date'],
    orderBy: '"filename"',
    create: [
      'CREATE TABLE {table} (hash text PRIMARY KEY, previous_hash text REFERENCES {table}, filename text NOT NULL, date timestamptz NOT NULL DEFAULT now())',
    ],
    readRow: (raw) => ({
      key: textOrNull(raw['filename']) ?? '',
      state: 'applied',
      at: timeOf(raw['date']),
      checksum: textOrNull(raw['hash']),
      logs: null,
    }),
    newRow: ({ key, text, checksum, now }) => ({
      hash: checksum,
      previous_hash: previousOf(text),
      filename: key,
      date: now,
    }),
    kind: 'set',
  },
  lock: null,
  newFile: ({ prefix, up, previous }) => {
    const before = previous === null ? null : hashOf(previous)
    const name = `${prefix}.sql`
    return [{ name, text: `--! Previous: ${before ?? '-'}\n--! Hash: ${hash(up, before)}\n\n${up}` }]
  },
  commands: { run: 'graphile-migrate migrate', status: 'graphile-migrate status' },
}

function previousOf(text: string): string | null {
  const value = /^--! Previous: (\S+)/.exec(text)?.[1]
  return value === undefined || value === '-' ? null : value
}

function hashOf(text: string): string {
  return hash(text.slice(bodyStart(text)), previousOf(text))
}

function hash(body: string, previous: string | null): string {
  const content = `${previous ?? ''}\n${body}`.trim()
  return `sha1:${createHash('sha1').update(`${content}\n`).digest('hex')}`
}

/** Behind the header, which is known lines up to an empty one. */
function bodyStart(text: string): number {
  for (const line of linesOf(text)) {
    if (line.text === '') return line.end
    if (!/^--! [A-Z]\w*:/.test(line.text)) return line.start
  }
  return text.length
}

import { createHash } from 'node:crypto'
import { snakeCase } from '../../naming.ts'
import { asRecord } from '../../project-files.ts'
import { textOrNull, timeOf } from '../../tracking-table.ts'
import type { Dialect, FileName, NewFileText, Sections, WantedPatch } from '../dialect.ts'
import { linesOf } from '../mark-lines.ts'
import { singleFile } from '../new-file.ts'

const breakpoint = '--> statement-breakpoint'

/** drizzle-kit 0.x: `meta/_journal.json` names the files and their order; all pending ones in one transaction. */
export const dialect: Dialect = {
  name: 'drizzle',
  title: 'drizzle-kit',
  recognise({ journal }) {
    return journal === null ? null : { strength: 3, why: "Drizzle's meta/_journal.json" }
  },
  list: ({ journal, names }) =>
    (journal === null ? [] : entriesOf(journal)).map((entry) =>
      names.includes(entry.file) ? entry : { ...entry, absent: true },
    ),
  parseName: (file) => (file.includes('/') || !file.endsWith('.sql') ? null : fileOf(file, '')),
  keyOf: ({ orderKey }) => orderKey,
  compare: () => 0,
  orderBy: 'journal',
  sections: cutAtBreakpoints,
  execution: () => ({ transaction: 'batch', send: 'script' }),
  invalidBytes: 'replaced',
  checksums: (text) => [createHash('sha256').update(text, 'utf8').digest('hex')],
  table: {
    schema: 'drizzle',
    name: '__drizzle_migrations',
    identity: 'created_at',
    checksumColumn: 'hash',
    columns: ['id', 'hash', 'created_at'],
    orderBy: '"created_at", "id"',
    create: ['CREATE TABLE {table} (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint)'],
    readRow: (raw) => ({
      key: textOrNull(raw['created_at']) ?? '',
      state: 'applied',
      at: timeOf(Number(raw['created_at'])),
      checksum: textOrNull(raw['hash']),
      logs: null,
    }),
    newRow: ({ key, checksum }) => ({ hash: checksum, created_at: key }),
    kind: 'set',
  },
  lock: null,
  patch: addToJournal,
  newFile: singleFile,
  commands: { run: 'npx drizzle-kit migrate', status: 'npx drizzle-kit check' },
}

/** Statements between the breakpoints go to the server one by one, each as one query. */
export function cutAtBreakpoints(text: string): Sections {
  const up: { start: number; end: number }[] = []
  let start = 0
  for (const line of linesOf(text)) {
    const at = line.text.indexOf(breakpoint)
    if (at < 0) continue
    up.push({ start, end: line.start + at })
    start = line.start + at + breakpoint.length
  }
  return { up: [...up, { start, end: text.length }], down: null, outsideTransaction: false }
}

function fileOf(file: string, when: string): FileName {
  return { file, key: when, orderKey: when, label: file.replace(/^\d+_/, '').replace(/\.sql$/, ''), direction: 'both' }
}

/** Entries in the journal's order, which is the migrator's. */
function entriesOf(journal: string): readonly FileName[] {
  try {
    const entries = asRecord(JSON.parse(journal))?.['entries']
    return Array.isArray(entries) ? entries.flatMap(entryOf) : []
  } catch {
    return []
  }
}

function entryOf(entry: unknown): readonly FileName[] {
  const { tag, when } = asRecord(entry) ?? {}
  return typeof tag === 'string' && typeof when === 'number' ? [fileOf(`${tag}.sql`, String(when))] : []
}

/**
 * A file and its entry in the journal. The migrator runs what is newer than the newest it has run, so the time has
 * to lie between those of the neighbours.
 */
function addToJournal({ title, up, after, before, now, journal }: WantedPatch): readonly NewFileText[] | null {
  const parsed = asRecord(JSON.parse(journal)) ?? {}
  const entries: readonly unknown[] = Array.isArray(parsed['entries']) ? parsed['entries'] : []
  const earliest = after ? Number(after.orderKey) + 1 : 0
  const when = before ? earliest : Math.max(earliest, now.getTime())
  if (before && when >= Number(before.orderKey)) return null
  const idx = Math.max(-1, ...entries.map((entry) => Number(asRecord(entry)?.['idx'] ?? -1))) + 1
  const tag = `${String(idx).padStart(4, '0')}_${snakeCase(title)}`
  const at = after ? entries.findIndex((entry) => `${String(asRecord(entry)?.['tag'])}.sql` === after.file) + 1 : 0
  const entry = { idx, version: parsed['version'] ?? '7', when, tag, breakpoints: true }
  const text = JSON.stringify({ ...parsed, entries: entries.toSpliced(at, 0, entry) }, null, 2)
  return [
    { name: `${tag}.sql`, text: up },
    { name: 'meta/_journal.json', text: `${text}\n` },
  ]
}

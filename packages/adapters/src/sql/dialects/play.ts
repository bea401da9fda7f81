import { createHash } from 'node:crypto'
import type { HistoryRow } from '@migration-doctor/core'
import { lex } from '@migration-doctor/sql'
import { textOrNull, timeOf } from '../../tracking-table.ts'
import type { Dialect, Range, Replacement, Sections } from '../dialect.ts'
import { cutByMarks, type LineMeaning } from '../mark-lines.ts'
import { byNumber, withoutZeros } from '../name.ts'

const pattern = /^(\d{1,15})\.sql$/
const states: Readonly<Record<string, HistoryRow['state']>> = { applying_up: 'failed', applying_down: 'failed' }

/** Play's evolutions: `# --- !Ups` and `# --- !Downs`; a single semicolon ends a statement, a double one stands for it. */
export const dialect: Dialect = {
  name: 'play',
  title: 'Play evolutions',
  recognise({ names, samples }) {
    const marked = names.some((name) => pattern.test(name)) && samples.some(hasMark)
    return marked ? { strength: 3, why: 'the files carry the mark !Ups' } : null
  },
  mark: '# --- !Ups',
  parseName(file) {
    const digits = pattern.exec(file)?.[1]
    const key = digits === undefined ? '0' : withoutZeros(digits)
    return key === '0' ? null : { file, key, orderKey: key, label: '', direction: 'both' }
  },
  compare: byNumber,
  orderBy: 'revision number',
  sections,
  expand: doubleSemicolons,
  execution: () => ({ transaction: 'none', send: 'script' }),
  invalidBytes: 'replaced',
  checksums: (text) => [hashOf(text)],
  table: {
    schema: null,
    name: 'play_evolutions',
    identity: 'id',
    checksumColumn: 'hash',
    columns: ['id', 'hash', 'applied_at', 'apply_script', 'revert_script', 'state', 'last_problem'],
    orderBy: '"id"',
    create: [
      'CREATE TABLE {table} (id int NOT NULL PRIMARY KEY, hash varchar(255) NOT NULL, applied_at timestamp NOT NULL, apply_script text, revert_script text, state varchar(255), last_problem text)',
    ],
    readRow: (raw) => ({
      key: textOrNull(raw['id']) ?? '',
      state: states[textOrNull(raw['state']) ?? ''] ?? 'applied',
      at: timeOf(raw['applied_at']),
      checksum: textOrNull(raw['hash']),
      logs: textOrNull(raw['last_problem']) || null,
    }),
    newRow: ({ key, checksum, text, now }) => ({
      id: Number(key),
      hash: checksum,
      applied_at: now,
      apply_script: scriptOf(text, 'up'),
      revert_script: scriptOf(text, 'down'),
      state: 'applied',
      last_problem: '',
    }),
    kind: 'set',
  },
  lock: null,
  // Revisions follow one another without a gap.
  prefixesAfter: (file) => [String(Number(pattern.exec(file)?.[1] ?? 0) + 1)],
  newFile: ({ prefix, up, down }) => [
    { name: `${prefix}.sql`, text: `# --- !Ups\n${escaped(up)}\n# --- !Downs\n${escaped(down)}` },
  ],
  commands: { run: 'sbt run', status: 'SELECT id, state FROM play_evolutions' },
}

function meaningOf(line: string): LineMeaning {
  const text = line.trim()
  if (!text.startsWith('#') && !text.startsWith('--')) return null
  return text.includes('!Ups') ? 'up' : text.includes('!Downs') ? 'down' : null
}

const hasMark = (text: string): boolean => text.split('\n').some((line) => meaningOf(line) === 'up')

function sections(text: string): Sections {
  const { up, down } = marked(text)
  return {
    up: up.flatMap((range) => statementsIn(text, range)),
    down: down?.flatMap((range) => statementsIn(text, range)) ?? null,
    outsideTransaction: false,
  }
}

/** A file without any mark does nothing. */
function marked(text: string): Pick<Sections, 'up' | 'down'> {
  const cut = cutByMarks(text, meaningOf)
  return text.split('\n').some((line) => meaningOf(line) !== null) ? cut : { up: [], down: null }
}

/** Play knows no quotes and no comments: each semicolon that stands alone ends a statement. */
function statementsIn(text: string, { start, end }: Range): readonly Range[] {
  const found: Range[] = []
  let from = start
  for (const { at, length } of semicolons(text, start, end)) {
    if (length > 1) continue
    found.push({ start: from, end: at })
    from = at + 1
  }
  found.push({ start: from, end })
  return found.filter((range) => text.slice(range.start, range.end).trim() !== '')
}

function* semicolons(text: string, start: number, end: number): Generator<{ at: number; length: number }> {
  for (let at = text.indexOf(';', start); at !== -1 && at < end; ) {
    let behind = at + 1
    while (text.charAt(behind) === ';') behind++
    yield { at, length: behind - at }
    at = text.indexOf(';', behind)
  }
}

function doubleSemicolons(text: string): readonly Replacement[] {
  return [...semicolons(text, 0, text.length)].flatMap(({ at, length }) =>
    Array.from({ length: Math.floor(length / 2) }, (_, pair) => ({
      start: at + 2 * pair,
      end: at + 2 * pair + 2,
      text: ';',
    })),
  )
}

/** SQL in which semicolons that end no statement are doubled. */
function escaped(sql: string): string {
  let text = ''
  let from = 0
  for (const { kind, start, end } of lex(sql)) {
    if (kind === 'mark') continue
    text += sql.slice(from, start) + sql.slice(start, end).replaceAll(';', ';;')
    from = end
  }
  return text + sql.slice(from)
}

/** A section as Play keeps it: its lines without the space around them. */
function scriptOf(text: string, part: 'up' | 'down'): string {
  const ranges = marked(text)[part] ?? []
  const lines = (range: Range) => text.slice(range.start, range.end).replace(/\n$/, '').split('\n')
  return ranges
    .map((range) =>
      lines(range)
        .map((line) => line.trim())
        .join('\n'),
    )
    .join('\n')
    .trim()
}

function hashOf(text: string): string {
  return createHash('sha1')
    .update(scriptOf(text, 'down') + scriptOf(text, 'up'), 'utf8')
    .digest('hex')
}

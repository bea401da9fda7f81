import { type Block, type Section, sectionsOf } from './markdown.ts'

/** The cases of one rule: `fixtures/rules/<rule>.md`, which are its tests and the examples of its page. */
export interface CaseFile {
  readonly rule: string
  readonly cases: readonly LiterateCase[]
}

export interface LiterateCase {
  readonly kind: 'bad' | 'good'
  readonly title: string
  /** 1-based line of the heading in the Markdown file. */
  readonly line: number
  /** What stands between the heading and the first block. */
  readonly prose: string
  readonly files: readonly CaseSource[]
  /** `absent`: the database has no tracking table. */
  readonly history: readonly CaseHistoryRow[] | 'absent' | null
  /** Sessions on the migration lock; `null`: it could not be asked. */
  readonly sessions: readonly CaseSession[] | null
  /** Tracking tables besides the one in use. */
  readonly tables: readonly CaseTable[]
  /** What edited files held when they were applied, by path. */
  readonly originals: readonly CaseSource[]
  /** What a server refused; all else it accepted. */
  readonly replay: readonly CaseRefusal[] | null
  /** SQL that made the live database; `null`: there is none. */
  readonly live: string | null
  /** SQL that would lead from the migrations to the model; `null`: it was not compared. */
  readonly model: string | null
  readonly options: CaseOptions
  /** The report as a terminal shows it. */
  readonly expect: Block | null
  readonly marks: readonly Mark[]
}

export interface CaseSource {
  /** Relative to the project's root. */
  readonly path: string
  readonly language: string
  readonly text: string
  /** How the file is saved: `encoding=latin1` or `encoding=utf16le` behind its name. */
  readonly encoding: 'utf8' | 'latin1' | 'utf16le'
}

export interface CaseHistoryRow {
  readonly name: string
  readonly state: 'applied' | 'claimed' | 'failed' | 'rolled-back'
  /** How the row's checksum compares with the file's; `none`: the row has none. */
  readonly checksum: 'match' | 'edited' | 'none'
  /** The error that the tool kept. */
  readonly logs: string | null
}

export interface CaseSession {
  readonly pid: number
  readonly application: string
  readonly granted: boolean
  /** It began before the first row of the history was written, or after the last. */
  readonly since: 'before' | 'after'
}

export interface CaseTable {
  readonly schema: string
  readonly name: string
  readonly rows: number
  /** Rows that name a migration of the project; `null`: it is another tool's. */
  readonly known: number | null
}

export interface CaseRefusal {
  /** Where the refused statement begins. */
  readonly file: string
  readonly line: number
  readonly sqlstate: string
  readonly message: string
}

export interface CaseOptions {
  readonly tool?: string
  readonly toolVersion?: string
  readonly pgVersion?: number
  /** Indexes of the live database that a failed build left behind. */
  readonly invalidIndexes?: readonly string[]
  /** The tracking table that the user named. */
  readonly historyTable?: string
}

/** A finding that must be there, and where. */
export interface Mark {
  readonly severity: 'error' | 'warning' | 'note' | 'consequence'
  readonly rule: string
  /** `null`: the finding has no place in a file. */
  readonly place: { readonly file: string; readonly line: number } | null
  /** Of a mark in the history: its row's name; `null` when the mark has a line of its own. */
  readonly migration: string | null
}

/** A case file that cannot be read as one. */
export class CaseError extends Error {
  override readonly name = 'CaseError'
}

/** @throws CaseError that names the line. */
export function parseCases(rule: string, markdown: string): CaseFile {
  const sections = sectionsOf(markdown).filter((section) => section.depth === 2)
  return { rule, cases: sections.map(readCase) }
}

function readCase(section: Section): LiterateCase {
  const heading = /^(Bad|Good): *(\S.*)$/.exec(section.heading)
  if (!heading) throw wrong(section.line, `a case begins with "Bad: …" or "Good: …", not with "${section.heading}"`)
  const { kept, marks } = readHistory(only(section, 'history'))
  const files = sourcesOf(section, 'file')
  if (files.length === 0) throw wrong(section.line, 'a case needs at least one block with file=')
  return {
    kind: heading[1] === 'Bad' ? 'bad' : 'good',
    title: heading[2] ?? '',
    line: section.line,
    prose: section.prose,
    files,
    history: kept,
    sessions: readLines(only(section, 'sessions'), readSession),
    tables: readLines(only(section, 'tables'), readTable) ?? [],
    originals: sourcesOf(section, 'original'),
    replay: readReplay(only(section, 'replay')),
    live: only(section, 'live')?.text ?? null,
    model: only(section, 'model')?.text ?? null,
    options: readOptions(only(section, 'options')),
    expect: only(section, 'expect'),
    marks: [...files.flatMap((file) => marksOf(file)), ...marks],
  }
}

type Role = 'history' | 'sessions' | 'tables' | 'replay' | 'live' | 'model' | 'options' | 'expect'

function roleOf(block: Block): Role | 'source' {
  if (/(?:^| )(?:file|original)=\S/.test(block.info)) return 'source'
  if (isPlainRole(block.info)) return block.info
  if (block.info === 'json options') return 'options'
  if (block.info === 'sql live') return 'live'
  if (block.info === 'sql model') return 'model'
  throw wrong(
    block.line,
    `a block is a source (file=…, original=…), "json options", "sql live", "sql model", "history", "sessions", "tables", "replay" or "expect", not "${block.info}"`,
  )
}

const plainRoles = ['history', 'sessions', 'tables', 'replay', 'expect'] as const

function isPlainRole(info: string): info is (typeof plainRoles)[number] {
  return plainRoles.some((role) => role === info)
}

function only(section: Section, role: Role): Block | null {
  const [block, second] = section.blocks.filter((each) => roleOf(each) === role)
  if (second) throw wrong(second.line, `a case has one ${role} block at most`)
  return block ?? null
}

/** The blocks of one key: files as they are, or as they were when they were applied. */
function sourcesOf(section: Section, wanted: 'file' | 'original'): readonly CaseSource[] {
  return section.blocks.flatMap((block): readonly CaseSource[] => {
    const [, key, path = ''] = /(?:^| )(file|original)=(\S+)/.exec(block.info) ?? []
    if (roleOf(block) !== 'source' || key !== wanted) return []
    return [{ path, language: block.info.split(' ')[0] ?? '', text: block.text, encoding: encodingOf(block) }]
  })
}

function encodingOf(block: Block): CaseSource['encoding'] {
  const encoding = / encoding=(\S+)/.exec(block.info)?.[1] ?? 'utf8'
  if (encoding === 'utf8' || encoding === 'latin1' || encoding === 'utf16le') return encoding
  throw wrong(block.line, `an encoding is latin1 or utf16le, not ${encoding}`)
}

const marker = / *(?:--|\/\/|#) *(error|warning|note|consequence): *([a-z][a-z0-9-]*) *$/

/** Takes the markers off the end of a line. */
function unmark(line: string): { rest: string; found: readonly Pick<Mark, 'severity' | 'rule'>[] } {
  const match = marker.exec(line)
  const severity = match?.[1]
  if (!match || !isSeverity(severity)) return { rest: line, found: [] }
  const before = unmark(line.slice(0, match.index))
  return { rest: before.rest, found: [...before.found, { severity, rule: match[2] ?? '' }] }
}

function isSeverity(word: string | undefined): word is Mark['severity'] {
  return word === 'error' || word === 'warning' || word === 'note' || word === 'consequence'
}

function marksOf(file: CaseSource): readonly Mark[] {
  return file.text
    .split('\n')
    .flatMap((line, index) =>
      unmark(line).found.map((mark) => ({ ...mark, place: { file: file.path, line: index + 1 }, migration: null })),
    )
}

interface ReadHistory {
  readonly kept: readonly CaseHistoryRow[] | 'absent' | null
  readonly marks: readonly Mark[]
}

function readHistory(block: Block | null): ReadHistory {
  if (!block) return { kept: null, marks: [] }
  const kept: CaseHistoryRow[] = []
  let absent = false
  const marks: Mark[] = []
  for (const [index, line] of block.text.split('\n').entries()) {
    const { rest, found } = unmark(line)
    if (rest.trim() === 'absent') absent = true
    const row = rest.trim() === '' || rest.trim() === 'absent' ? null : readRow(rest, block.line + 1 + index)
    if (row) kept.push(row)
    marks.push(...found.map((mark) => ({ ...mark, place: null, migration: row?.name ?? null })))
  }
  return { kept: absent ? 'absent' : kept, marks }
}

const row = /^([^,]+), *(applied|claimed|failed|rolled-back), *(match|edited|none)(?:, *(.*))?$/

function readRow(line: string, number: number): CaseHistoryRow {
  const [, name = '', state, checksum, logs] = row.exec(line.trim()) ?? []
  if (!isRowState(state) || !isChecksum(checksum)) {
    throw wrong(
      number,
      'a history row reads: name, applied|claimed|failed|rolled-back, match|edited|none[, the error that was kept]',
    )
  }
  return { name: name.trim(), state, checksum, logs: logs ?? null }
}

function isRowState(word: string | undefined): word is CaseHistoryRow['state'] {
  return word === 'applied' || word === 'claimed' || word === 'failed' || word === 'rolled-back'
}

function isChecksum(word: string | undefined): word is CaseHistoryRow['checksum'] {
  return word === 'match' || word === 'edited' || word === 'none'
}

function readLines<Item>(block: Block | null, read: (line: string, number: number) => Item): readonly Item[] | null {
  if (!block) return null
  const lines = block.text.split('\n').map((line, index) => ({ line: line.trim(), number: block.line + 1 + index }))
  return lines.filter(({ line }) => line !== '').map(({ line, number }) => read(line, number))
}

function readSession(line: string, number: number): CaseSession {
  const [, pid, application = '', verb, since] = /^(\d+), *([^,]*), *(holds|waits), *(before|after)$/.exec(line) ?? []
  if (since !== 'before' && since !== 'after')
    throw wrong(number, 'a session reads: pid, application, holds|waits, before|after')
  return { pid: Number(pid), application, granted: verb === 'holds', since }
}

function readTable(line: string, number: number): CaseTable {
  const [, schema = '', name = '', rows, known] = /^(\w+)\.(\w+), *(\d+) rows?, *(\d+ known|other)$/.exec(line) ?? []
  if (known === undefined) throw wrong(number, 'a table reads: schema.table, N rows, N known|other')
  return { schema, name, rows: Number(rows), known: known === 'other' ? null : Number.parseInt(known, 10) }
}

function readReplay(block: Block | null): readonly CaseRefusal[] | null {
  if (!block) return null
  return block.text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    const [, file = '', at, sqlstate, message] = /^(\S+):(\d+), *([0-9A-Z]{5}), *(.+)$/.exec(line.trim()) ?? []
    if (!sqlstate || !message) throw wrong(block.line + 1 + index, 'a refusal reads: file:line, SQLSTATE, message')
    return [{ file, line: Number(at), sqlstate, message }]
  })
}

function readOptions(block: Block | null): CaseOptions {
  if (!block) return {}
  const value: unknown = JSON.parse(block.text)
  const { tool, toolVersion, pgVersion, invalidIndexes, historyTable, ...unknown } = Object(value)
  const [name] = Object.keys(unknown)
  if (name)
    throw wrong(
      block.line,
      `options are tool, toolVersion, pgVersion, invalidIndexes and historyTable; there is no ${name}`,
    )
  return {
    ...(typeof tool === 'string' ? { tool } : {}),
    ...(typeof toolVersion === 'string' ? { toolVersion } : {}),
    ...(typeof pgVersion === 'number' ? { pgVersion } : {}),
    ...(Array.isArray(invalidIndexes) ? { invalidIndexes: invalidIndexes.map(String) } : {}),
    ...(typeof historyTable === 'string' ? { historyTable } : {}),
  }
}

function wrong(line: number, message: string): CaseError {
  return new CaseError(`line ${line}: ${message}`)
}

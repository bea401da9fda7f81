import { createHash } from 'node:crypto'
import { type DialectSettings, type DialectTable, unusable } from '@migration-doctor/core'
import { snakeCase } from '../naming.ts'
import { compareBytes } from '../project-files.ts'
import { quoted, textOrNull, timeOf } from '../tracking-table.ts'
import type { Dialect, Sections, TrackingTable } from './dialect.ts'
import { afterMark, cutByMarks } from './mark-lines.ts'
import { compareDigits, compareParts, withoutZeros, words } from './name.ts'
import { prefixes } from './prefix.ts'

/** A dialect as the configuration tells it, on the basis of the one that it is like. */
export function customDialect(settings: DialectSettings, base: Dialect): Dialect {
  const parseName = settings.files === undefined ? base.parseName : parserOf(settings.files, settings.table)
  const order = settings.order
  const { list: _, keyOf: __, patch: ___, ...kept } = base
  return {
    ...(settings.files === undefined ? base : kept),
    name: settings.files === undefined && settings.table === undefined ? base.name : 'custom',
    title: settings.files === undefined && settings.table === undefined ? base.title : 'your own runner',
    parseName,
    compare: order === undefined ? base.compare : comparers[order],
    orderBy: order === undefined ? base.orderBy : (orderWords[order] ?? order),
    sections: settings.marks === undefined ? base.sections : sectionsBy(settings),
    ...(settings.send === 'psql' ? { psql: 'always' as const } : {}),
    execution: (outside) => executionOf(settings, base.execution(outside), outside),
    ...tableParts(settings.table, base),
    ...newFileParts(settings, base),
    ...(settings.commands ? { commands: settings.commands } : {}),
  }
}

const orderWords: Readonly<Record<string, string>> = { number: 'version number', localeCompare: 'localeCompare(en-US)' }

const english = new Intl.Collator('en-US')

const comparers: Readonly<Record<NonNullable<DialectSettings['order']>, Dialect['compare']>> = {
  bytes: (a, b) => compareBytes(a.file, b.file),
  localeCompare: (a, b) => english.compare(a.file, b.file),
  number: (a, b) => compareDigits(a.orderKey, b.orderKey) || compareBytes(a.file, b.file),
  version: (a, b) => compareParts(a.orderKey, b.orderKey) || compareBytes(a.file, b.file),
}

/** @throws DoctorError (2) when it is no regular expression. */
function parserOf(files: string, table: DialectTable | undefined): Dialect['parseName'] {
  const pattern = patternOf(files)
  return (file) => {
    const match = pattern.exec(file)
    if (!match) return null
    const { version, label, direction } = match.groups ?? {}
    const stem = (file.split('/').at(-1) ?? file).replace(/(?:\.(?:up|down))?\.\w+$/, '')
    const name = { file, orderKey: version ?? file, label: label ?? stem }
    const key = keyOf(table?.holds ?? 'file', { ...name, version, stem })
    return { ...name, key, direction: direction === 'up' || direction === 'down' ? direction : 'both' }
  }
}

function patternOf(files: string): RegExp {
  try {
    return new RegExp(files, 'u')
  } catch (error) {
    throw unusable(
      `\`dialect.files\` is no regular expression: ${error instanceof Error ? error.message : String(error)}.`,
      'Write one for the paths of the files below the folder, such as "^(?<version>\\\\d+)-(?<label>.+)\\\\.sql$".',
    )
  }
}

function keyOf(
  holds: NonNullable<DialectTable['holds']>,
  { file, version, stem }: { readonly file: string; readonly version: string | undefined; readonly stem: string },
): string {
  if (holds === 'stem') return stem
  if (holds === 'file' || version === undefined) return file
  return holds === 'number' ? withoutZeros(version) : version
}

function sectionsBy({ marks = {} }: DialectSettings): (text: string) => Sections {
  const begins = (line: string, mark: string | undefined) =>
    mark !== undefined && afterMark(line, mark.replace(/^--\s*/, '')) !== null
  return (text) =>
    cutByMarks(text, (line) => {
      if (begins(line, marks.noTransaction)) return 'outside'
      if (begins(line, marks.up)) return 'up'
      return begins(line, marks.down) ? 'down' : null
    })
}

function executionOf(settings: DialectSettings, base: ReturnType<Dialect['execution']>, outside: boolean) {
  const { transaction = base.transaction, send = base.send } = settings
  return {
    transaction: outside ? 'none' : transaction,
    send: send === 'psql' ? 'statement' : send,
  } as const
}

function tableParts(table: DialectTable | undefined, base: Dialect): Pick<Dialect, 'table' | 'checksums'> {
  if (!table) return { table: base.table, checksums: base.checksums }
  const { columns, checksum: algorithm = 'sha256' } = table
  const hash = (text: string) => [createHash(algorithm).update(text, 'utf8').digest('hex')]
  return { table: trackingTable(table, base), checksums: columns.checksum === undefined ? () => [] : hash }
}

function trackingTable({ name: full, columns }: DialectTable, base: Dialect): TrackingTable {
  const { name, appliedAt, success, checksum, description } = columns
  const [schema, table] = full === undefined ? [base.table.schema, base.table.name] : namesIn(full)
  return {
    schema,
    name: table,
    identity: name,
    columns: [name, appliedAt, success, checksum, description].filter((column) => column !== undefined),
    orderBy: [appliedAt, name].flatMap((column) => (column === undefined ? [] : quoted(column))).join(', '),
    create: [createTable(columns)],
    ...(checksum === undefined ? {} : { checksumColumn: checksum }),
    readRow: (raw) => ({
      key: textOrNull(raw[name]) ?? '',
      state: success !== undefined && raw[success] === false ? 'failed' : 'applied',
      at: appliedAt === undefined ? null : timeOf(raw[appliedAt]),
      checksum: checksum === undefined ? null : textOrNull(raw[checksum]),
      logs: null,
    }),
    newRow: (row) => ({
      [name]: row.key,
      ...(appliedAt === undefined ? {} : { [appliedAt]: row.now }),
      ...(success === undefined ? {} : { [success]: true }),
      ...(checksum === undefined ? {} : { [checksum]: row.checksum }),
      ...(description === undefined ? {} : { [description]: words(row.label) }),
    }),
    kind: 'set',
  }
}

function createTable({ name, appliedAt, success, checksum, description }: DialectTable['columns']): string {
  const parts: readonly (readonly [string | undefined, string])[] = [
    [name, 'text PRIMARY KEY'],
    [appliedAt, 'timestamptz NOT NULL DEFAULT now()'],
    [success, 'boolean NOT NULL DEFAULT true'],
    [checksum, 'text'],
    [description, 'text'],
  ]
  const columns = parts.flatMap(([column, type]) => (column === undefined ? [] : [`${quoted(column)} ${type}`]))
  return `CREATE TABLE {table} (${columns.join(', ')})`
}

function namesIn(full: string): readonly [schema: string | null, name: string] {
  const parts = full.split('.').map((part) => part.replace(/^"(.*)"$/, '$1'))
  const [first = full, second] = parts
  return second === undefined ? [null, first] : [first, second]
}

function newFileParts({ newFile, files }: DialectSettings, base: Dialect): Pick<Dialect, 'newFile' | 'prefixesAfter'> {
  if (newFile === undefined && files === undefined) {
    return { newFile: base.newFile, ...(base.prefixesAfter ? { prefixesAfter: base.prefixesAfter } : {}) }
  }
  const template = newFile ?? '{version}_{label}.sql'
  return {
    newFile: ({ prefix, title, up }) => [
      { name: template.replace('{version}', prefix).replace('{label}', snakeCase(title)), text: up },
    ],
    prefixesAfter: (file, now, orderKey) => [...nextVersions(orderKey), ...prefixes(file, now)],
  }
}

/** `1.4` → `1.5`, `1.4.1`; digits keep their length. */
function nextVersions(version: string): readonly string[] {
  const digits = /\d+$/.exec(version)?.[0]
  if (digits === undefined || !/^[\d._-]+$/.test(version) || digits.length >= 10) return []
  const before = version.slice(0, version.length - digits.length)
  return [before + String(BigInt(digits) + 1n).padStart(digits.length, '0'), `${version}.1`]
}

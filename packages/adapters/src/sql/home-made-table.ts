import { textOrNull, timeOf } from '../tracking-table.ts'
import type { FileName, TrackingTable } from './dialect.ts'
import { numbered, withoutZeros, words } from './name.ts'

/** Columns under which home-made tables keep the name of a migration, the likeliest first. */
const nameColumns = ['filename', 'file_name', 'migration_name', 'migration', 'name', 'script', 'version', 'id']
const timeColumns = ['applied_at', 'executed_at', 'run_at', 'run_on', 'installed_on', 'created_at', 'timestamp', 'date']

/** What a home-made table needs, in words. */
export const homeMadeNeeds = `one of ${nameColumns.join(', ')}`

/** Whether a table can be read as a home-made one. */
export function isHomeMade(columns: readonly string[]): boolean {
  return nameColumns.some((column) => columns.includes(column))
}

const homeMadeDialects = new Set(['generic', 'filename-history', 'dated-history'])

/** Whether files of a dialect are run by something that each team writes for itself. */
export function isHomeMadeDialect({ name }: { readonly name: string }): boolean {
  return homeMadeDialects.has(name)
}

/** The column that is taken for the name. */
export function identityOf(columns: readonly string[]): string {
  return nameColumns.find((column) => columns.includes(column)) ?? 'filename'
}

/** Makes sense of a tracking table by the names of its columns. */
export function homeMadeTable(name: string, columns: readonly string[]): TrackingTable {
  const identity = identityOf(columns)
  const at = timeColumns.find((column) => columns.includes(column)) ?? null
  return {
    schema: null,
    name,
    identity,
    columns: [identity],
    orderBy: at === null ? `"${identity}"` : `"${at}", "${identity}"`,
    create: ['CREATE TABLE {table} (filename text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())'],
    created: ['filename', 'applied_at'],
    readRow: (raw) => ({
      key: textOrNull(raw[identity]) ?? '',
      state: raw['dirty'] === true || raw['success'] === false ? 'failed' : 'applied',
      at: at === null ? null : timeOf(raw[at]),
      checksum: textOrNull(raw['checksum']),
      logs: null,
    }),
    newRow: ({ key, label, checksum, now }) => ({
      [identity]: key,
      ...(at === null ? {} : { [at]: now }),
      description: words(label),
      success: true,
      dirty: false,
      ...(checksum === null ? {} : { checksum }),
    }),
    kind: 'set',
    forms: formsFor(identity),
  }
}

const fileForm = (file: FileName) => file.file
const bareForm = (file: FileName) => file.file.replace(/(?:\.up)?\.sql$/, '')
const digitsForm = (file: FileName) => numbered(file.file)?.digits ?? file.file
const numberForm = (file: FileName) => withoutZeros(digitsForm(file))

function formsFor(identity: string): readonly ((file: FileName) => string)[] {
  if (identity === 'version') return [digitsForm, numberForm, bareForm, fileForm]
  const endsBare = identity === 'migration' || identity === 'name' || identity === 'migration_name'
  return endsBare ? [bareForm, fileForm, digitsForm, numberForm] : [fileForm, bareForm, digitsForm, numberForm]
}

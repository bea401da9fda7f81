import path from 'node:path'
import { snakeCase } from '../../naming.ts'
import { compareBytes } from '../../project-files.ts'
import type { Dialect, FileName } from '../dialect.ts'
import { wholeFile } from '../mark-lines.ts'
import { plainRow } from '../row.ts'

const pattern = /^(\d[\d-]*)_?([^/]*)\/(up|down)\.sql$/

/** diesel (Rust): a folder for each migration, `<version>_<name>/{up,down}.sql`; hyphens do not count. */
export const dialect: Dialect = {
  name: 'diesel',
  title: 'diesel',
  recognise({ names }) {
    const first = names.find((name) => pattern.test(name) && name.endsWith('/up.sql'))
    return first ? { strength: 3, why: `diesel's folders, such as ${first}` } : null
  },
  parseName,
  compare,
  orderBy: 'version text',
  sections: wholeFile,
  settings: {
    fileOf: (file) => path.join(path.dirname(file), 'metadata.toml'),
    outside: (text) => {
      const [, value] = /^\s*run_in_transaction\s*=\s*(true|false)\b/m.exec(text) ?? []
      return value === undefined ? null : value === 'false'
    },
  },
  execution: (outside) => ({ transaction: outside ? 'none' : 'migration', send: 'script' }),
  invalidBytes: 'refused',
  checksums: () => [],
  table: {
    schema: null,
    name: '__diesel_schema_migrations',
    identity: 'version',
    columns: ['version', 'run_on'],
    orderBy: '"version"',
    create: [
      'CREATE TABLE {table} (version VARCHAR(50) PRIMARY KEY NOT NULL, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)',
    ],
    readRow: plainRow('version', 'run_on'),
    newRow: ({ key, now }) => ({ version: key, run_on: now }),
    kind: 'set',
  },
  lock: null,
  prefixesAfter: (file) => [`${pattern.exec(file)?.[1] ?? ''}1`],
  newFile: ({ prefix, title, up, down }) => {
    const folder = `${prefix}_${snakeCase(title)}`
    return [
      { name: `${folder}/up.sql`, text: up },
      { name: `${folder}/down.sql`, text: down },
    ]
  },
  commands: { run: 'diesel migration run', status: 'diesel migration list' },
}

function parseName(file: string): FileName | null {
  const [, digits, label, direction] = pattern.exec(file) ?? []
  if (digits === undefined || label === undefined) return null
  const key = digits.replaceAll('-', '')
  return { file, key, orderKey: key, label, direction: direction === 'up' ? 'up' : 'down' }
}

function compare(a: FileName, b: FileName): number {
  return compareBytes(a.orderKey, b.orderKey) || compareBytes(a.file, b.file)
}

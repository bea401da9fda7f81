import { compareBytes } from '../../project-files.ts'
import type { Dialect } from '../dialect.ts'
import { afterMark, cutByMarks } from '../mark-lines.ts'
import { compareDigits } from '../name.ts'
import { markedFile } from '../new-file.ts'
import { plainRow } from '../row.ts'

const pattern = /^(\d+)[_-]([^/]+?)(?:\.(up|down))?\.(sql|js|ts|cjs|mjs|cts|mts)$/

/** node-pg-migrate: SQL files with `-- Up Migration` and `-- Down Migration`, all pending ones in one transaction. */
export const dialect: Dialect = {
  name: 'node-pg-migrate',
  title: 'node-pg-migrate',
  recognise({ names, samples, manifests }) {
    if (!names.some((name) => pattern.test(name))) return null
    if (/"node-pg-migrate"/.test(manifests)) return { strength: 3, why: 'package.json depends on node-pg-migrate' }
    const marked = samples.some((text) => /^\s*--[\s-]*up\s+migration/im.test(text))
    return marked ? { strength: 3, why: 'files with the mark -- Up Migration' } : null
  },
  parseName(file) {
    const [, digits, label, direction, ending] = pattern.exec(file) ?? []
    if (digits === undefined || label === undefined) return null
    return {
      file,
      key: file.replace(/(?:\.(?:up|down))?\.\w+$/, ''),
      orderKey: digits,
      label,
      direction: direction === 'up' || direction === 'down' ? direction : 'both',
      ...(ending === 'sql' ? {} : { language: 'JavaScript' }),
    }
  },
  compare: (a, b) => compareDigits(a.orderKey, b.orderKey) || compareBytes(a.file, b.file),
  orderBy: 'leading number',
  sections: (text) =>
    cutByMarks(text, (line) => {
      const words =
        afterMark(line, '')
          ?.join(' ')
          .replace(/^-+\s*/, '')
          .toLowerCase() ?? ''
      if (words.startsWith('up migration')) return 'up'
      return words.startsWith('down migration') ? 'down' : null
    }),
  execution: () => ({ transaction: 'batch', send: 'script' }),
  invalidBytes: 'replaced',
  checksums: () => [],
  table: {
    schema: null,
    name: 'pgmigrations',
    identity: 'name',
    columns: ['id', 'name', 'run_on'],
    orderBy: '"run_on", "id"',
    create: ['CREATE TABLE {table} (id SERIAL PRIMARY KEY, name varchar(255) NOT NULL, run_on timestamp NOT NULL)'],
    readRow: plainRow('name', 'run_on'),
    newRow: ({ key, now }) => ({ name: key, run_on: now }),
    kind: 'set',
  },
  lock: 'SELECT pg_advisory_lock(7241865325823964)',
  newFile: markedFile({ up: '-- Up Migration', down: '-- Down Migration' }),
  commands: { run: 'npx node-pg-migrate up', status: 'npx node-pg-migrate up --dry-run' },
}

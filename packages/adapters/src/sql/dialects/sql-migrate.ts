import { compareBytes } from '../../project-files.ts'
import type { Dialect } from '../dialect.ts'
import { compareDigits } from '../name.ts'
import { markedFile } from '../new-file.ts'
import { plainRow } from '../row.ts'
import { cutByLines, type LineCommand, type LineTool } from '../statement-lines.ts'

/** sql-migrate (Go): `-- +migrate Up`, `-- +migrate Down`, `notransaction` behind them. */
export const dialect: Dialect = {
  name: 'sql-migrate',
  title: 'sql-migrate',
  recognise({ samples }) {
    const marked = samples.some((text) => /^--\s*\+migrate Up/m.test(text))
    return marked ? { strength: 3, why: 'files with the mark -- +migrate Up' } : null
  },
  mark: '-- +migrate Up',
  parseName(file) {
    if (file.includes('/') || !file.endsWith('.sql')) return null
    const label = file.slice(0, -'.sql'.length).replace(/^\d+[-_]?/, '')
    return { file, key: file, orderKey: /^\d+/.exec(file)?.[0] ?? file, label, direction: 'both' }
  },
  compare(a, b) {
    const numeric = /^\d+$/.test(a.orderKey) && /^\d+$/.test(b.orderKey)
    return (numeric ? compareDigits(a.orderKey, b.orderKey) : 0) || compareBytes(a.file, b.file)
  },
  orderBy: 'leading number',
  sections: (text) => cutByLines(text, lines),
  execution: (outside) => ({ transaction: outside ? 'none' : 'migration', send: 'script' }),
  invalidBytes: 'sent',
  checksums: () => [],
  table: {
    schema: null,
    name: 'gorp_migrations',
    identity: 'id',
    columns: ['id', 'applied_at'],
    orderBy: '"applied_at", "id"',
    create: ['CREATE TABLE {table} (id text NOT NULL PRIMARY KEY, applied_at timestamptz)'],
    readRow: plainRow('id', 'applied_at'),
    newRow: ({ key, now }) => ({ id: key, applied_at: now }),
    kind: 'set',
  },
  lock: null,
  newFile: (wanted) =>
    markedFile({ up: `-- +migrate Up${wanted.outsideTransaction ? ' notransaction' : ''}`, down: '-- +migrate Down' })(
      wanted,
    ),
  commands: { run: 'sql-migrate up', status: 'sql-migrate status' },
}

const lines: LineTool = {
  commandOf,
  unfinished: () => "ERROR: The last statement must be ended by a semicolon or '-- +migrate StatementEnd' marker.",
  missingEnd: "ERROR: saw '-- +migrate StatementBegin' with no matching '-- +migrate StatementEnd'",
  missingUp: 'ERROR: no Up/Down annotations found, so no statements were executed.',
  beforeUp: null,
}

function commandOf(line: string): LineCommand {
  if (line.startsWith('-- ') && !line.startsWith('-- +')) return 'comment'
  if (!line.startsWith('-- +migrate ')) return null
  const [command, ...options] = line.slice('-- +migrate '.length).trim().split(/\s+/)
  const outside = options.includes('notransaction')
  if (command === 'Up') return outside ? 'up outside' : 'up'
  if (command === 'Down') return outside ? 'down outside' : 'down'
  if (command === 'StatementBegin') return 'begin'
  return command === 'StatementEnd' ? 'end' : 'comment'
}

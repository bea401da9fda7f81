import { compareBytes } from '../../project-files.ts'
import type { Dialect } from '../dialect.ts'
import { afterMark, cutByMarks } from '../mark-lines.ts'
import { compareDigits } from '../name.ts'
import { markedFile } from '../new-file.ts'
import { plainRow } from '../row.ts'

/** sql-migrate (Go): `-- +migrate Up`, `-- +migrate Down`, `notransaction` behind them. */
export const dialect: Dialect = {
  name: 'sql-migrate',
  title: 'sql-migrate',
  recognise({ samples }) {
    const marked = samples.some((text) => /^--\s*\+migrate Up/m.test(text))
    return marked ? { strength: 3, why: 'files with the mark -- +migrate Up' } : null
  },
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
  sections: (text) =>
    cutByMarks(text, (line) => {
      const [section, ...options] = afterMark(line, '+migrate') ?? []
      if (section !== 'Up' && section !== 'Down') return null
      const meaning = section === 'Up' ? 'up' : 'down'
      return options.includes('notransaction') ? `${meaning} outside` : meaning
    }),
  execution: (outside) => ({ transaction: outside ? 'none' : 'migration', send: 'statement' }),
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

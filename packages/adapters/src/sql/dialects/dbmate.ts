import type { Dialect } from '../dialect.ts'
import { afterMark, cutByMarks } from '../mark-lines.ts'
import { byBytes, numbered } from '../name.ts'
import { markedFile } from '../new-file.ts'
import { plainRow } from '../row.ts'

/** dbmate: `-- migrate:up`, `-- migrate:down`, and `transaction:false` behind them. */
export const dialect: Dialect = {
  name: 'dbmate',
  title: 'dbmate',
  recognise({ samples }) {
    const marked = samples.some((text) => /^--\s*migrate:up/m.test(text))
    return marked ? { strength: 3, why: 'the files carry the mark -- migrate:up' } : null
  },
  parseName(file) {
    const name = numbered(file)
    return name ? { file, key: name.digits, orderKey: file, label: name.label, direction: 'both' } : null
  },
  compare: byBytes,
  orderBy: 'bytes',
  sections: (text) =>
    cutByMarks(text, (line) => {
      const [section, ...options] = afterMark(line, 'migrate:') ?? []
      if (section !== 'up' && section !== 'down') return null
      return options.includes('transaction:false') ? `${section} outside` : section
    }),
  execution: (outside) => ({ transaction: outside ? 'none' : 'migration', send: 'script' }),
  checksums: () => [],
  table: {
    schema: null,
    name: 'schema_migrations',
    identity: 'version',
    columns: ['version'],
    orderBy: '"version"',
    create: ['CREATE TABLE {table} (version varchar(128) PRIMARY KEY)'],
    readRow: plainRow('version', null),
    newRow: ({ key }) => ({ version: key }),
    kind: 'set',
  },
  lock: null,
  newFile: (wanted) =>
    markedFile({
      up: `-- migrate:up${wanted.outsideTransaction ? ' transaction:false' : ''}`,
      down: '-- migrate:down',
    })(wanted),
  commands: { run: 'dbmate up', status: 'dbmate status' },
}

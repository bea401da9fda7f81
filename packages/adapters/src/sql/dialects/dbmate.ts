import type { Dialect, Sections } from '../dialect.ts'
import { byBytes, numbered } from '../name.ts'
import { markedFile } from '../new-file.ts'
import { plainRow } from '../row.ts'

const upMark = /^--\s*migrate:up(?:\s*$|\s+\S+)/m
const downMark = /^--\s*migrate:down(?:\s*$|\s+\S+)$/m

/** dbmate: `-- migrate:up`, `-- migrate:down`, and `transaction:false` behind them. */
export const dialect: Dialect = {
  name: 'dbmate',
  title: 'dbmate',
  recognise({ samples }) {
    const marked = samples.some((text) => upMark.test(text))
    return marked ? { strength: 3, why: 'the files carry the mark -- migrate:up' } : null
  },
  mark: '-- migrate:up',
  parseName(file) {
    const name = numbered(file)
    return name ? { file, key: name.digits, orderKey: file, label: name.label, direction: 'both' } : null
  },
  compare: byBytes,
  orderBy: 'bytes',
  sections,
  execution: (outside) => ({ transaction: outside ? 'none' : 'migration', send: 'script' }),
  invalidBytes: 'sent',
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

/** Up is what stands from the first mark to the first mark of down; the rest, further marks included, is down. */
function sections(text: string): Sections {
  const up = upMark.exec(text)?.index
  const down = downMark.exec(text)?.index
  const refusal = refusalOf(text, up, down)
  const start = up ?? 0
  const end = down !== undefined && down > start ? down : text.length
  return {
    up: [{ start, end }],
    down: down === undefined ? null : [{ start: down, end: text.length }],
    outsideTransaction: /\stransaction:false(?:\s|$)/.test(text.slice(start).split('\n', 1)[0] ?? ''),
    ...(refusal === null ? {} : { refusal: { message: refusal, start: 0, end: up ?? 0 } }),
  }
}

function refusalOf(text: string, up: number | undefined, down: number | undefined): string | null {
  if (up === undefined) return "dbmate requires each migration to define an up block with '-- migrate:up'"
  if (down === undefined) return "dbmate requires each migration to define a down block with '-- migrate:down'"
  if (up > down) return "dbmate requires '-- migrate:up' to appear before '-- migrate:down'"
  const before = text.slice(0, up).split('\n')
  const harmless = before.every((line) => /^\s*(?:--.*)?$/.test(line))
  return harmless ? null : "dbmate does not support statements preceding the '-- migrate:up' block"
}

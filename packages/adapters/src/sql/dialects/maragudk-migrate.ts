import { textOrNull } from '../../tracking-table.ts'
import type { Dialect } from '../dialect.ts'
import { wholeFile } from '../mark-lines.ts'
import { byBytes } from '../name.ts'
import { pairOfFiles } from '../new-file.ts'

/** The library's own pattern, its unescaped dots included. */
const pattern = /^([\w-]+).(up|down).sql$/

/** maragudk/migrate (Go): the version is the whole name, in text order; one row holds the newest. */
export const dialect: Dialect = {
  name: 'maragudk-migrate',
  title: 'maragudk/migrate',
  recognise({ names, manifests }) {
    if (!names.some((name) => pattern.test(name)) || !manifests.includes('maragudk/migrate')) return null
    return { strength: 3, why: 'go.mod requires maragudk/migrate' }
  },
  parseName(file) {
    const [, key, direction] = pattern.exec(file) ?? []
    if (key === undefined) return null
    return { file, key, orderKey: key, label: key.replace(/^\d+_/, ''), direction: direction === 'up' ? 'up' : 'down' }
  },
  compare: byBytes,
  orderBy: 'bytes',
  sections: wholeFile,
  execution: () => ({ transaction: 'migration', send: 'script' }),
  invalidBytes: 'sent',
  checksums: () => [],
  table: {
    schema: null,
    name: 'migrations',
    identity: 'version',
    columns: ['version'],
    orderBy: '"version"',
    create: ['CREATE TABLE {table} (version text NOT NULL)'],
    readRow: (raw) => ({
      key: textOrNull(raw['version']) ?? '',
      state: 'applied',
      at: null,
      checksum: null,
      logs: null,
    }),
    newRow: ({ key }) => ({ version: key }),
    kind: 'position',
  },
  lock: null,
  newFile: pairOfFiles,
  commands: { run: 'the program that calls migrate.Up', status: 'SELECT version FROM migrations' },
}

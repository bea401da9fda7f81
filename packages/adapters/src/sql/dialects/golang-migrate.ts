import { textOrNull } from '../../tracking-table.ts'
import type { Dialect } from '../dialect.ts'
import { wholeFile } from '../mark-lines.ts'
import { byNumber, numbered, withoutZeros } from '../name.ts'
import { pairOfFiles } from '../new-file.ts'

/** golang-migrate: pairs of files, one row that holds the newest version and whether it is dirty. */
export const dialect: Dialect = {
  name: 'golang-migrate',
  title: 'golang-migrate',
  recognise({ names, manifests }) {
    const first = names.find((name) => numbered(name)?.direction === 'up' && numbered(name)?.separator === '_')
    if (!first) return null
    if (manifests.includes('golang-migrate/migrate')) return { strength: 3, why: 'go.mod requires golang-migrate' }
    return { strength: 1, why: `pairs of files such as ${first}` }
  },
  parseName(file) {
    const name = numbered(file)
    if (!name || name.direction === 'both' || name.separator !== '_') return null
    return { file, key: withoutZeros(name.digits), orderKey: name.digits, label: name.label, direction: name.direction }
  },
  compare: byNumber,
  orderBy: 'version number',
  sections: wholeFile,
  execution: () => ({ transaction: 'none', send: 'script' }),
  checksums: () => [],
  table: {
    schema: null,
    name: 'schema_migrations',
    identity: 'version',
    columns: ['version', 'dirty'],
    orderBy: '"version"',
    create: ['CREATE TABLE {table} (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL)'],
    readRow: (raw) => ({
      key: textOrNull(raw['version']) ?? '',
      state: raw['dirty'] === true ? 'failed' : 'applied',
      at: null,
      checksum: null,
      logs: null,
    }),
    newRow: ({ key }) => ({ version: key, dirty: false }),
    kind: 'position',
  },
  lock: null,
  newFile: pairOfFiles,
  commands: {
    run: 'migrate -path <folder> -database <url> up',
    status: 'migrate -path <folder> -database <url> version',
  },
}

import { textOrNull } from '../../tracking-table.ts'
import { crc32Of } from '../crc32-sql.ts'
import type { Dialect } from '../dialect.ts'
import { wholeFile } from '../mark-lines.ts'
import { byNumber, numbered, withoutZeros } from '../name.ts'
import { pairOfFiles } from '../new-file.ts'

const pattern = /^([0-9]+)_([^/]*)\.(up|down)\.(\w+)$/

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
    const [, digits, label, direction, ending] = pattern.exec(file) ?? []
    if (digits === undefined || label === undefined) return null
    return {
      file,
      key: withoutZeros(digits),
      orderKey: digits,
      label,
      direction: direction === 'up' ? 'up' : 'down',
      ...(ending === 'sql' ? {} : { language: ending === 'go' ? 'Go' : `.${ending}` }),
    }
  },
  compare: byNumber,
  orderBy: 'version number',
  sections: wholeFile,
  execution: () => ({ transaction: 'none', send: 'script' }),
  invalidBytes: 'sent',
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
  // The key is a CRC of schema, table and database; PostgreSQL has no function for it before 18.
  lock: `SELECT pg_advisory_lock((${crc32Of("convert_to(current_schema(), 'UTF8') || '\\x00'::bytea || convert_to('schema_migrations', 'UTF8') || '\\x00'::bytea || convert_to(current_database(), 'UTF8')")} * 1486364155) % 4294967296)`,
  newFile: pairOfFiles,
  commands: {
    run: 'migrate -path <folder> -database <url> up',
    status: 'migrate -path <folder> -database <url> version',
  },
}

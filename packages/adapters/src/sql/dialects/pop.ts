import type { Dialect, FileName } from '../dialect.ts'
import { wholeFile } from '../mark-lines.ts'
import { byBytes, numbered } from '../name.ts'
import { pairOfFiles } from '../new-file.ts'
import { plainRow } from '../row.ts'

/** `{{ index .Options "Namespace" }}`: the schema that GoTrue puts in, `auth` unless told otherwise. */
const placeholder = /\{\{-?\s*index\s+\.Options\s+"Namespace"\s*-?\}\}/g

const namespace = 'auth'

/** pop (Go): pairs of files in Go's template language, versions of up to 14 digits. */
export const dialect: Dialect = {
  name: 'pop',
  title: 'pop',
  recognise({ names, manifests, samples }) {
    if (!names.some((name) => numbered(name)?.direction === 'up')) return null
    const module = ['gobuffalo/pop', 'ory/pop'].find((name) => manifests.includes(name))
    if (module !== undefined) return { strength: 3, why: `go.mod requires ${module}` }
    return samples.some((text) => text.search(placeholder) >= 0) ? { strength: 2, why: "pop's placeholders" } : null
  },
  parseName,
  list: ({ names }) => mostSpecific(names.flatMap((file) => parseName(file) ?? [])).sort(byBytes),
  compare: byBytes,
  orderBy: 'bytes',
  sections: wholeFile,
  // The mark stands in the name itself: `1_users.autocommit.up.sql`.
  settings: { fileOf: (file) => (file.includes('.autocommit.') ? file : `${file}.autocommit`), outside: () => true },
  expand: (text) =>
    [...text.matchAll(placeholder)].map(({ index, 0: written }) => ({
      start: index,
      end: index + written.length,
      text: namespace,
    })),
  schemas: [namespace],
  execution: (outside) => ({ transaction: outside ? 'none' : 'migration', send: 'script' }),
  invalidBytes: 'sent',
  checksums: () => [],
  table: {
    schema: null,
    name: 'schema_migration',
    identity: 'version',
    columns: ['version'],
    orderBy: '"version"',
    create: ['CREATE TABLE {table} (version VARCHAR(14) NOT NULL PRIMARY KEY)'],
    readRow: plainRow('version', null),
    newRow: ({ key }) => ({ version: key }),
    kind: 'set',
  },
  lock: null,
  newFile: pairOfFiles,
  commands: { run: 'soda migrate up', status: 'soda migrate status' },
}

/** `.all`, or a database that is no PostgreSQL, may stand before the direction: `1_users.mysql.up.sql`. */
const flavour = /^(.*)\.([a-z0-9]+)$/

const ofPostgres = new Set(['postgres', 'postgresql', 'pg', 'all'])

function parseName(file: string): FileName | null {
  const name = numbered(file)
  if (!name || name.direction === 'both') return null
  const plain = name.label.replace(/\.autocommit$/, '')
  const [, label = plain, database = 'all'] = flavour.exec(plain) ?? []
  if (!ofPostgres.has(database)) return null
  return { file, key: name.digits, orderKey: file, label, direction: name.direction }
}

/** A file for PostgreSQL alone stands in for one of the same version that is for every database. */
function mostSpecific(files: readonly FileName[]): FileName[] {
  const slot = ({ key, direction }: FileName) => `${key} ${direction}`
  const specific = new Set(
    files.filter(({ file }) => /\.(?:postgres|postgresql|pg)(?:\.autocommit)?\.(?:up|down)\.sql$/.test(file)),
  )
  const taken = new Set([...specific].map(slot))
  return [...specific, ...files.filter((one) => !specific.has(one) && !taken.has(slot(one)))]
}

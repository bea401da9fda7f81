import type { Dialect } from '../dialect.ts'
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
    if (manifests.includes('gobuffalo/pop')) return { strength: 3, why: 'go.mod requires gobuffalo/pop' }
    return samples.some((text) => text.search(placeholder) >= 0) ? { strength: 2, why: "pop's placeholders" } : null
  },
  parseName(file) {
    const name = numbered(file)
    if (!name || name.direction === 'both') return null
    return { file, key: name.digits, orderKey: file, label: name.label, direction: name.direction }
  },
  compare: byBytes,
  orderBy: 'bytes',
  sections: wholeFile,
  expand: (text) =>
    [...text.matchAll(placeholder)].map(({ index, 0: written }) => ({
      start: index,
      end: index + written.length,
      text: namespace,
    })),
  schemas: [namespace],
  execution: () => ({ transaction: 'migration', send: 'script' }),
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

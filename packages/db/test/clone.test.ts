import { compareCatalogs } from '@migration-doctor/core'
import {
  type Connection,
  cloneInto,
  connect,
  hashCatalog,
  introspect,
  openScratch,
  type Scratch,
} from '@migration-doctor/db'
import { startServer, type TestDatabase } from '@migration-doctor/testkit'
import { richSchema } from './rich-schema.ts'

const scratches: readonly [string, number, () => Promise<Scratch>][] = [
  ['PostgreSQL 18 to itself', 18, async () => openScratch({ shadowUrl: (await startServer(18)).url })],
  ['PostgreSQL 15 to itself', 15, async () => openScratch({ shadowUrl: (await startServer(15)).url })],
  ['PostgreSQL 18 to PGlite', 18, () => openScratch({ extensions: ['citext', 'uuid-ossp'] })],
]

describe.each(scratches)('%s', (_, version, open) => {
  let database: TestDatabase
  let source: Connection
  let scratch: Scratch

  async function fill(sql: string): Promise<void> {
    const writer = await connect(database.url, { readOnly: false })
    await writer.script(sql)
    await writer.close()
  }

  beforeEach(async () => {
    const server = await startServer(version)
    database = await server.createDatabase()
    source = await connect(database.url, { readOnly: true })
    scratch = await open()
  })

  afterEach(async () => {
    await source.close()
    await scratch.close()
    await database.drop()
  })

  test('the copy of a rich schema is the same schema', async () => {
    await fill(richSchema)
    const { refused } = await cloneInto(source, scratch.database, { rowsOf: [] })
    expect(refused).toEqual([])
    const [original, copy] = [await introspect(source), await introspect(scratch.database)]
    expect(compareCatalogs(original, copy)).toEqual([])
    expect(hashCatalog(copy)).toBe(hashCatalog(original))
    expect(original.objects.size).toBeGreaterThan(150)
  })
})

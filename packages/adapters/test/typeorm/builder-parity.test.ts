import { startServer, type TestDatabase } from '@migration-doctor/testkit/server'
import { examples } from './builder-examples.ts'
import { read, really, type TypeOrm } from './oracle.ts'

const libraries: readonly { readonly name: string; readonly major: 0 | 1 }[] = [
  { name: 'typeorm', major: 0 },
  { name: 'typeorm-1', major: 1 },
]

describe.each(libraries)('the schema builder of $name', ({ name, major }) => {
  let databases: readonly [TestDatabase, TestDatabase]
  let library: TypeOrm

  beforeAll(async () => {
    const server = await startServer()
    databases = [await server.createDatabase(), await server.createDatabase()]
    library = await import(name)
  })

  afterAll(async () => {
    for (const database of databases) await database.drop()
  })

  test.each(Object.entries(examples))('%s', async (_title, example) => {
    const expected = await really(library, databases[0], example)
    const actual = await read(major, databases[1], example)
    expect(actual).toEqual(expected)
    expect(expected.statements.length + (expected.refusal ? 1 : 0)).toBeGreaterThan(0)
  })
})

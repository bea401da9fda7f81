import { startServer, type TestServer } from '@migration-doctor/testkit'
import { examples } from './builder-examples.ts'
import { read, really, type TypeOrm } from './oracle.ts'

const libraries: readonly { readonly name: string; readonly major: 0 | 1 }[] = [
  { name: 'typeorm', major: 0 },
  { name: 'typeorm-1', major: 1 },
]

describe.each(libraries)('the schema builder of $name', ({ name, major }) => {
  let server: TestServer
  let library: TypeOrm

  beforeAll(async () => {
    server = await startServer()
    library = await import(name)
  })

  test.each(Object.entries(examples))('%s', async (_title, example) => {
    const expected = await really(library, server, example)
    const actual = await read(major, server, example)
    expect(actual).toEqual(expected)
    expect(expected.statements.length + (expected.refusal ? 1 : 0)).toBeGreaterThan(0)
  })
})

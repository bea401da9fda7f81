import { startServer, type TestDatabase, type TestServer } from '@migration-doctor/testkit/server'
import pg from 'pg'

/** A database of its own, and a connection to it, for every test of a file; they are there while a test runs. */
export function databaseForEachTest(): {
  readonly server: TestServer
  readonly database: TestDatabase
  readonly client: pg.Client
} {
  let server: TestServer
  let current: { readonly database: TestDatabase; readonly client: pg.Client }
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    const database = await server.createDatabase()
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    current = { database, client }
  })
  afterEach(async () => {
    await current.client.end()
    await current.database.drop()
  })
  return {
    get server() {
      return server
    },
    get database() {
      return current.database
    },
    get client() {
      return current.client
    },
  }
}

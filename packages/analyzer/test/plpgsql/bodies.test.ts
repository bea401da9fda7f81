import { type Connection, connect } from '@migration-doctor/db'
import { loadParser } from '@migration-doctor/sql'
import { startServer, type TestDatabase, type TestServer } from '@migration-doctor/testkit/server'
import { runBoth } from './both.ts'
import { guards, programs } from './guards.ts'
import { hostile } from './hostile.ts'
import { unknowns } from './unknowns.ts'

beforeAll(loadParser)

describe.each([15, 18])('PostgreSQL %i', (version) => {
  let server: TestServer
  let database: TestDatabase
  let connection: Connection
  beforeAll(async () => {
    server = await startServer(version)
    database = await server.createDatabase()
    connection = await connect(database.url, { readOnly: false })
  })
  afterAll(async () => {
    await connection.close()
    await database.drop()
    await server.stop()
  })

  describe.each([
    ['guards', guards],
    ['programs', programs],
    ['hand-written programs', hostile],
  ])('%s: the simulator and the server agree', (_, cases) => {
    test.each(cases)('%s', async (_name, script) => {
      const { simulated, real, differences } = await runBoth(connection, script)
      expect(simulated).toEqual(real)
      expect(differences).toEqual([])
    })
  })

  describe('what depends on data is unknown, and only what it touches', () => {
    test.each(unknowns)('%s', async (_name, script, expected) => {
      const { simulated, real } = await runBoth(connection, script)
      expect(simulated).toEqual(expected)
      // What is told must be right.
      for (const [at, verdict] of simulated.entries()) {
        if (!verdict.startsWith('unknown')) expect(verdict).toBe(real[at])
      }
    })
  })
})

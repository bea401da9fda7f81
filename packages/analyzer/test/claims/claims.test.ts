import { readdirSync } from 'node:fs'
import { loadParser } from '@migration-doctor/sql'
import { startServer, type TestServer } from '@migration-doctor/testkit/server'
import { runBoth, scriptsOf } from '../ddl/both.ts'

const here = new URL('.', import.meta.url)
const files = readdirSync(here).filter((name) => name.endsWith('.sql'))
const scripts = await Promise.all(files.map((file) => scriptsOf(new URL(file, here))))

const notClaimed = '-- not claimed: '

/** A comment says which texts cannot be known. */
const saidOf = (text: string): readonly string[] =>
  text.split('\n').flatMap((line) => (line.startsWith(notClaimed) ? [line.slice(notClaimed.length)] : []))

beforeAll(loadParser)

describe.each([18, 15])('the simulator knows how PostgreSQL %i prints', (version) => {
  let server: TestServer
  let total = 0
  beforeAll(async () => {
    server = await startServer(version)
  })
  afterAll(() => server.stop())

  test.each(scripts.flat().map((script) => [script.name, script] as const))('%s', async (_name, script) => {
    const { partings, differences, unclaimed, claimed } = await runBoth(server, script)
    expect(partings).toEqual([])
    expect(differences).toEqual([])
    expect(unclaimed).toEqual(saidOf(script.text))
    total += claimed
  })

  test('in hundreds of texts', () => {
    expect(total).toBeGreaterThan(400)
  })
})

import { readdirSync } from 'node:fs'
import { loadParser } from '@migration-doctor/sql'
import { startServer, type TestServer } from '@migration-doctor/testkit/server'
import { runBoth, scriptsOf } from './both.ts'

const here = new URL('.', import.meta.url)
const files = readdirSync(here).filter((name) => name.endsWith('.sql'))
const scripts = await Promise.all(
  files.map(async (file) =>
    (await scriptsOf(new URL(file, here))).map((script) => [file, script.name, script] as const),
  ),
)

beforeAll(loadParser)

describe.each([18, 15])('on PostgreSQL %i, the simulator', (version) => {
  let server: TestServer
  const total = { accepted: 0, refused: 0, unknown: 0 }
  beforeAll(async () => {
    server = await startServer(version)
  })
  afterAll(() => server.stop())

  test.each(scripts.flat())('judges %s: %s alike, and leaves the same catalog', async (_file, _name, script) => {
    const { partings, differences, counts } = await runBoth(server, script)
    for (const kind of ['accepted', 'refused', 'unknown'] as const) total[kind] += counts[kind]
    expect(partings).toEqual([])
    expect(differences).toEqual([])
  })

  test('has been tried on statements of both outcomes, and could tell nearly always', () => {
    expect(total.accepted).toBeGreaterThan(150)
    expect(total.refused).toBeGreaterThan(150)
    expect(total.unknown).toBeLessThan(0.05 * (total.accepted + total.refused))
  })
})

import { Both, difference, statementsOf } from './both.ts'

describe.each([18, 15])('on PostgreSQL %i, the simulator', (version) => {
  let both: Both
  beforeAll(async () => {
    both = await Both.start(version)
  })
  afterAll(() => both.stop())

  test('judges queries alike, and names and types their columns alike', async () => {
    const differences: string[] = []
    const queries = await statementsOf('queries.sql')
    for (const sql of queries) {
      const found = difference(sql, both.simulate(sql), await both.askQuery(sql))
      if (found) differences.push(found)
    }
    expect(queries.length).toBeGreaterThan(200)
    expect(differences).toEqual([])
  })

  test('judges all other statements alike', async () => {
    const differences: string[] = []
    const statements = await statementsOf('statements.sql')
    for (const sql of statements) {
      const found = difference(sql, both.simulate(sql), await both.ask(sql))
      if (found) differences.push(found)
    }
    expect(statements.length).toBeGreaterThan(300)
    expect(differences).toEqual([])
  })
})

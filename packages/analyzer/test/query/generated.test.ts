import { Both, difference } from './both.ts'
import { Expressions } from './expressions.ts'

const operators = [
  '+',
  '-',
  '*',
  '/',
  '=',
  '<>',
  '<',
  '>=',
  '||',
  '@>',
  '<@',
  '&&',
  '->',
  '->>',
  '#>',
  '~',
  '~~',
  '%',
  '&',
  '^',
  '?',
  '@@',
  '<->',
]

describe.each([18, 15])('on PostgreSQL %i', (version) => {
  let both: Both
  beforeAll(async () => {
    both = await Both.start(version)
  })
  afterAll(() => both.stop())

  test('overloads, casts and common types are chosen alike', async () => {
    const expressions = new Expressions(version, operators)
    const differences: string[] = []
    let accepted = 0
    for (let count = 0; count < 1500; count++) {
      const sql = expressions.query()
      const theirs = await both.askQuery(sql)
      const found = difference(sql, both.simulate(sql), theirs)
      if (found) differences.push(found)
      if (theirs.state === 'accepted') accepted++
    }
    expect(accepted).toBeGreaterThan(100)
    expect(differences).toEqual([])
  })
})

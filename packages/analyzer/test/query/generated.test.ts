import { Both, difference } from './both.ts'
import { Expressions } from './expressions.ts'
import { Queries } from './queries.ts'

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

  async function compare(make: () => string, count: number) {
    const differences: string[] = []
    let accepted = 0
    for (let made = 0; made < count; made++) {
      const sql = make()
      const theirs = /^(select|values|with)/.test(sql) ? await both.askQuery(sql) : await both.ask(sql)
      const found = difference(sql, both.simulate(sql), theirs)
      if (found) differences.push(found)
      if (theirs.state === 'accepted') accepted++
    }
    return { accepted, differences }
  }

  test('overloads, casts and common types are chosen alike', async () => {
    const expressions = new Expressions(version, operators)
    const { accepted, differences } = await compare(() => expressions.query(), 1200)
    expect(accepted).toBeGreaterThan(100)
    expect(differences).toEqual([])
  })

  test('names are resolved and rows grouped alike', async () => {
    const queries = new Queries(version)
    const { accepted, differences } = await compare(() => queries.statement(), 1200)
    expect(accepted).toBeGreaterThan(100)
    expect(differences).toEqual([])
  })
})

import { openScratch, type Scratch } from '@migration-doctor/db'
import { loadParser } from '@migration-doctor/sql'
import { disagreement } from '../src/differential/compare.ts'
import { generateHistory, type History } from '../src/differential/generate.ts'
import { mutate } from '../src/differential/mutate.ts'
import { Random } from '../src/differential/random.ts'
import { shrink } from '../src/differential/shrink.ts'
import { startServer } from '../src/server.ts'

// `npm run differential -- --runs 5000` hunts; here a fixed few stand guard.
const runs = Array.from({ length: 25 }, (_, run) => run)

describe.each([18, 15])('the simulator and PostgreSQL %i agree', (version) => {
  let scratch: Scratch

  beforeAll(async () => {
    await loadParser()
    const server = await startServer(version)
    scratch = await openScratch({ shadowUrl: server.url })
  })
  afterAll(() => scratch.close())

  test.each(runs)('on generated history %i and its mutant', async (run) => {
    const random = new Random(7_000_021 + run)
    const history = generateHistory(random, 12)
    expect(await disagreement(history, scratch, version)).toBeNull()
    expect(await disagreement(mutate(history, random), scratch, version)).toBeNull()
  })

  test('a disagreement is found and shrinks to what matters', async () => {
    const wrong = version === 18 ? 15 : 18
    const history: History = {
      execution: { transaction: 'none', send: 'statement' },
      migrations: [
        ['CREATE TABLE a (id integer)'],
        ['CREATE TABLE b (id integer, sum integer GENERATED ALWAYS AS (id + 1) STORED)', 'CREATE TABLE c (id integer)'],
        ['SELECT any_value(id) FROM a'],
      ],
    }
    const apart = async (one: History) => (await disagreement(one, scratch, wrong)) !== null
    expect(await apart(history)).toBe(true)
    expect((await shrink(history, apart)).migrations).toEqual([
      ['CREATE TABLE a (id integer)'],
      ['SELECT any_value(id) FROM a'],
    ])
  })
})

import { consent } from '../src/consent.ts'
import { testHost } from './test-host.ts'

const target = { host: 'localhost', port: 5432, database: 'shop', schema: 'public' }

async function asked(answer: string | null, yes = false) {
  const host = testHost({ cwd: '/', answer })
  const outcome = await consent(target, ['mark Init as applied'], { yes, host }).then(
    () => 'given',
    (error) => error.code,
  )
  return { outcome, host }
}

test('shows the target before anything else', async () => {
  const { host } = await asked('y')
  expect(host.written.err).toBe('Target: database shop on localhost:5432, schema public\n  mark Init as applied\n')
  expect(host.written.out).toBe('')
})

test.each([
  ['y', 'given'],
  ['YES ', 'given'],
  ['', 4],
  ['n', 4],
  ['maybe yes', 4],
])('the answer %j means %s', async (answer, expected) => {
  expect((await asked(answer)).outcome).toBe(expected)
})

test('with nobody to ask, only --yes is consent', async () => {
  expect((await asked(null)).outcome).toBe(4)
  const { outcome, host } = await asked(null, true)
  expect(outcome).toBe('given')
  expect(host.questions).toEqual([])
})

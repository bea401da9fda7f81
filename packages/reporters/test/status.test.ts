import { renderStatus, renderVerify } from '../src/index.ts'
import { everything, options } from './canned.ts'

test('status is a table in effective order, with a tally', () => {
  expect(renderStatus(everything, options)).toMatchSnapshot()
})

test('quiet status is the tally alone', () => {
  expect(renderStatus(everything, { ...options, quiet: true })).not.toContain('Init1700000000000')
  expect(renderStatus(everything, { ...options, quiet: true })).toContain('1 applied, 1 failed and 1 missing-file.')
})

test('verify is one sentence when all is there', () => {
  const [, , reports] = everything.projects
  if (!reports) throw new Error('the canned report has lost a project')
  const migrations = [
    { name: 'a', file: 'a.sql', state: 'applied', statements: 1 },
    { name: 'b', file: 'b.sql', state: 'pending', statements: 1 },
  ] as const
  expect(renderVerify({ ...everything, projects: [{ ...reports, migrations }] }, options)).toBe(
    '✔ reports: 1 recorded migration, all really there in reports on db.example.org;\n  1 not yet applied.\n',
  )
})

test('verify shows what is not there as a diagnosis does', () => {
  expect(renderVerify(everything, options)).toContain('✖ error  duplicate-create')
})

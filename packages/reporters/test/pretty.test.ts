import type { Report } from '@migration-doctor/core'
import stringWidth from 'string-width'
import { reporters } from '../src/index.ts'
import { everything, options } from './canned.ts'

const pretty = reporters.find(({ name }) => name === 'pretty')
const render = (report: Report, changes = {}) => pretty?.render(report, { ...options, ...changes }) ?? ''

test.each([60, 80, 120])('no line is wider than %i columns, places and commands apart', (width) => {
  const wide = render(everything, { width, verbose: true })
    .split('\n')
    .filter((line) => stringWidth(line) > width)
    .filter((line) => !/^ *\S+:\d+:\d+$|migration-doctor (fix|explain)/.test(line))
  expect(wide).toEqual([])
})

test('colour adds nothing but colour', () => {
  const coloured = render(everything, { color: true })
  expect(coloured).toContain('\u001b[31m✖ error')
  expect(coloured.replaceAll(/\u001b\[\d+m/gu, '')).toBe(render(everything))
})

test('consequences are counted, and listed on request', () => {
  const sentence = 'and 12 statements that follow from it'
  expect(render(everything)).toContain(`${sentence} (--verbose lists them)`)
  expect(render(everything)).not.toContain('rates_7')
  const verbose = render(everything, { verbose: true })
  expect(verbose).toContain(`${sentence}:`)
  expect(verbose).toContain('Table `rates_7` does not exist')
})

test('a healthy project is one line', () => {
  const healthy = { ...everything, projects: everything.projects.slice(2) }
  expect(render(healthy)).toBe(
    '✔ reports (SQL files) is healthy: 1 migration, 9 statements, nothing wrong in\n  the files; reports on db.example.org has no history table to compare them\n  with.\n',
  )
  expect(render(healthy, { quiet: true })).toBe('')
})

test('a healthy project is not said to be in step with a database that lacks some of its migrations', () => {
  const [project] = everything.projects.slice(2)
  if (!project?.database) throw new Error('the canned report has a database here')
  const migrations = project.migrations.map((migration) => ({ ...migration, state: 'pending' as const }))
  const database = { ...project.database, historyTable: 'public.history' }
  const text = render({ ...everything, projects: [{ ...project, migrations, database }] })
  expect(text.replaceAll(/\s+/g, ' ')).toContain('in the history of reports on db.example.org, 1 not yet applied.')
})

test('quiet gives one line for each root', () => {
  const lines = render(everything, { quiet: true }).trimEnd().split('\n')
  expect(lines).toHaveLength(8)
  expect(lines[0]).toBe(
    'src/migrations/1728465600000-Payments.ts:5:41: error duplicate-create: Table `invoice_line_items` is created a second time, with another definition.',
  )
})

test('the suggested commands repeat how the program was called', () => {
  const text = render(everything, { invocation: { program: 'npx migration-doctor', options: "--cwd 'my app'" } })
  expect(text).toContain("npx migration-doctor fix --cwd 'my app'")
  expect(text).toContain('npx migration-doctor explain duplicate-create')
})

test('rules without a cure suggest none', () => {
  const rules = [...new Set(everything.projects.flatMap(({ findings }) => findings.map(({ rule }) => rule)))]
  const text = (name: string, curable: boolean) => {
    return { name, curable, severity: 'error', summary: '', why: '', needs: [], sources: [] } as const
  }
  const offered = (curable: (name: string) => boolean) =>
    render(everything, { rules: rules.map((name) => text(name, curable(name))) })
  expect(offered(() => false)).not.toMatch(/migration-doctor fix/)
  expect(offered(() => false)).toMatch(/next {2}migration-doctor explain/)
  expect(offered((name) => name === 'duplicate-create')).toMatch(/next {2}migration-doctor fix/)
})

test('notes alone suggest no cure', () => {
  const [, billing] = everything.projects
  if (!billing) throw new Error('the canned report has lost a project')
  const notes = billing.findings.filter(({ severity }) => severity === 'note')
  const text = render({ ...everything, projects: [{ ...billing, findings: notes }] })
  expect(text).toContain('explain unreadable-statement')
  expect(text).not.toContain('migration-doctor fix')
})

test('a consequence whose root is not in the report stands for itself', () => {
  const [, billing] = everything.projects
  if (!billing) throw new Error('the canned report has lost a project')
  const orphans = billing.findings.filter(({ causedBy }) => causedBy !== null)
  expect(render({ ...everything, projects: [{ ...billing, findings: orphans }] })).toContain('rates_11')
})

test('many notes of one rule are listed by place after the first', () => {
  const [, billing] = everything.projects
  const note = billing?.findings.find(({ severity }) => severity === 'note')
  const place = note?.location
  if (!billing || !note || !place) throw new Error('the canned report has lost its notes')
  const notes = [1, 2, 3, 4].map((line) => ({ ...note, id: `n${line}`, location: { ...place, startLine: line } }))
  const report = { ...everything, projects: [{ ...billing, findings: notes }] }
  expect(render(report)).toContain('● 2 more notes  unreadable-statement (--verbose shows them)\n  prisma/')
  expect(render(report).match(/help /g)).toHaveLength(2)
  expect(render(report, { verbose: true }).match(/help /g)).toHaveLength(4)
})

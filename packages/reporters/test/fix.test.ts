import type { FixReport } from '@migration-doctor/core'
import stringWidth from 'string-width'
import { isProven, renderFix } from '../src/index.ts'
import { everything, options, read } from './canned.ts'

const report = read<FixReport>('fix.json')
const findings = everything.projects.flatMap((project) => project.findings)
const render = (changes: Partial<FixReport>, about = {}) =>
  renderFix({ ...report, ...changes }, findings, { ...options, ...about })

test('shows steps, reasons, risks, files and the proof', () => {
  expect(render({})).toMatchSnapshot()
})

test('fits the width, paths and commands apart', () => {
  const wide = render({})
    .split('\n')
    .filter((line) => stringWidth(line) > 80)
    .filter((line) => !/│|\/|migration-doctor/.test(line))
  expect(wide).toEqual([])
})

test('long files are folded, and whole on request', () => {
  expect(render({})).toContain('⋮ 4 more lines (--verbose shows all)')
  expect(render({}, { verbose: true })).toContain('the shape before is not known')
})

test('is proven only when every world converges', () => {
  expect(isProven(report.proof)).toBe(false)
  expect(isProven({ worlds: [] })).toBe(false)
  const converging = { worlds: report.proof.worlds.slice(0, 1) }
  expect(isProven(converging)).toBe(true)
  expect(render({ proof: converging })).toContain('proven\n  ✔ on an empty database: the history runs to its end')
})

test.each([
  ['emitted', 'The files are written; the database is as it was.', 'migration-doctor diagnose'],
  ['applied', 'The journal `j-7` remembers', 'migration-doctor undo j-7'],
  ['refused', 'Refused, and nothing was written. The history has changed.', ''],
] as const)('says what became of it: %s', (result, sentence, command) => {
  const outcome = { result, journal: 'j-7', ...(result === 'refused' ? { reason: 'The history has changed.' } : {}) }
  const text = render({ outcome }).replaceAll(/\s+/g, ' ')
  expect(text).toContain(sentence)
  expect(text).toContain(command)
  expect(text.includes('next')).toBe(command !== '')
})

test('offers to write only what there is to write, and never what is known to fail', () => {
  const [emit, mark] = report.plan.steps
  if (!emit || !mark) throw new Error('the canned plan has lost its steps')
  const proof = { worlds: report.proof.worlds.filter(({ result }) => result !== 'fails') }
  const only = (steps: FixReport['plan']['steps']) => render({ proof, plan: { ...report.plan, steps } })
  expect(only([emit])).toContain('fix --emit')
  expect(only([emit])).not.toContain('fix --apply')
  expect(only([mark])).not.toContain('fix --emit')
  expect(only([mark])).toContain('fix --apply')
  expect(report.proof.worlds.map(({ result }) => result)).toContain('fails')
  expect(render({})).not.toContain('next')
})

test('a plan without steps says whether that is good news', () => {
  const plan = { ...report.plan, steps: [] }
  expect(renderFix({ ...report, plan }, [], options)).toBe('✔ nothing to cure\n')
  expect(renderFix({ ...report, plan }, findings, options)).toContain('No cure is known for 8 findings')
})

test('a rewritten file is shown as what changes in it', () => {
  const path = 'src/migrations/1728465600000-Payments.ts'
  const source = options.sources.get('shop')?.get(path) ?? ''
  const rewrite = {
    id: 's1',
    kind: 'rewrite-file',
    migration: 'Payments1728465600000',
    path,
    sql: source.replace('(currentStage)', '("currentStage")').replaceAll('\n', '\r\n'),
    why: ['a2'],
    risk: 'none',
    losesData: false,
    undo: 'Restore the file from version control.',
  } as const
  expect(render({ plan: { ...report.plan, steps: [rewrite] } })).toContain(
    [
      '             await queryRunner.query(`CREATE TABLE "invoice_line_items" ("id" uuid, "total" numeric)`)',
      '   -         await queryRunner.query(`CREATE INDEX "IDX_stage" ON "workflows" (currentStage)`)',
      '   +         await queryRunner.query(`CREATE INDEX "IDX_stage" ON "workflows" ("currentStage")`)',
      '         }',
    ].join('\n'),
  )
})

test('says below a long command what it is for, and breaks no command', () => {
  const words = '--url postgresql://postgres@db.example:5432/a_database_with_a_long_name'
  const proof = { worlds: report.proof.worlds.filter(({ result }) => result !== 'fails') }
  const lines = render({ proof }, { invocation: { program: 'migration-doctor', options: words } }).split('\n')
  expect(lines).toContain(`next  migration-doctor fix --emit ${words}`)
  expect(lines).toContain('        write the files')
})

import { CaseError, parseCases } from '../src/cases.ts'
import { vacuous } from './vacuous.ts'

const fence = '```'

const text = `# duplicate-create

Some words about the whole.

## Bad: the second CREATE meets the first

The first made it already.

${fence}sql file=001_a.sql
CREATE TABLE a (id int);
${fence}

${fence}sql file=sub/002_b.sql
-- a comment that says error: nothing
CREATE TABLE a (id int); -- error: duplicate-create -- warning: slow-thing
SELECT 1; -- consequence: missing-object
${fence}

${fence}json options
{ "toolVersion": "6.5", "pgVersion": 15 }
${fence}

${fence}history
001_a.sql, applied, match
000_gone.sql, failed, none, relation "a" already exists -- warning: missing-migration-file

-- note: several-histories
${fence}

${fence}replay
sub/002_b.sql:3, 42P01, relation "x" does not exist
${fence}

${fence}expect
error: …
${fence}

## Good: once

${fence}ts file=1-a.ts
await q.query('CREATE TABLE a ()')
${fence}
`

const parsed = parseCases('duplicate-create', text)
const [bad, good] = parsed.cases

describe('a case file', () => {
  test('gives its cases with kind, title and words', () => {
    expect(parsed.cases.map(({ kind, title, line, prose }) => ({ kind, title, line, prose }))).toEqual([
      { kind: 'bad', title: 'the second CREATE meets the first', line: 5, prose: 'The first made it already.' },
      { kind: 'good', title: 'once', line: 38, prose: '' },
    ])
  })

  test('keeps markers in the text, for they are comments', () => {
    expect(bad?.files.map((file) => file.path)).toEqual(['001_a.sql', 'sub/002_b.sql'])
    expect(bad?.files[0]?.text).toBe('CREATE TABLE a (id int);\n')
    expect(bad?.files[1]?.text).toContain('-- error: duplicate-create')
    expect(good?.files).toEqual([
      { path: '1-a.ts', encoding: 'utf8', language: 'ts', text: "await q.query('CREATE TABLE a ()')\n" },
    ])
  })

  test('finds every marker at the end of a line, and only there', () => {
    const inFile = (line: number) => ({ place: { file: 'sub/002_b.sql', line }, migration: null })
    expect(bad?.marks).toEqual([
      { severity: 'error', rule: 'duplicate-create', ...inFile(2) },
      { severity: 'warning', rule: 'slow-thing', ...inFile(2) },
      { severity: 'consequence', rule: 'missing-object', ...inFile(3) },
      { severity: 'warning', rule: 'missing-migration-file', place: null, migration: '000_gone.sql' },
      { severity: 'note', rule: 'several-histories', place: null, migration: null },
    ])
  })

  test('reads history, options and the expected report', () => {
    expect(bad?.history).toEqual([
      { name: '001_a.sql', state: 'applied', checksum: 'match', logs: null },
      { name: '000_gone.sql', state: 'failed', checksum: 'none', logs: 'relation "a" already exists' },
    ])
    expect(bad?.replay).toEqual([
      { file: 'sub/002_b.sql', line: 3, sqlstate: '42P01', message: 'relation "x" does not exist' },
    ])
    expect(bad?.options).toEqual({ toolVersion: '6.5', pgVersion: 15 })
    expect(bad?.expect?.text).toBe('error: …\n')
    expect(good?.history).toBeNull()
  })

  test.each([
    ['a heading of another kind', '## Ugly: x\n', 'line 1: a case begins with'],
    ['a block that belongs to nothing', `## Bad: x\n${fence}sql\nSELECT 1;\n${fence}\n`, 'line 2: a block is a source'],
    ['a case without a source', '## Bad: x\n', 'line 1: a case needs'],
    ['a history row of another form', `## Bad: x\n${fence}history\na, done\n${fence}\n`, 'line 3: a history row reads'],
    [
      'a refusal of another form',
      `## Bad: x\n${fence}sql file=a.sql\n${fence}\n${fence}replay\na.sql\n${fence}\n`,
      'line 5: a refusal reads',
    ],
    [
      'an option that does not exist',
      `## Bad: x\n${fence}sql file=a.sql\n${fence}\n${fence}json options\n{"pg": 1}\n${fence}\n`,
      'line 4: options are tool',
    ],
    ['two histories', `## Bad: x\n${fence}history\n${fence}\n${fence}history\n${fence}\n`, 'line 4: a case has one'],
  ])('refuses %s', (_, markdown, message) => {
    expect(() => parseCases('r', markdown)).toThrow(CaseError)
    expect(() => parseCases('r', markdown)).toThrow(message)
  })
})

describe('vacuous', () => {
  const source = (mark: string) => `${fence}sql file=1.sql\nSELECT 1;${mark}\n${fence}\n`
  const faults = (markdown: string) => vacuous([parseCases('r', markdown)], ['r'])

  test('has nothing to say of good files', () => {
    expect(faults(`## Bad: a\n${source(' -- error: r')}\n## Good: b\n${source('')}`)).toEqual([])
  })

  test.each([
    ['a Bad case without a marker', `## Bad: a\n${source('')}\n## Good: b\n${source('')}`, 'r: line 1: a Bad case'],
    [
      'a Bad case that marks other rules only',
      `## Bad: a\n${source(' -- error: s')}\n## Good: b\n${source('')}`,
      'r: line 1: a Bad',
    ],
    [
      'a Good case with a marker',
      `## Bad: a\n${source(' -- note: r')}\n## Good: b\n${source(' -- note: r')}`,
      'a Good case',
    ],
    ['no Good case', `## Bad: a\n${source(' -- error: r')}`, 'r: no Good case'],
    ['no Bad case', `## Good: a\n${source('')}`, 'r: no Bad case'],
    [
      'the same title twice',
      `## Bad: a\n${source(' -- error: r')}\n## Good: a\n${source('')}`,
      'two cases are named "a"',
    ],
  ])('names %s', (_, markdown, fault) => {
    expect(faults(markdown)).toEqual([expect.stringContaining(fault)])
  })

  test('names rules without cases and cases without a rule', () => {
    const file = parseCases('gone', `## Bad: a\n${source(' -- error: gone')}`)
    expect(vacuous([file], ['here'])).toEqual([
      'here: there is no fixtures/rules/here.md',
      'gone: there is no such rule',
    ])
  })
})

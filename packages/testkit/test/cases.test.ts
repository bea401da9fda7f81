import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { rules } from '@migration-doctor/analyzer'
import { type CaseFile, parseCases } from '../src/cases.ts'
import type { Block } from '../src/markdown.ts'
import { describeFinding, describeMark, renderCase, runCase } from '../src/run-case.ts'
import { vacuous } from './vacuous.ts'

const folder = new URL('../../../fixtures/rules/', import.meta.url)
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.md'))
  .map((name) => name.slice(0, -'.md'.length))

const fileOf = (rule: string) => new URL(`${rule}.md`, folder)
const caseFiles: readonly CaseFile[] = names.map((rule) => parseCases(rule, readFileSync(fileOf(rule), 'utf8')))

test('every rule has cases that prove something, every case file has a rule', () => {
  expect(rules.length).toBeGreaterThan(0)
  expect(
    vacuous(
      caseFiles,
      rules.map(({ meta }) => meta.name),
    ),
  ).toEqual([])
})

for (const { rule, cases } of caseFiles) {
  describe(rule, () => {
    test.each(cases.map((each) => [`${each.kind}: ${each.title}`, each] as const))('%s', async (_, each) => {
      const run = await runCase(each)
      const consequences = new Set(each.marks.filter((mark) => mark.severity === 'consequence').map(describeMark))
      const found = run.findings
        .filter((finding) => finding.causedBy === null || consequences.has(describeFinding(finding)))
        .map(describeFinding)
      expect(found.toSorted()).toEqual(each.marks.map(describeMark).toSorted())
      if (each.expect && process.env['UPDATE_EXPECT']) rewrite(fileOf(rule), each.expect, renderCase(run))
      else if (each.expect) expect(renderCase(run)).toBe(each.expect.text)
    })
  })
}

/** Puts another text between the fences of a block. */
function rewrite(file: URL, block: Block, text: string): void {
  const lines = readFileSync(file, 'utf8').split('\n')
  lines.splice(block.line, block.text.split('\n').length - 1, ...text.trimEnd().split('\n'))
  writeFileSync(file, lines.join('\n'))
}

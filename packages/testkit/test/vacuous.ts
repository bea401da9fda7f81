import type { CaseFile, LiterateCase } from '../src/cases.ts'

/** What is wrong with case files as a whole: cases that prove nothing, rules without cases, cases without a rule. */
export function vacuous(files: readonly CaseFile[], rules: readonly string[]): readonly string[] {
  const withoutFile = rules.filter((rule) => !files.some((file) => file.rule === rule))
  return [
    ...withoutFile.map((rule) => `${rule}: there is no fixtures/rules/${rule}.md`),
    ...files.flatMap((file) => (rules.includes(file.rule) ? faultsOf(file) : [`${file.rule}: there is no such rule`])),
  ]
}

function faultsOf(file: CaseFile): readonly string[] {
  const titles = file.cases.map((each) => each.title)
  return [
    ...(file.cases.some((each) => each.kind === 'bad') ? [] : ['no Bad case']),
    ...(file.cases.some((each) => each.kind === 'good') ? [] : ['no Good case']),
    ...titles
      .filter((title, index) => titles.indexOf(title) !== index)
      .map((title) => `two cases are named "${title}"`),
    ...file.cases.flatMap((each) => caseFaults(each, file.rule)),
  ].map((fault) => `${file.rule}: ${fault}`)
}

function caseFaults(each: LiterateCase, rule: string): readonly string[] {
  const own = each.marks.some((mark) => mark.rule === rule)
  if (each.kind === 'bad' && !own) return [`line ${each.line}: a Bad case marks no finding of ${rule}`]
  if (each.kind === 'good' && own) return [`line ${each.line}: a Good case marks a finding of ${rule}`]
  return []
}

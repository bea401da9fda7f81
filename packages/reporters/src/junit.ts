import type { MigrationReport, ProjectReport, Report } from '@migration-doctor/core'
import { type Disease, diseases, followers } from './diseases.ts'
import { type Markup, markup } from './markup.ts'
import { evidenceSentence } from './pretty/evidence.ts'
import { placeOf } from './pretty/finding.ts'
import type { Reporter } from './reporter.ts'

/** JUnit XML: a suite for each project, a case for each finding and each healthy migration. */
export const reporter: Reporter = { name: 'junit', summary: 'JUnit XML, for test reports', render }

function render(report: Report): string {
  const suites = report.projects.map(suite)
  const seconds = report.summary.durationMs / 1000
  const document = markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="migration-doctor" time="${seconds}">
${suites}</testsuites>
`
  return document.markup
}

function suite(project: ProjectReport): Markup {
  const found = diseases(project.findings)
  const ill = new Set(found.map(({ root }) => root.migration))
  const healthy = project.migrations.filter(({ name }) => !ill.has(name))
  const failures = found.filter(({ root }) => root.severity !== 'note').length
  return markup`  <testsuite name="${project.name}" tests="${found.length + healthy.length}" failures="${failures}">
${found.map((disease) => findingCase(disease, project))}${healthy.map(healthyCase)}  </testsuite>
`
}

function healthyCase({ name }: MigrationReport): Markup {
  return markup`    <testcase classname="${name}" name="healthy"/>
`
}

function findingCase(disease: Disease, project: ProjectReport): Markup {
  const { root } = disease
  const place = root.location ? placeOf(root.location) : ''
  const body = [place, root.help, evidenceSentence(root.evidence), followers(disease)].filter(Boolean).join('\n')
  const opening = markup`    <testcase classname="${root.migration ?? project.name}" name="${root.rule}: ${root.message}">`
  const content =
    root.severity === 'note'
      ? markup`<system-out>${body}</system-out>`
      : markup`<failure type="${root.rule}" message="${root.message}">${body}</failure>`
  return markup`${opening}${content}</testcase>
`
}

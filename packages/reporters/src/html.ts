import type { Finding, ProjectReport, Report } from '@migration-doctor/core'
import { type Disease, diseases, followers } from './diseases.ts'
import { frame, type Source, sourceOf } from './frame.ts'
import { style } from './html/style.ts'
import { type Markup, markup } from './markup.ts'
import { count, paintFor, signs } from './paint.ts'
import { evidenceSentence } from './pretty/evidence.ts'
import { placeOf } from './pretty/finding.ts'
import { databaseLine, toolOf } from './pretty/header.ts'
import type { RenderOptions, Reporter } from './reporter.ts'
import { visibleLine } from './visible.ts'

/** One file that needs nothing beside it and runs no script. */
export const reporter: Reporter = { name: 'html', summary: 'one self-contained HTML page', render }

const frameWidth = 110

function render(report: Report, options: RenderOptions): string {
  const { errors, warnings, notes } = report.summary
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>migration-doctor</title>
<style>${{ markup: style }}</style>
</head>
<body>
<h1>migration-doctor</h1>
<p class="total"><b class="error">${count(errors, 'error')}</b> <b class="warning">${count(warnings, 'warning')}</b> <b class="note">${count(notes, 'note')}</b></p>
${report.projects.map((project) => projectSection(project, options))}<footer>migration-doctor ${report.doctor.version}</footer>
</body>
</html>
`
  return page.markup
}

function projectSection(project: ProjectReport, options: RenderOptions): Markup {
  const texts = options.sources.get(project.name)
  const source = (file: string) => {
    const text = texts?.get(file)
    return text === undefined ? null : sourceOf(text)
  }
  const found = diseases(project.findings).map((disease) => article(disease, source))
  const migrations = project.migrations.map(
    ({ name, state }) => markup`<tr><td class="${state}">${state}</td><td>${visibleLine(name)}</td></tr>
`,
  )
  return markup`<section>
<h2>${visibleLine(project.name)}</h2>
<p>${toolOf(project)}, ${count(project.migrations.length, 'migration')}, ordered by ${project.order.by}; ${databaseLine(project.database)}</p>
${found.length === 0 ? markup`<p class="good">${signs.good} healthy</p>\n` : found}<details><summary>Migrations</summary>
<table>
${migrations}</table>
</details>
</section>
`
}

function article(disease: Disease, source: (file: string) => Source | null): Markup {
  const { root } = disease
  const related = root.related.map(
    ({ message, location }) => markup`<li>${message}${location ? markup`: <code>${placeOf(location)}</code>` : ''}</li>
`,
  )
  const follow = followers(disease)
  return markup`<article class="${root.severity}">
<h3>${signs[root.severity]} ${root.severity} <code>${root.rule}</code></h3>
<p>${prose(root.message)}</p>
${placed(root, source)}${related.length > 0 ? markup`<ul>\n${related}</ul>\n` : ''}${root.help === '' ? '' : markup`<p>${prose(root.help)}</p>\n`}<p class="evidence">${evidenceSentence(root.evidence)}</p>
${follow === '' ? '' : consequences(follow, disease.consequences)}</article>
`
}

function placed({ location }: Finding, source: (file: string) => Source | null): Markup {
  if (!location) return markup``
  const text = source(location.file)
  const paint = paintFor(false)
  const options = { paint, brush: (line: string) => line, width: frameWidth, context: 1, lines: 5 }
  const lines = text ? frame(text, location, options).join('\n') : ''
  return markup`<p><code>${placeOf(location)}</code></p>
${lines === '' ? '' : markup`<pre>${lines}</pre>\n`}`
}

function consequences(sentence: string, findings: readonly Finding[]): Markup {
  const items = findings.map(({ location, message }) => {
    const place = location ? markup`<code>${placeOf(location)}</code> ` : ''
    return markup`<li>${place}${prose(message)}</li>
`
  })
  return markup`<details><summary>${sentence}</summary>
<ul>
${items}</ul>
</details>
`
}

/** Names between backquotes become code. */
function prose(text: string): readonly Markup[] {
  return text
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 1 ? markup`<code>${part}</code>` : markup`${part}`))
}

import type { Finding, Location, ProjectReport, Report, Severity } from '@migration-doctor/core'
import { type Disease, diseases, fileOf, followers } from './diseases.ts'
import type { RenderOptions, Reporter, RuleText } from './reporter.ts'

/** SARIF 2.1.0, as code scanning reads it. Roots only: what follows from them is told in their message. */
export const reporter: Reporter = { name: 'sarif', summary: 'SARIF 2.1.0, for code scanning', render }

const schema = 'https://json.schemastore.org/sarif-2.1.0.json'

function render(report: Report, { rules = [] }: RenderOptions): string {
  const described = [...rules, ...unknownRules(report, rules)]
  const index = new Map(described.map(({ name }, position) => [name, position]))
  const results = report.projects.flatMap((project) =>
    diseases(project.findings).map((disease) => result(disease, project, index)),
  )
  const driver = { name: 'migration-doctor', semanticVersion: report.doctor.version, rules: described.map(descriptor) }
  const runs = [{ tool: { driver }, columnKind: 'utf16CodeUnits', results }]
  return `${JSON.stringify({ $schema: schema, version: '2.1.0', runs }, null, 2)}\n`
}

/** Rules that found something and are not described: they are named all the same. */
function unknownRules(report: Report, rules: readonly RuleText[]): readonly RuleText[] {
  const known = new Set(rules.map(({ name }) => name))
  const found = report.projects.flatMap(({ findings }) => findings).filter(({ rule }) => !known.has(rule))
  const severities = new Map(found.map(({ rule, severity }) => [rule, severity]))
  return [...severities].map(([name, severity]) => ({ name, severity, summary: name, why: '', needs: [], sources: [] }))
}

function descriptor({ name, severity, summary, why }: RuleText) {
  return {
    id: name,
    shortDescription: { text: summary },
    ...(why === '' ? {} : { help: { text: why, markdown: why } }),
    defaultConfiguration: { level: severity },
  }
}

function result(disease: Disease, project: ProjectReport, index: ReadonlyMap<string, number>) {
  const { root } = disease
  const follow = followers(disease)
  const related = root.related.flatMap(({ location, message }) =>
    location ? [{ ...physical(location.file, location), message: { text: message } }] : [],
  )
  return {
    ruleId: root.rule,
    ruleIndex: index.get(root.rule) ?? -1,
    level: levels[root.severity],
    message: { text: [root.message, root.help, follow && `(${follow})`].filter(Boolean).join(' ') },
    locations: located(root, project),
    ...(related.length > 0 ? { relatedLocations: related.map((location, id) => ({ id, ...location })) } : {}),
    partialFingerprints: { 'migrationDoctor/v1': root.id },
    properties: { project: project.name, migration: root.migration, evidence: root.evidence },
  }
}

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'note' }

function located(root: Finding, project: ProjectReport) {
  const file = fileOf(root, project)
  return file === null ? [] : [physical(file, root.location)]
}

function physical(file: string, location: Location | null) {
  const uri = file.split('/').map(encodeURIComponent).join('/')
  const artifactLocation = { uri, uriBaseId: '%SRCROOT%' }
  if (!location) return { physicalLocation: { artifactLocation } }
  const { startLine, startColumn, endLine, endColumn } = location
  return { physicalLocation: { artifactLocation, region: { startLine, startColumn, endLine, endColumn } } }
}

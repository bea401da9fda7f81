import type { ProjectReport, Report } from '@migration-doctor/core'
import { type Disease, diseases, fileOf, followers } from './diseases.ts'
import type { Reporter } from './reporter.ts'

/** GitLab's Code Quality report. */
export const reporter: Reporter = { name: 'gitlab', summary: 'Code Quality report of GitLab', render }

const severities = { error: 'critical', warning: 'major', note: 'info' } as const

function render(report: Report): string {
  const issues = report.projects.flatMap((project) =>
    diseases(project.findings).map((disease) => issue(disease, project)),
  )
  return `${JSON.stringify(issues, null, 2)}\n`
}

function issue(disease: Disease, project: ProjectReport) {
  const { root } = disease
  const follow = followers(disease)
  return {
    description: [root.message, root.help, follow && `(${follow})`].filter(Boolean).join(' '),
    check_name: root.rule,
    fingerprint: `${project.name}:${root.id}`,
    severity: severities[root.severity],
    // GitLab shows nothing of an issue that has no path and line.
    location: { path: fileOf(root, project) ?? project.name, lines: { begin: root.location?.startLine ?? 1 } },
  }
}

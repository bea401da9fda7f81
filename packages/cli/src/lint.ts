import type { ExitCode, ProjectReport } from '@migration-doctor/core'
import type { Examination } from './examine.ts'
import type { Host } from './host.ts'
import { inquire, type ReportArguments } from './session.ts'
import { changedSince, keepChanged } from './since.ts'

export type LintArguments = ReportArguments & { readonly since: string | undefined }

/** The files alone: never a connection to the project's database. */
export function runLint(args: LintArguments, host: Host): Promise<ExitCode> {
  const { since } = args
  if (since === undefined) return inquire(args, host, { database: 'never' })
  const narrow = async ({ report, project }: Examination): Promise<ProjectReport> => {
    const changed = await changedSince(since, project.root, host)
    return { ...report, findings: keepChanged(report.findings, report.migrations, changed) }
  }
  return inquire(args, host, { database: 'never', narrow })
}

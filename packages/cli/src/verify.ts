import type { ExitCode, ProjectReport } from '@migration-doctor/core'
import { renderVerify } from '@migration-doctor/reporters'
import type { Examination } from './examine.ts'
import type { Host } from './host.ts'
import { ruleTexts } from './rules.ts'
import { inquire, type ReportArguments } from './session.ts'

/** Whether what is recorded is really there: the findings that a database is needed for, and no others. */
export function runVerify(args: ReportArguments, host: Host): Promise<ExitCode> {
  const narrow = async ({ report }: Examination) => ofTheDatabase(report)
  return inquire({ ...args, replay: args.replay ?? 'never' }, host, {
    database: 'always',
    pretty: renderVerify,
    narrow,
  })
}

function ofTheDatabase(report: ProjectReport): ProjectReport {
  const names = new Set(
    ruleTexts()
      .filter(({ needs }) => needs.some(ofDatabase))
      .map(({ name }) => name),
  )
  const roots = report.findings.filter(({ rule, causedBy }) => causedBy === null && names.has(rule))
  const kept = new Set(roots.map(({ id }) => id))
  return { ...report, findings: report.findings.filter(({ id, causedBy }) => kept.has(causedBy ?? id)) }
}

function ofDatabase(need: string): boolean {
  return need === 'history' || need === 'catalog'
}

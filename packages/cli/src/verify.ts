import type { ExitCode, Finding, ProjectReport } from '@migration-doctor/core'
import { renderVerify } from '@migration-doctor/reporters'
import { absences } from './effects/absent.ts'
import type { Examination } from './examine.ts'
import type { Host } from './host.ts'
import { currentName, ruleTexts } from './rules.ts'
import { inquire, type ReportArguments } from './session.ts'

/** Whether what is recorded is really there: the findings that a database is needed for, and what is absent from it. */
export function runVerify(args: ReportArguments, host: Host): Promise<ExitCode> {
  const narrow = async (examination: Examination): Promise<ProjectReport> => {
    const { report } = examination
    const missing = currentName('recorded-but-absent') === null ? absences(examination) : []
    return { ...report, findings: [...ofTheDatabase(report.findings), ...missing] }
  }
  return inquire({ ...args, replay: args.replay ?? 'never' }, host, {
    database: 'always',
    pretty: renderVerify,
    narrow,
  })
}

function ofTheDatabase(findings: readonly Finding[]): readonly Finding[] {
  const names = new Set(
    ruleTexts()
      .filter(({ needs }) => needs.some(ofDatabase))
      .map(({ name }) => name),
  )
  const roots = findings.filter(({ rule, causedBy }) => causedBy === null && names.has(rule))
  const kept = new Set(roots.map(({ id }) => id))
  return findings.filter(({ id, causedBy }) => kept.has(causedBy ?? id))
}

function ofDatabase(need: string): boolean {
  return need === 'history' || need === 'catalog'
}

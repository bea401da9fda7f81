import { types } from 'node:util'
import { DoctorError, type ExitCode, exitCodes, type Report, redact, type Severity } from '@migration-doctor/core'
import { visibleLine } from '@migration-doctor/reporters'
import type { PackageFacts } from './version.ts'

const rank: Readonly<Record<Severity, number>> = { note: 1, warning: 2, error: 3 }

/** 1 when a root finding is at or above the level, else 0. Consequences do not count. */
export function codeOf(report: Pick<Report, 'projects'>, failOn: Severity | 'never'): ExitCode {
  if (failOn === 'never') return exitCodes.ok
  const roots = report.projects.flatMap((project) => project.findings).filter(({ causedBy }) => causedBy === null)
  return roots.some(({ severity }) => rank[severity] >= rank[failOn]) ? exitCodes.findings : exitCodes.ok
}

/** What a failure prints, and the exit code it ends with. */
export interface Failure {
  readonly text: string
  readonly code: ExitCode
}

/** A sentence and a hint for what the user can put right; a block to report for what is our own fault. */
export function failureOf(error: unknown, facts: PackageFacts, command: string): Failure {
  if (error instanceof DoctorError) {
    const hint = error.hint === '' ? '' : `  ${error.hint}\n`
    return { text: `migration-doctor: ${error.message}\n${hint}`, code: error.code }
  }
  return { text: redact(bugReport(error, facts, command)), code: exitCodes.bug }
}

function bugReport(error: unknown, { version, bugs }: PackageFacts, command: string): string {
  const thrown = types.isNativeError(error) ? error : new Error(String(error))
  const where = (thrown.stack ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 6)
  return [
    'migration-doctor: this is a bug of ours, not of yours. Nothing more was done.',
    `  Please report it${bugs ? ` at ${bugs}` : ''}, with these lines:`,
    '',
    `    ${visibleLine(`${thrown.name}: ${thrown.message}`)}`,
    ...where.map((line) => `  ${line.replaceAll(/\(?(file:\/\/)?\/\S*\/(?=[^/\s]+:\d+:\d+)/g, '')}`),
    `    migration-doctor ${version}, Node ${process.version}, ${process.platform} ${process.arch}`,
    `    command: ${command}`,
    '',
  ].join('\n')
}

import { spawn } from 'node:child_process'
import type { Finding, FixReport, Report } from '@migration-doctor/core'

export interface DoctorRun {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Call {
  /** The built command line. */
  readonly program: string
  /** Folder of the project. */
  readonly cwd: string
  /** Its database. */
  readonly url: string
}

/** Runs the command line in a project's folder. */
export function doctor(words: readonly string[], { program, cwd, url }: Call): Promise<DoctorRun> {
  const child = spawn(process.execPath, [program, ...words], {
    cwd,
    env: { ...process.env, NODE_OPTIONS: '', DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const text = { stdout: '', stderr: '' }
  child.stdout.on('data', (data: Buffer) => (text.stdout += data.toString()))
  child.stderr.on('data', (data: Buffer) => (text.stderr += data.toString()))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exitCode) => resolve({ exitCode, ...text }))
  })
}

/** Parses a report; fails with what was printed when it is none. */
export function reportOf(run: DoctorRun): Report {
  return parsed(run) as Report
}

export function fixReportOf(run: DoctorRun): FixReport {
  return parsed(run) as FixReport
}

function parsed(run: DoctorRun): unknown {
  try {
    return JSON.parse(run.stdout)
  } catch {
    throw new Error(`No JSON, exit code ${run.exitCode}:\n${run.stdout}\n${run.stderr}`)
  }
}

/** Findings that no other finding causes. */
export function rootsOf(report: Report): readonly Finding[] {
  return report.projects.flatMap(({ findings }) => findings).filter(({ causedBy }) => causedBy === null)
}

import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Finding, FixReport, Report } from '@migration-doctor/core'

const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
const program = fileURLToPath(new URL('../../../cli/src/bin.ts', import.meta.url))

export interface DoctorRun {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command line from its sources, in a project's folder. */
export function doctor(words: readonly string[], cwd: string, url: string): Promise<DoctorRun> {
  const child = spawn(process.execPath, ['--import', loader, program, ...words], {
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

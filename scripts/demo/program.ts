import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

const binary = fileURLToPath(new URL('../../packages/cli/bin/migration-doctor.js', import.meta.url))

export interface DoctorRun {
  readonly exitCode: number
  /** What stood on standard output. */
  readonly report: string
  /** What stood on standard error. */
  readonly messages: string
}

/** Runs the built `migration-doctor` in a project's folder, as somebody at a terminal of 80 columns. */
export function runDoctor(words: readonly string[], cwd: string, url: string): Promise<DoctorRun> {
  const colours = process.stdout.isTTY ? ['--color', 'always'] : []
  const child = spawn(process.execPath, [binary, ...words, ...colours], {
    cwd,
    env: { ...process.env, DATABASE_URL: url, npm_command: 'exec' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const text = { report: '', messages: '' }
  child.stdout.on('data', (data: Buffer) => (text.report += data.toString()))
  child.stderr.on('data', (data: Buffer) => (text.messages += data.toString()))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ exitCode: code ?? 130, ...text }))
  })
}

import { refused } from '@migration-doctor/core'
import type { Host } from './host.ts'

/** What will be written to, without any secret. */
export interface Target {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly schema: string
}

export function targetSentence({ host, port, database, schema }: Target): string {
  return `database ${database} on ${host}:${port}, schema ${schema}`
}

/**
 * Shows what a write is about, and asks.
 * @throws DoctorError (exit code 4) without consent: a no, or nobody there to ask and no `--yes`.
 */
export async function consent(target: Target, what: readonly string[], about: { yes: boolean; host: Host }) {
  const { yes, host } = about
  host.err.write(`Target: ${targetSentence(target)}\n${what.map((line) => `  ${line}\n`).join('')}`)
  if (yes) return
  const answer = await host.ask('Write this? [y/N] ')
  if (answer === null) throw refused('Nobody can be asked here, so nothing was written.', 'Say --yes to write.')
  if (!/^y(es)?$/i.test(answer.trim())) throw refused('Not confirmed: nothing was written.')
}

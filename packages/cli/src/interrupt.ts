import { exitCodes } from '@migration-doctor/core'
import type { Host } from './host.ts'

/** How long cleaning up may take before we leave all the same. */
const patience = 5000

/** Ctrl-C and its relatives: what was opened is closed, scratch databases are removed, exit code 130. A second one leaves at once. */
export function onInterrupt(host: Host): void {
  let interrupted = false
  const interrupt = (): void => {
    if (interrupted) process.exit(exitCodes.interrupted)
    interrupted = true
    host.err.write(host.err.isTerminal ? '\r\u001b[2Kinterrupted\n' : 'migration-doctor: interrupted\n')
    setTimeout(() => process.exit(exitCodes.interrupted), patience).unref()
    void leave(host)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt)
}

async function leave(host: Host): Promise<void> {
  await Promise.allSettled([...host.cleanups].map((clean) => clean()))
  process.exit(exitCodes.interrupted)
}

import { existsSync } from 'node:fs'
import type { Launched } from './launch.ts'

/** Ends a server and waits until its directory is gone. */
export async function stopLaunched(launched: Launched): Promise<void> {
  try {
    process.kill(launched.pid, 'SIGTERM')
  } catch {}
  for (let waited = 0; waited < 10_000 && existsSync(launched.directory); waited += 20) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

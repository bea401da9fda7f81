import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Launched } from './launch.ts'
import { sharedDirectoryVariable } from './shared.ts'
import { stopLaunched } from './stop.ts'

/** Stops every server that a test of this run has started. */
export default async function teardown(): Promise<void> {
  const directory = process.env[sharedDirectoryVariable]
  if (!directory) return
  const names = (await readdir(directory)).filter((name) => name.endsWith('.json'))
  for (const name of names) {
    const launched: Launched | { error: string } = JSON.parse(await readFile(join(directory, name), 'utf8'))
    if (!('error' in launched)) await stopLaunched(launched)
  }
  await rm(directory, { recursive: true, force: true })
}

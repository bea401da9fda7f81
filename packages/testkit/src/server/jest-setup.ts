import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sharedDirectoryVariable, sharedOwnerVariable } from './shared.ts'

/** Lets all workers of a test run share their servers; none is started before a test asks. */
export default async function setup(): Promise<void> {
  process.env[sharedDirectoryVariable] = await mkdtemp(join(tmpdir(), 'md-servers-'))
  process.env[sharedOwnerVariable] = String(process.pid)
}

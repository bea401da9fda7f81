import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Launched, launch } from './launch.ts'

/** Set by the test runner's global set-up: a directory in which workers find servers that others have started. */
export const sharedDirectoryVariable = 'MIGRATION_DOCTOR_TEST_SERVERS'
/** Process id of the test runner, with which shared servers end. */
export const sharedOwnerVariable = 'MIGRATION_DOCTOR_TEST_OWNER'

/** The server of that version for the whole test run, started by whoever asks first. */
export async function sharedServer(version: number, directory: string): Promise<Launched> {
  const path = join(directory, `${version}.json`)
  const first = await mkdir(join(directory, `${version}.lock`)).then(
    () => true,
    () => false,
  )
  return first ? startFor(version, path) : waitFor(path)
}

async function startFor(version: number, path: string): Promise<Launched> {
  const owner = Number(process.env[sharedOwnerVariable] ?? process.pid)
  const answer = await launch({ version, owner }).catch((error: unknown) => ({ error: String(error) }))
  await writeFile(`${path}.tmp`, JSON.stringify(answer))
  await rename(`${path}.tmp`, path)
  if ('error' in answer) throw new Error(answer.error)
  return answer
}

async function waitFor(path: string): Promise<Launched> {
  for (let waited = 0; waited < 120_000; waited += 50) {
    const text = await readFile(path, 'utf8').catch(() => null)
    if (text !== null) {
      const answer: Launched | { error: string } = JSON.parse(text)
      if ('error' in answer) throw new Error(answer.error)
      return answer
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`No PostgreSQL came up for ${path}`)
}

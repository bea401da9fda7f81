import { join } from 'node:path'
import type pg from 'pg'
import { startPrismaEngine } from '../prisma-engine.ts'
import type { ToolRun } from './tool-run.ts'

/** Runs `prisma migrate deploy` by the real schema engine, in the order of a version of Prisma. */
export async function runPrisma(directory: string, url: string, version: string): Promise<ToolRun> {
  let raised: pg.DatabaseError | undefined
  const onError = (error: pg.DatabaseError) => {
    raised = error
  }
  const options = { order: orderOf(version), onError }
  const engine = await startPrismaEngine(url, join(directory, 'prisma', 'migrations'), options)
  try {
    const names = await engine.applyMigrations()
    return { succeeded: true, sqlstate: null, reason: null, output: names.map((name) => `Applied ${name}`).join('\n') }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return stopped(error, raised)
  } finally {
    await engine.close()
  }
}

function stopped(error: Error, raised: pg.DatabaseError | undefined): ToolRun {
  const code = 'code' in error ? `${error.code}: ` : ''
  const sqlstate = raised?.code ?? null
  const output = [raised ? `${raised.message} (SQLSTATE ${raised.code})` : '', `${code}${error.message}`]
    .join('\n')
    .trim()
  return { succeeded: false, sqlstate, reason: output.split('\n')[0] ?? null, output }
}

/** Since 6.6 the client sorts, by `localeCompare`; before, the engine did, by bytes. */
function orderOf(version: string): 'bytes' | 'localeCompare' {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 6 || (major === 6 && minor >= 6) ? 'localeCompare' : 'bytes'
}

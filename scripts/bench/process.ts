import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Standard output of a Node program. Exit code 1 of a linter that finds something is no failure. */
export async function runNode(words: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<string> {
  return runProgram(process.execPath, words, environment)
}

export async function runProgram(
  file: string,
  words: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<string> {
  const options = { maxBuffer: 1 << 28, env: { ...process.env, ...environment } }
  try {
    return (await execute(file, [...words], options)).stdout
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 1 && 'stdout' in error) return String(error.stdout)
    throw error
  }
}

/** Notes, when the program ends, the most memory that it held. */
const notePeak = `data:text/javascript,import{writeFileSync as w}from'node:fs';process.on('exit',()=>w(process.env.BENCH_PEAK,String(process.resourceUsage().maxRSS)))`

/** Most memory that a Node program held, in megabytes. */
export async function peakOf(words: readonly string[]): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'))
  try {
    const path = join(folder, 'peak')
    await runNode(['--import', notePeak, ...words], { BENCH_PEAK: path })
    return Number(await readFile(path, 'utf8')) / 1024
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

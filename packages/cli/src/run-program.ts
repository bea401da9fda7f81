import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** What a program printed. Rejects when it cannot be run or fails. */
export async function runProgram(program: string, words: readonly string[], cwd: string): Promise<string> {
  return (await execute(program, words, { cwd, maxBuffer: 1 << 28 })).stdout
}

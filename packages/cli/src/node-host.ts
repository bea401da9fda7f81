import { mkdir, readdir, rmdir, unlink, writeFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { type Environment, exitCodes } from '@migration-doctor/core'
import type { Host, Output } from './host.ts'
import { nodeFiles } from './node-files.ts'
import { runProgram } from './run-program.ts'

/** The host of a real process. */
export function nodeHost(version: string): Host {
  return {
    environment: process.env,
    cwd: process.cwd(),
    out: outputOf(process.stdout),
    err: outputOf(process.stderr),
    files: nodeFiles,
    program: programName(process.argv[1], process.env),
    version,
    now: () => new Date(),
    writeFile: async (path, text) => {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, text)
    },
    removeFile: (path) => unlink(path),
    removeEmptyFolder: async (path) => {
      if ((await readdir(path)).length === 0) await rmdir(path)
    },
    ask,
    run: runProgram,
    cleanups: new Set(),
    exitCode: exitCodes.ok,
  }
}

function outputOf(stream: NodeJS.WriteStream): Output {
  stream.on('error', endQuietly)
  return {
    write: (text) => void stream.write(text),
    isTerminal: stream.isTTY === true,
    width: Math.max(40, stream.isTTY ? stream.columns || 80 : 80),
  }
}

/** `migration-doctor … | head` closes the pipe while we write: that is not a fault. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  process.exit()
}

async function ask(question: string): Promise<string | null> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return null
  const prompt = createInterface({ input: process.stdin, output: process.stderr })
  prompt.once('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  try {
    return await prompt.question(question)
  } finally {
    prompt.close()
  }
}

/** The words with which the user reached us, so that what we suggest can be typed. */
export function programName(script: string | undefined, environment: Environment): string {
  const command = environment['npm_command']
  const local = command === 'exec' || command === 'run-script' || command === 'test'
  const name = basename(script ?? '').replace(/\.[cm]?[jt]s$/, '') === 'doctor' ? 'doctor' : 'migration-doctor'
  return local ? `npx ${name}` : name
}

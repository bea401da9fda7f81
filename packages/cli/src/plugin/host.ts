import { exitCodes } from '@migration-doctor/core'
import type { Host, Output } from '../host.ts'
import { nodeFiles } from '../node-files.ts'
import { runProgram } from '../run-program.ts'

/** The host of a library in somebody else's process: it reads, and neither prints, writes nor asks. */
export function pluginHost(version: string): Host {
  return {
    environment: process.env,
    cwd: process.cwd(),
    out: mute,
    err: mute,
    files: nodeFiles,
    program: 'npx migration-doctor',
    version,
    now: () => new Date(),
    writeFile: readsOnly,
    removeFile: readsOnly,
    removeEmptyFolder: readsOnly,
    ask: async () => null,
    run: runProgram,
    cleanups: new Set(),
    exitCode: exitCodes.ok,
  }
}

const mute: Output = { write: () => {}, isTerminal: false, width: 80 }

async function readsOnly(path: string): Promise<never> {
  throw new Error(`A check does not write, and was to write ${path}.`)
}

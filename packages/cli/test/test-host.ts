import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Environment, exitCodes } from '@migration-doctor/core'
import type { Host } from '../src/host.ts'
import { nodeFiles } from '../src/node-files.ts'
import { nodeHost } from '../src/node-host.ts'

/** A host that keeps what is written; files are real. */
export interface TestHost extends Host {
  readonly written: { out: string; err: string }
  readonly questions: string[]
}

export interface TestHostOptions {
  readonly cwd: string
  readonly environment?: Environment
  /** What the person at the terminal types; `null`: there is no terminal. */
  readonly answer?: string | null
  readonly isTerminal?: boolean
}

export function testHost({ cwd, environment = {}, answer = null, isTerminal = false }: TestHostOptions): TestHost {
  const written = { out: '', err: '' }
  const questions: string[] = []
  const real = nodeHost('0.0.0-test')
  return {
    ...real,
    environment,
    cwd,
    written,
    questions,
    out: keeper('out'),
    err: keeper('err'),
    files: nodeFiles,
    program: 'migration-doctor',
    now: () => new Date('2026-01-02T03:04:05Z'),
    ask: async (question) => {
      questions.push(question)
      return answer
    },
    cleanups: new Set(),
    exitCode: exitCodes.ok,
  }

  function keeper(stream: 'out' | 'err') {
    const write = (text: string) => {
      written[stream] += text
    }
    return { write, isTerminal, width: 80 }
  }
}

/** A folder of files in the system's temporary folder; absolute path. */
export async function folderOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'migration-doctor-'))
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content)
  }
  return folder
}

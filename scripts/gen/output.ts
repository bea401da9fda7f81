import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** One generated file; `text: null` means that it must not exist. */
export interface Output {
  /** Relative to the repository's root. */
  readonly path: string
  readonly text: string | null
}

/** Outputs whose file says something else, or is missing. */
export async function stale(root: string, outputs: readonly Output[]): Promise<readonly Output[]> {
  const same = await Promise.all(outputs.map(async (output) => (await read(root, output.path)) === output.text))
  return outputs.filter((_, index) => !same[index])
}

export async function write(root: string, outputs: readonly Output[]): Promise<void> {
  for (const { path, text } of outputs) {
    const target = join(root, path)
    if (text === null) await rm(target)
    else {
      await mkdir(dirname(target), { recursive: true })
      await writeFile(target, text)
    }
  }
}

/** Text of a file of the repository; `null` when it is not there. */
export async function read(root: string, path: string): Promise<string | null> {
  return readFile(join(root, path), 'utf8').catch(() => null)
}

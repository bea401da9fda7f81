import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * Makes a folder hold just these files, so that a program started from it at any moment finds what it needs:
 * chunks, whose names hold their hash, come first, then the files that name them, and only then the old ones go.
 */
export async function replaceFolder(folder: string, files: ReadonlyMap<string, Uint8Array | string>): Promise<void> {
  const chunksFirst = [...files].toSorted(([a], [b]) => Number(b.startsWith('chunk-')) - Number(a.startsWith('chunk-')))
  for (const [name, content] of chunksFirst) {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(`${path}.new`, content)
    await rename(`${path}.new`, path)
  }
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  const superfluous = found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !files.has(path.slice(folder.length + 1)))
  await Promise.all(superfluous.map((path) => rm(path, { force: true })))
}

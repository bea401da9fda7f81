import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The command line bundled from its present sources, for programs that start it many times. */
export interface BuiltCommand {
  /** Absolute path of what Node is to run. */
  readonly program: string
  remove(): Promise<void>
}

/** Bundles the command line into a folder of its own beside its sources, where it finds the packages it needs. */
export async function buildCommand(): Promise<BuiltCommand> {
  const place = join(root, 'packages/cli/.build')
  await mkdir(place, { recursive: true })
  const folder = await mkdtemp(join(place, 'command-'))
  // For every user of the machine.
  await chmod(folder, 0o755)
  const { files } = await bundle(root)
  await mkdir(join(folder, 'dist'))
  for (const [name, contents] of files) await writeFile(join(folder, 'dist', name), contents)
  const manifest: object = JSON.parse(await readFile(join(root, 'packages/cli/package.json'), 'utf8'))
  // A second package of the same name would be one too many for tools that look for packages.
  await writeFile(join(folder, 'package.json'), JSON.stringify({ ...manifest, name: undefined }))
  return {
    program: join(folder, 'dist/bin.js'),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

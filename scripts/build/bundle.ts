import { readdir, readFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { build } from 'esbuild'

export interface Bundle {
  /** By file name within `dist`. */
  readonly files: Map<string, Uint8Array | string>
  /** Folders of the third-party packages that went in. */
  readonly packages: readonly string[]
}

/** `bin.ts` and the plugins of packages/cli with all workspaces; what its package.json depends on stays outside. */
export async function bundle(root: string): Promise<Bundle> {
  const cli = join(root, 'packages/cli')
  const result = await build({
    absWorkingDir: root,
    entryPoints: await entryPoints(join(cli, 'src')),
    outdir: join(cli, 'dist'),
    // Beside the entry points: code that asks for `../package.json` must find it from wherever it ends up.
    chunkNames: 'chunk-[hash]',
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: await externals(cli),
    legalComments: 'none',
    // For the CommonJS packages that are bundled.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    logLevel: 'silent',
  })
  const files = new Map(result.outputFiles.map((file) => [relative(join(cli, 'dist'), file.path), file.contents]))
  return { files, packages: packagesOf(Object.keys(result.metafile.inputs)).map((folder) => join(root, folder)) }
}

async function entryPoints(source: string): Promise<string[]> {
  const names = (await readdir(source)).filter((name) => name === 'bin.ts' || name.startsWith('plugin-'))
  return names.map((name) => join(source, basename(name)))
}

async function externals(cli: string): Promise<string[]> {
  const manifest: Partial<Record<string, Record<string, string>>> = JSON.parse(
    await readFile(join(cli, 'package.json'), 'utf8'),
  )
  const names = [manifest['dependencies'], manifest['peerDependencies']].flatMap((list) => Object.keys(list ?? {}))
  return names.flatMap((name) => [name, `${name}/*`])
}

/** `node_modules/yargs/build/x.js` → `node_modules/yargs`. */
function packagesOf(inputs: readonly string[]): readonly string[] {
  const folders = inputs.flatMap((input) => {
    const at = input.lastIndexOf('node_modules/')
    if (at < 0) return []
    const words = input.slice(at + 'node_modules/'.length).split('/')
    const name = words.slice(0, words[0]?.startsWith('@') ? 2 : 1).join('/')
    return [`${input.slice(0, at)}node_modules/${name}`]
  })
  return [...new Set(folders)].toSorted()
}

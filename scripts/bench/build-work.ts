import { join } from 'node:path'
import { build } from 'esbuild'

/** Bundles the workspaces as the product is bundled: run from source, helper functions of the loader weigh in. */
export async function buildWork(root: string): Promise<(name: 'work' | 'parse-folder') => string> {
  const outdir = join(root, '.build/bench')
  await build({
    absWorkingDir: root,
    entryPoints: ['scripts/bench/work.ts', 'scripts/bench/parse-folder.ts'],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'error',
    plugins: [
      {
        name: 'workspaces alone',
        setup: (esbuild) =>
          esbuild.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
            kind === 'entry-point' || path.startsWith('@migration-doctor/') ? null : { path, external: true },
          ),
      },
    ],
  })
  return (name) => join(outdir, `${name}.mjs`)
}

import { catalogOf, type Project, type Step } from '@migration-doctor/core'
import { memoryFiles } from '@migration-doctor/testkit'
import type { ProjectOptions } from '../../src/index.ts'
import { adapter } from '../../src/typeorm/index.ts'
import { viewOf } from './catalog-view.ts'

/** A project in memory; what is not given stands for a small healthy one. */
export function readProject(
  tree: Readonly<Record<string, string>>,
  more: Partial<ProjectOptions> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<Project> {
  const files = Object.entries(tree).map(([file, text]) => [`/app/${file}`, text] as const)
  return adapter.read(
    { cwd: '/app', migrations: [], toolVersion: '0.3.31', ...more },
    { files: memoryFiles(Object.fromEntries(files)), environment },
  )
}

/** Steps as short texts, on a database that has nothing and whose queries nobody answers. */
export function told(steps: readonly Step[] | null | undefined): readonly string[] {
  return (steps ?? []).flatMap((step) => {
    if (step.kind === 'sql') return [step.chunk.text]
    if (step.kind === 'refusal') return [`refused: ${step.message}`]
    if (step.kind === 'catalog') return told(step.expand(viewOf(catalogOf([]))))
    return [`unreadable (${step.mayTouch?.join(' ') ?? 'anything'}): ${step.reason}`]
  })
}

/** One migration file beside others of the project; its `up`, as texts. */
export async function readUp(
  text: string,
  beside: Readonly<Record<string, string>> = {},
  name = 'M.ts',
): Promise<readonly string[]> {
  const project = await readProject({ ...beside, [`src/migrations/${name}`]: text })
  return told(project.migrations[0]?.up)
}

import { join } from 'node:path'
import { type DisasterName, projectsDirectory, readDisaster } from './disaster.ts'
import { runSqlScript, runTypeOrm, type ToolRun } from './tool-run.ts'

/** Runs what is pending in a project, as its team would. `directory` may be a copy of the project elsewhere. */
export async function runProject(
  name: DisasterName,
  url: string,
  { directory = join(projectsDirectory, name) }: { readonly directory?: string } = {},
): Promise<ToolRun> {
  switch (readDisaster(name).tool) {
    case 'typeorm':
      return runTypeOrm(directory, url)
    case 'sql':
      return runSqlScript(directory, url)
    case 'prisma':
      throw new Error('not yet')
  }
}

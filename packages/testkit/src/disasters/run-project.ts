import { join } from 'node:path'
import { type DisasterName, projectsDirectory, readDisaster } from './disaster.ts'
import { runPrisma } from './run-prisma.ts'
import { runProgram, runSqlScript, runTypeOrm, type ToolRun } from './tool-run.ts'

export interface ProjectRun {
  /** A copy of the project elsewhere. */
  readonly directory?: string
  /** Version of Prisma whose order to use; the first of the project's cases when absent. */
  readonly toolVersion?: string | null
}

/** Runs what is pending in a project, as its team would. */
export async function runProject(
  name: DisasterName,
  url: string,
  { directory = join(projectsDirectory, name), toolVersion }: ProjectRun = {},
): Promise<ToolRun> {
  const { tool, cases } = readDisaster(name)
  switch (tool) {
    case 'typeorm':
      return runTypeOrm(directory, url)
    case 'sql':
      return runSqlScript(directory, url)
    case 'prisma':
      return runPrisma(directory, url, toolVersion ?? cases[0]?.toolVersion ?? '')
  }
}

/** Makes the broken database of a project in an empty one, by the project's own tool. */
export async function breakDatabase(name: DisasterName, url: string, toolVersion: string | null = null): Promise<void> {
  const directory = join(projectsDirectory, name)
  const run = await runProgram(directory, url, { arguments: ['break.mts', url, ...(toolVersion ? [toolVersion] : [])] })
  if (!run.succeeded) throw new Error(run.output)
}

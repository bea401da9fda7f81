import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Tool } from '@migration-doctor/core'

/** A real project to run. A `corpus.json` beside it says where its migrations are; without one they are looked for. */
export interface CorpusProject {
  readonly directory: string
  readonly tool: Tool | 'auto'
  readonly migrations: readonly string[]
}

/** Every folder below with a `corpus.json` or a `package.json`, outermost first. */
export async function findProjects(folder: string, only = ''): Promise<readonly CorpusProject[]> {
  const found = await projectsIn(folder)
  return found
    .filter((project) => project.directory.includes(only))
    .sort((a, b) => (a.directory < b.directory ? -1 : 1))
}

async function projectsIn(folder: string): Promise<readonly CorpusProject[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = new Set(entries.map((entry) => entry.name))
  if (names.has('corpus.json')) return [await described(folder)]
  if (names.has('package.json')) return [{ directory: folder, tool: 'auto', migrations: [] }]
  const folders = entries.filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules',
  )
  const nested = await Promise.all(folders.map((entry) => projectsIn(join(folder, entry.name))))
  return nested.flat()
}

async function described(directory: string): Promise<CorpusProject> {
  const described: unknown = JSON.parse(await readFile(join(directory, 'corpus.json'), 'utf8'))
  const { tool, migrations } = Object(described)
  const known = tool === 'prisma' || tool === 'typeorm' || tool === 'sql' ? tool : 'auto'
  return { directory, tool: known, migrations: typeof migrations === 'string' ? [migrations] : [] }
}

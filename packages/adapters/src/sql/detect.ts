import path from 'node:path'
import type { Detection, ProjectOptions, Surroundings } from '../adapter.ts'
import { kindOf } from '../project-files.ts'
import { type FoundFolder, findFolders } from './folder.ts'

/** Looks for folders of SQL files. A folder that the user names is sign enough. */
export async function detectSql(options: ProjectOptions, around: Surroundings): Promise<Detection | null> {
  const found = await findFolders(options, around)
  const best = [...found].sort((a, b) => b.strength - a.strength)[0]
  if (best) return { tool: 'sql', strength: strengthOf(best, options), why: `${best.facts.folder} holds ${best.why}` }
  const named = options.migrations[0]
  if (named === undefined || options.historyTable === undefined) return null
  const isFolder = (await kindOf(around.files, path.resolve(options.cwd, named))) === 'directory'
  return isFolder ? { tool: 'sql', strength: 1, why: `${named} and --history-table are given` } : null
}

/** SQL files of any name may be anything; beside another tool's migrations they are the lesser sign. */
function strengthOf({ dialect }: FoundFolder, options: ProjectOptions): Detection['strength'] {
  if (options.migrations.length > 0 || options.dialect !== undefined) return 3
  return dialect.name === 'generic' ? 1 : 2
}

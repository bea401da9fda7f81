import path from 'node:path'
import type { Detection, ProjectOptions, Surroundings } from '../adapter.ts'
import { kindOf } from '../project-files.ts'
import { findFolders } from './folder.ts'

/** Looks for folders of SQL files. A folder that the user names is sign enough. */
export async function detectSql(options: ProjectOptions, around: Surroundings): Promise<Detection | null> {
  const found = await findFolders(options, around)
  const best = [...found].sort((a, b) => b.strength - a.strength)[0]
  if (best)
    return { tool: 'sql', strength: strengthOf(best.strength, options), why: `${best.facts.folder} holds ${best.why}` }
  const named = options.migrations[0]
  if (named === undefined || options.historyTable === undefined) return null
  const isFolder = (await kindOf(around.files, path.resolve(options.cwd, named))) === 'directory'
  return isFolder ? { tool: 'sql', strength: 1, why: `${named} and --history-table are given` } : null
}

/** Beside a real Prisma or TypeORM project, a folder of loose SQL files is the lesser sign. */
function strengthOf(strength: Detection['strength'], options: ProjectOptions): Detection['strength'] {
  if (options.migrations.length > 0) return 3
  return strength === 3 ? 2 : 1
}

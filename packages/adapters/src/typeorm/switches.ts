import type { Place, ReadingProblem } from '@migration-doctor/core'
import type { DataSourceConfig, Switch } from './config.ts'
import { readOpenly } from './definition.ts'
import { relativeTo } from './evaluate/path.ts'
import type { Workshop } from './run.ts'

/** Options of the data source by which the schema changes without anybody running migrations. */
export async function switchProblems(workshop: Workshop, config: DataSourceConfig): Promise<readonly ReadingProblem[]> {
  if (config.synchronize === false && config.migrationsRun === false) return []
  const open = await readOpenly(workshop, config)
  return [
    ...problem('synchronize-enabled', 'synchronize', open.synchronize, { workshop, config }),
    ...problem('migrations-run-on-start', 'migrationsRun', open.migrationsRun, { workshop, config }),
  ]
}

function problem(
  rule: string,
  option: string,
  value: Switch,
  { workshop, config }: { readonly workshop: Workshop; readonly config: DataSourceConfig },
): readonly ReadingProblem[] {
  if (value === false) return []
  const data = { option, ...(typeof value === 'string' ? { dependsOn: value } : {}) }
  return [{ rule, place: placeOf(option, workshop, config.file), data }]
}

/** Where the option is written, when the data source's own file holds it. */
function placeOf(option: string, { store }: Workshop, path: string | null): Place | null {
  if (path === null) return null
  const text = store.text(path) ?? ''
  const start = Math.max(0, text.search(new RegExp(`(?<![\\w$])["']?${option}["']?\\s*:`)))
  return { file: relativeTo(store.root, path), span: { start, end: start + option.length } }
}

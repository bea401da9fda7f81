import type { PatchFile } from '@migration-doctor/adapters'
import { DoctorError, type Migration } from '@migration-doctor/core'
import type { FixContext, Rename } from './fix.ts'

export interface RenamedFile {
  readonly from: string
  readonly path: string
  readonly text: string
}

/** The files of a migration under a name that sorts right after another one; none when the tool's naming has no such name. */
export function renameFiles({ migration, after }: Rename, text: string, context: FixContext): readonly RenamedFile[] {
  const place = newPlace(migration, after, context)
  if (!place || !isAlone(migration, context)) return []
  const own = { from: migration.file, path: place.path, text: named(text, { migration, place, context }) }
  const companions = (place.companions ?? []).map(({ path }) => companion(migration, path, context))
  return companions.includes(null) ? [] : [own, ...companions.flatMap((one) => one ?? [])]
}

/** A file with several classes keeps its name. */
function isAlone({ file }: Migration, { project }: FixContext): boolean {
  return project.migrations.filter((one) => one.file === file).length === 1
}

/** The adapter names a patch of the same title. */
function newPlace(migration: Migration, after: string, { adapter, project, now }: FixContext): PatchFile | null {
  const patch = {
    title: titleOf(migration),
    comment: [],
    up: ['SELECT 1'],
    down: ['SELECT 1'],
    after,
    outsideTransaction: false,
  }
  try {
    return adapter.renderPatch(patch, project, now)
  } catch (error) {
    if (error instanceof DoctorError) return null
    throw error
  }
}

/** The words of a name, without the number or stamp before or behind them and without the extension. */
function titleOf({ name }: Migration): string {
  return name
    .replace(/(?:\.up)?\.sql$/, '')
    .replace(/^[A-Z]?[\d._-]+/, '')
    .replace(/\d{13}$/, '')
}

/** A TypeORM class bears its timestamp in its name, and often once more in its `name`. */
function named(
  text: string,
  { migration, place, context }: { migration: Migration; place: PatchFile; context: FixContext },
): string {
  if (context.project.tool !== 'typeorm') return text
  return text
    .split(/([A-Za-z_$][\w$]*)/)
    .map((word) => (word === migration.name ? place.migration : word))
    .join('')
}

/** The way back of a pair goes with it; a journal would have to be written anew. */
function companion({ file }: Migration, path: string, { project }: FixContext): RenamedFile | null {
  const from = file.replace(/\.up\.sql$/, '.down.sql')
  const text = project.sources.get(from)
  return path.endsWith('.down.sql') && text !== undefined ? { from, path, text } : null
}

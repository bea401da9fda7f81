import { type Project, refused, unusable } from '@migration-doctor/core'
import type { Patch, PatchFile } from '../adapter.ts'
import { sqlText } from '../naming.ts'
import type { Dialect, FileName, NewFileText } from './dialect.ts'
import { dialectOf } from './dialects.ts'
import { journalFile } from './folder.ts'
import { fileOf } from './history.ts'
import { prefixes } from './prefix.ts'

/** A file in the folder's own naming that sorts right after the migration named. */
export function renderSqlPatch(patch: Patch, project: Project, now: Date): PatchFile {
  const placing = placingOf(patch, project)
  const files = placing.dialect.patch ? journalled(patch, placing, now) : named(patch, placing, now)
  const [first, ...companions] = files ?? []
  if (!first) throw noPlace(placing)
  const place = ({ name, text }: NewFileText) => ({ path: `${placing.folder}/${name}`, text })
  return {
    migration: first.name,
    ...place(first),
    ...(companions.length > 0 ? { companions: companions.map(place) } : {}),
  }
}

interface Placing {
  readonly project: Project
  readonly dialect: Dialect
  readonly folder: string
  /** The neighbours of the new file; `null` at an end. */
  readonly after: FileName | null
  readonly before: FileName | null
}

function placingOf(patch: Patch, project: Project): Placing {
  const dialect = dialectOf(project)
  // Flyway's repeatable files have no version and run behind all others.
  const migrations = project.migrations.filter(({ orderKey }) => orderKey !== '')
  const index = patch.after === null ? migrations.length - 1 : migrations.findIndex(({ name }) => name === patch.after)
  if (patch.after !== null && index < 0) throw unusable(`There is no migration ${patch.after} to put the patch after.`)
  const [after, before] = [migrations[index], migrations[index + 1]]
  return {
    project,
    dialect,
    folder: folderOf(project),
    after: after ? fileOf(after, dialect) : null,
    before: before ? fileOf(before, dialect) : null,
  }
}

function noPlace({ after, before }: Placing): Error {
  return refused(
    `No name in this folder's own naming sorts between ${after?.file ?? 'the start'} and ${before?.file ?? 'the end'}.`,
    'Rename the later migration first.',
  )
}

function journalled(patch: Patch, placing: Placing, now: Date): readonly NewFileText[] | null {
  const { dialect, folder, after, before, project } = placing
  const journal = project.sources.get(`${folder}/${journalFile}`) ?? '{}'
  return (
    dialect.patch?.({ title: patch.title, up: sqlText(patch.comment, patch.up), after, before, now, journal }) ?? null
  )
}

/** Tries the prefixes that may fit until one does. */
function named(patch: Patch, placing: Placing, now: Date): readonly NewFileText[] | null {
  const { dialect, project, folder, after } = placing
  const known = {
    title: patch.title,
    up: sqlText(patch.comment, patch.up),
    down: sqlText([], patch.down),
    outsideTransaction: patch.outsideTransaction,
    paired: project.migrations.some(({ name }) => name.endsWith('.up.sql')),
    previous: after ? (project.sources.get(`${folder}/${after.file}`) ?? null) : null,
  }
  for (const prefix of prefixesAfter(dialect, after, now)) {
    const files = dialect.newFile({ ...known, prefix })
    const parsed = dialect.parseName(files[0]?.name ?? '')
    if (parsed && fits(parsed, placing)) return files
  }
  return null
}

function prefixesAfter(dialect: Dialect, after: FileName | null, now: Date): readonly string[] {
  if (after && dialect.prefixesAfter) return dialect.prefixesAfter(after.file, now, after.orderKey)
  return prefixes(after?.file ?? null, now)
}

function fits(name: FileName, { after, before, dialect }: Placing): boolean {
  return (!after || dialect.compare(after, name) < 0) && (!before || dialect.compare(name, before) < 0)
}

function folderOf(project: Project): string {
  const [first] = project.migrations
  return first ? first.file.slice(0, -first.name.length - 1) : 'migrations'
}

import { type Project, refused, unusable } from '@migration-doctor/core'
import type { Patch, PatchFile } from '../adapter.ts'
import { sqlText } from '../naming.ts'
import type { Dialect, FileName } from './dialect.ts'
import { dialectNamed } from './dialects.ts'
import { prefixes } from './prefix.ts'

/** A file in the folder's own naming that sorts right after the migration named. */
export function renderSqlPatch(patch: Patch, project: Project, now: Date): PatchFile {
  const dialect = dialectNamed(project.dialect)
  const { after, before } = neighbours(patch, project, dialect)
  const up = sqlText(patch.comment, patch.up)
  const down = sqlText([], patch.down.length > 0 ? patch.down : [])
  const paired = project.migrations.some(({ name }) => name.endsWith('.up.sql'))
  const folder = folderOf(project)
  const previous = after ? (project.sources.get(`${folder}/${after.file}`) ?? null) : null
  for (const prefix of prefixesAfter(dialect, after?.file ?? null, now)) {
    const files = dialect.newFile({
      title: patch.title,
      prefix,
      up,
      down,
      outsideTransaction: patch.outsideTransaction,
      paired,
      previous,
    })
    const [first, ...companions] = files
    const parsed = first ? dialect.parseName(first.name) : null
    if (!first || !parsed || !fits(parsed, { after, before, dialect })) continue
    const place = (file: { readonly name: string; readonly text: string }) => ({
      path: `${folder}/${file.name}`,
      text: file.text,
    })
    return {
      migration: first.name,
      ...place(first),
      ...(companions.length > 0 ? { companions: companions.map(place) } : {}),
    }
  }
  throw refused(
    `No name in this folder's own naming sorts between ${after?.file ?? 'the start'} and ${before?.file ?? 'the end'}.`,
    'Rename the later migration first.',
  )
}

interface Neighbours {
  readonly after: FileName | null
  readonly before: FileName | null
}

function prefixesAfter(dialect: Dialect, file: string | null, now: Date): readonly string[] {
  return file !== null && dialect.prefixesAfter ? dialect.prefixesAfter(file) : prefixes(file, now)
}

function neighbours(patch: Patch, project: Project, dialect: Dialect): Neighbours {
  const names = project.migrations.filter(({ orderKey }) => orderKey !== '').map(({ name }) => name)
  const index = patch.after === null ? names.length - 1 : names.indexOf(patch.after)
  if (patch.after !== null && index < 0) throw unusable(`There is no migration ${patch.after} to put the patch after.`)
  const parse = (name: string | undefined) => (name === undefined ? null : dialect.parseName(name))
  return { after: parse(names[index]), before: parse(names[index + 1]) }
}

function fits(
  name: FileName,
  known: { readonly after: FileName | null; readonly before: FileName | null; readonly dialect: Dialect },
) {
  const { after, before, dialect } = known
  return (!after || dialect.compare(after, name) < 0) && (!before || dialect.compare(name, before) < 0)
}

function folderOf(project: Project): string {
  const [first] = project.migrations
  return first ? first.file.slice(0, -first.name.length - 1) : 'migrations'
}

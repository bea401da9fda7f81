import type { Patch, PatchFile } from '@migration-doctor/adapters'
import type { Migration, Project } from '@migration-doctor/core'
import type { FixContext } from './fix.ts'

/** A file of a patch: its migration, or one that belongs to it. */
export interface WrittenFile {
  readonly migration: string
  /** Relative to the project's root. */
  readonly path: string
  readonly text: string
  /** It is there already, as a journal is. */
  readonly exists: boolean
}

/** The files of each patch, named and journalled as if those before it were written already. */
export function patchFiles(
  patches: readonly Patch[],
  { adapter, project, now }: FixContext,
): readonly (readonly WrittenFile[])[] {
  let known = project
  return patches.map((patch, at) => {
    const file = adapter.renderPatch(patch, known, new Date(now.getTime() + at * 1000))
    const files = filesOf(file, known)
    known = withPatch(known, patch, file)
    return files
  })
}

function filesOf(file: PatchFile, { sources }: Project): readonly WrittenFile[] {
  const { migration } = file
  return [file, ...(file.companions ?? [])].map(({ path, text }) => ({
    migration,
    path,
    text,
    exists: sources.has(path),
  }))
}

function withPatch(project: Project, patch: Patch, file: PatchFile): Project {
  const sources = new Map(project.sources)
  for (const { path, text } of [file, ...(file.companions ?? [])]) sources.set(path, text)
  const neighbour = project.migrations.at(-1)
  if (!neighbour) return { ...project, sources }
  const added: Migration = {
    ...neighbour,
    name: file.migration,
    file: file.path,
    orderKey: file.migration,
    up: [],
    down: null,
  }
  const at =
    patch.after === null
      ? project.migrations.length
      : project.migrations.findIndex(({ name }) => name === patch.after) + 1
  return { ...project, sources, migrations: project.migrations.toSpliced(at, 0, added) }
}

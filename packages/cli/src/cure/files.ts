import { dirname, join, resolve, sep } from 'node:path'
import { type Plan, type PlanStep, refused, unusable } from '@migration-doctor/core'
import type { Host } from '../host.ts'
import { messageOf } from '../node-error.ts'

/** A file that a plan writes. */
export interface PlannedFile {
  /** Relative to the project's root, with `/`. */
  readonly path: string
  readonly text: string
  /** It must be there already, or must not. */
  readonly exists: boolean
  /** The file that it takes the place of, relative to the project's root. */
  readonly replaces?: string
}

export function plannedFiles({ steps }: Plan): readonly PlannedFile[] {
  return steps.flatMap((step) => {
    if (!writesFile(step) || step.path === undefined || step.sql === undefined) return []
    const { path, sql: text, from } = step
    return [{ path, text, exists: step.kind === 'rewrite-file', ...(from === undefined ? {} : { replaces: from }) }]
  })
}

export function writesFile({ kind }: Pick<PlanStep, 'kind'>): boolean {
  return kind === 'emit-file' || kind === 'rewrite-file' || kind === 'rename-migration'
}

/** What was written, and how to take it back. */
export interface WrittenFiles {
  /** Absolute. */
  readonly paths: readonly string[]
  /** Puts every file back as it was. */
  restore(): Promise<void>
}

/**
 * Writes the files of a plan below a folder; when one cannot be written, those before it are taken back.
 * @throws DoctorError: 4 when a new file's place is taken, 2 when the disk says no.
 */
export async function writeFiles(files: readonly PlannedFile[], folder: string, host: Host): Promise<WrittenFiles> {
  const before = new Map<string, Before>()
  const restore = async () => {
    for (const [path, state] of [...before].toReversed()) await putBack(path, state, host)
  }
  try {
    for (const { path, text, exists, replaces } of files) {
      const target = inside(folder, path)
      const there = (await host.files.kind(target)) === 'file' ? await host.files.readText(target) : null
      if (there !== null && !exists)
        throw refused(`${path} is there already, so it was not written.`, 'Move it away first.')
      before.set(target, { text: there, inNewFolder: (await host.files.kind(dirname(target))) === null })
      await host.writeFile(target, text)
      if (replaces !== undefined) await takeAway(inside(folder, replaces), before, host)
    }
  } catch (error) {
    await restore()
    throw error instanceof Error && error.name === 'DoctorError'
      ? error
      : unusable(`The files of the plan cannot be written: ${messageOf(error)}`)
  }
  return { paths: [...before.keys()], restore }
}

interface Before {
  /** `null`: the file was not there. */
  readonly text: string | null
  readonly inNewFolder: boolean
}

/** Elsewhere than in the project there may be nothing to take away. A folder that is left empty goes, too. */
async function takeAway(path: string, before: Map<string, Before>, host: Host): Promise<void> {
  if ((await host.files.kind(path)) !== 'file') return
  before.set(path, { text: await host.files.readText(path), inNewFolder: false })
  await putBack(path, { text: null, inNewFolder: true }, host)
}

async function putBack(path: string, { text, inNewFolder }: Before, host: Host): Promise<void> {
  if (text !== null) return host.writeFile(path, text)
  if ((await host.files.kind(path)) === 'file') await host.removeFile(path)
  if (inNewFolder && (await host.files.kind(dirname(path))) === 'directory') await host.removeEmptyFolder(dirname(path))
}

/** A plan never writes outside the folder, whatever a migration is called. */
function inside(folder: string, path: string): string {
  const target = resolve(join(folder, path))
  if (target.startsWith(resolve(folder) + sep)) return target
  throw refused(`${path} lies outside ${folder}, so nothing was written.`)
}

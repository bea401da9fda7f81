import { existsSync } from 'node:fs'
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type CureByHand, type DisasterName, projectsDirectory } from './disaster.ts'

const installed = fileURLToPath(new URL('../../../../node_modules/', import.meta.url))

/** Packages that a project finds in its own `node_modules`, and the folder of this repository's that stands in for each. */
export type InstalledPackages = Readonly<Record<string, string>>

const usual: InstalledPackages = { pg: 'pg', typeorm: 'typeorm', 'reflect-metadata': 'reflect-metadata' }

/**
 * Copies a project as its team has it, without `disaster.json` and the breaking script, to a folder that must not exist.
 * @param packages `{ typeorm: 'typeorm-1' }` gives it another version.
 */
export async function copyProject(name: DisasterName, to: string, packages: InstalledPackages = {}): Promise<void> {
  const ours = new Set(['disaster.json', 'break.mts', 'node_modules'])
  await cp(join(projectsDirectory, name), to, { recursive: true, filter: (path) => !ours.has(basename(path)) })
  for (const [as, folder] of Object.entries({ ...usual, ...packages })) await link(folder, join(to, 'node_modules', as))
}

async function link(folder: string, at: string): Promise<void> {
  if (!existsSync(join(installed, folder))) throw new Error(`${folder} is not installed`)
  await mkdir(dirname(at), { recursive: true })
  await symlink(join(installed, folder), at, 'dir')
}

/** Writes in a copy of a project what a person would. */
export async function editByHand(cure: CureByHand, directory: string): Promise<void> {
  for (const { path, lines } of cure.files) await writeFile(join(directory, path), `${lines.join('\n')}\n`)
}

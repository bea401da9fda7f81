import type { Detection, ProjectOptions, Surroundings } from '../adapter.ts'
import { asRecord, mapInBatches, readJsonIfThere } from '../project-files.ts'
import { discover, holdsMigrations } from './discover.ts'
import { forward, joinPath, resolvePath } from './evaluate/path.ts'
import { expandGlob } from './glob.ts'
import { openProject } from './open.ts'

/** Looks for a data source that names migrations, then for classes that implement MigrationInterface. */
export async function detectTypeorm(options: ProjectOptions, around: Surroundings): Promise<Detection | null> {
  if (options.migrations.length > 0) return namedFolder(options, around)
  const depends = await dependsOnTypeorm(options, around)
  const isHere = depends || options.schemaFile !== undefined || (await hasUsualFolder(options, around))
  if (!isHere && !(await dependsDeeper(options, around))) return null
  if (options.schemaFile?.endsWith('.prisma')) return null
  const { workshop, found } = await openProject(options, around)
  const discovery = await discover(around.files, { cwd: workshop.store.root, migrations: [] }, found)
  if (!isHere) return discovery.sources.length > 0 ? detection(1, discovery.why) : null
  if (discovery.sources.length > 0 && found.config.migrations.length > 0) return detection(3, discovery.why)
  if (discovery.sources.length > 0) return detection(2, discovery.why)
  return depends ? detection(1, 'package.json depends on typeorm') : null
}

async function namedFolder(options: ProjectOptions, around: Surroundings): Promise<Detection | null> {
  for (const given of options.migrations) {
    const path = resolvePath(forward(options.cwd), forward(given))
    if (await holdsMigrations(around.files, path))
      return detection(3, `${given} holds classes that implement MigrationInterface`)
    const scripts = (await expandGlob(around.files, forward(options.cwd), given)).filter((file) =>
      /\.[cm]?[jt]s$/.test(file),
    )
    if (scripts.length > 0) return detection(2, `${given} matches TypeScript or JavaScript files`)
  }
  return null
}

/** The project's own manifest first, then those of a monorepo's packages. */
async function dependsOnTypeorm(options: ProjectOptions, around: Surroundings): Promise<boolean> {
  const cwd = forward(options.cwd)
  if (await manifestNames(joinPath(cwd, 'package.json'), around)) return true
  for (const folder of await packageFolders(cwd, around)) {
    if (await manifestNames(joinPath(folder, 'package.json'), around)) return true
  }
  return false
}

/** Some repositories keep their packages far below: `sources/packages/backend`. */
async function dependsDeeper(options: ProjectOptions, around: Surroundings): Promise<boolean> {
  let level: readonly string[] = [forward(options.cwd)]
  for (let depth = 1; depth <= deepest && level.length > 0; depth++) {
    level = (await mapInBatches(level, (folder) => foldersIn(folder, around)))
      .flat()
      .filter((folder) => !skipped.test(folder))
      .slice(0, widest)
    const named = await mapInBatches(level, (folder) => manifestNames(joinPath(folder, 'package.json'), around))
    if (named.includes(true)) return true
  }
  return false
}

const deepest = 4
const widest = 2000
const skipped = /\/(?:dist|build|out|coverage|vendor|target|public|assets|docs|examples?|tests?|__tests__|fixtures)$/

/** Folders of the first level, and of the second below those where monorepos keep their packages. */
async function packageFolders(cwd: string, around: Surroundings): Promise<readonly string[]> {
  const first = await foldersIn(cwd, around)
  const holders = first.filter((folder) => /\/(?:packages|apps|libs|services|modules|backend|server)$/.test(folder))
  const second = await Promise.all(holders.map((folder) => foldersIn(folder, around)))
  return [...first, ...second.flat()]
}

async function foldersIn(folder: string, around: Surroundings): Promise<readonly string[]> {
  const entries = await around.files.list(folder).catch(() => [])
  // Of Prisma's migrations, which are hundreds, none is a package.
  if (entries.some(({ name }) => name === 'migration_lock.toml')) return []
  const folders = entries.filter(
    ({ kind, name }) => kind === 'directory' && name !== 'node_modules' && !name.startsWith('.'),
  )
  return folders.map(({ name }) => joinPath(folder, name))
}

async function manifestNames(path: string, around: Surroundings): Promise<boolean> {
  const manifest = await readJsonIfThere(around.files, path).catch(() => null)
  const groups = ['dependencies', 'devDependencies', 'peerDependencies']
  return groups.some((group) => 'typeorm' in (asRecord(manifest?.[group]) ?? {}))
}

async function hasUsualFolder(options: ProjectOptions, around: Surroundings): Promise<boolean> {
  const folders = ['src/migrations', 'src/migration', 'migrations', 'src/database/migrations', '.']
  for (const folder of folders)
    if (await holdsMigrations(around.files, joinPath(forward(options.cwd), folder))) return true
  return false
}

function detection(strength: Detection['strength'], why: string): Detection {
  return { tool: 'typeorm', strength, why }
}

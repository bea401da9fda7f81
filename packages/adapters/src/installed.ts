import path from 'node:path'
import type { Files } from '@migration-doctor/core'
import { ancestors, asRecord, kindOf, readIfThere, readJsonIfThere, relativeTo } from './project-files.ts'

/** The version of a package that a project uses, and where that is written. */
export interface Installed {
  readonly version: string
  /** `package-lock.json`, `node_modules`, … */
  readonly saidBy: string
}

/**
 * Finds the version of a package from what is installed, else from the nearest lockfile (npm, pnpm, yarn, bun),
 * else from an exact version in `package.json`. `null` when none says.
 */
export async function installedVersion(name: string, cwd: string, files: Files): Promise<Installed | null> {
  for (const folder of ancestors(cwd)) {
    const manifest = await readJsonIfThere(files, path.join(folder, 'node_modules', name, 'package.json'))
    if (typeof manifest?.['version'] === 'string') return { version: manifest['version'], saidBy: 'node_modules' }
  }
  const range = await declaredRange(name, cwd, files)
  for (const folder of ancestors(cwd)) {
    for (const [file, read] of lockfiles) {
      const text = await readIfThere(files, path.join(folder, file))
      const version = text === null ? null : await read(text, { name, range, importer: relativeTo(folder, cwd) })
      if (version) return { version, saidBy: file }
    }
  }
  return range === null ? null : fromRange(range)
}

/** The lockfile of older versions of bun, which only bun itself can read; `null` when there is none. */
export async function binaryLockfile(cwd: string, files: Files): Promise<string | null> {
  for (const folder of ancestors(cwd)) {
    if ((await kindOf(files, path.join(folder, 'bun.lockb'))) === 'file') return 'bun.lockb'
  }
  return null
}

interface Wanted {
  readonly name: string
  /** As `package.json` asks for it. */
  readonly range: string | null
  /** The project's folder as seen from the lockfile's; `.` for the same. */
  readonly importer: string
}

type LockReader = (text: string, wanted: Wanted) => string | null | Promise<string | null>

const lockfiles: readonly (readonly [string, LockReader])[] = [
  ['package-lock.json', fromNpm],
  ['npm-shrinkwrap.json', fromNpm],
  ['pnpm-lock.yaml', fromPnpm],
  ['yarn.lock', fromYarn],
  ['bun.lock', fromBun],
]

/** The range under which the nearest `package.json` that names a package asks for it. */
export async function declaredRange(name: string, cwd: string, files: Files): Promise<string | null> {
  for (const folder of ancestors(cwd)) {
    const manifest = await readJsonIfThere(files, path.join(folder, 'package.json'))
    for (const group of ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']) {
      const range = asRecord(manifest?.[group])?.[name]
      if (typeof range === 'string') return range
    }
  }
  return null
}

/** An exact version only: a range says what may be installed, not what is. */
function fromRange(range: string): Installed | null {
  return /^=?v?\d+\.\d+\.\d+/.test(range) ? { version: range.replace(/^=?v?/, ''), saidBy: 'package.json' } : null
}

function fromNpm(text: string, wanted: Wanted): string | null {
  const lock = parseRecord(() => JSON.parse(text.replace(/^\uFEFF/, '')))
  const packages = asRecord(lock?.['packages'])
  const nested = `${wanted.importer}/node_modules/${wanted.name}`
  const entry = asRecord(packages?.[nested]) ?? asRecord(packages?.[`node_modules/${wanted.name}`])
  return textOf((entry ?? asRecord(asRecord(lock?.['dependencies'])?.[wanted.name]))?.['version'])
}

async function fromPnpm(text: string, wanted: Wanted): Promise<string | null> {
  const head = beforePackages(text)
  const lock = await parseYaml(head)
  const importers = asRecord(lock?.['importers'])
  const own = asRecord(importers?.[wanted.importer]) ?? asRecord(importers?.['.']) ?? lock
  for (const group of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    const entry = asRecord(own?.[group])?.[wanted.name]
    const version = textOf(asRecord(entry)?.['version'] ?? entry)
    if (version) return version.split('(')[0]?.split('_')[0] ?? null
  }
  return pnpmPackage(text.slice(head.length), wanted.name)
}

/** The long list of packages is not needed and slow to parse. */
function beforePackages(text: string): string {
  const end = text.search(/^packages:/m)
  return end < 0 ? text : text.slice(0, end)
}

/** `/prisma@5.0.0:`, `prisma@6.1.0(…):` or `/prisma/4.1.0:`: used when no importer names the package. */
function pnpmPackage(packages: string, name: string): string | null {
  for (const line of packages.split('\n')) {
    const bare = line.trim().replace(/^['"]?\/?/, '')
    const rest = bare.startsWith(`${name}@`) || bare.startsWith(`${name}/`) ? bare.slice(name.length + 1) : ''
    if (/^\d/.test(rest)) return rest.split(/[(_:'"]/)[0] ?? null
  }
  return null
}

async function fromYarn(text: string, wanted: Wanted): Promise<string | null> {
  const entries = text.includes('__metadata:') ? await berryEntries(text) : classicEntries(text)
  const own = entries.filter(({ names }) => names.some((name) => packageOf(name) === wanted.name))
  const exact = own.find(({ names }) =>
    names.some((name) => name.slice(wanted.name.length + 1).endsWith(wanted.range ?? '\0')),
  )
  return (exact ?? own[0])?.version ?? null
}

interface YarnEntry {
  readonly names: readonly string[]
  readonly version: string
}

async function berryEntries(text: string): Promise<readonly YarnEntry[]> {
  const lock = (await parseYaml(text)) ?? {}
  return Object.entries(lock).flatMap(([key, value]) => {
    const version = textOf(asRecord(value)?.['version'])
    return version ? [{ names: key.split(',').map((name) => name.trim()), version }] : []
  })
}

/** `"a@^1", a@~1:` on a line of its own, `  version "1.2.3"` below it. */
function classicEntries(text: string): readonly YarnEntry[] {
  const entries: YarnEntry[] = []
  let names: readonly string[] = []
  for (const line of text.split(/\r?\n/)) {
    if (line.endsWith(':') && !line.startsWith(' ') && !line.startsWith('#')) {
      names = line
        .slice(0, -1)
        .split(',')
        .map((name) => name.trim().replaceAll('"', ''))
    } else if (line.startsWith('  version ')) {
      entries.push({ names, version: line.slice('  version '.length).trim().replaceAll('"', '') })
    }
  }
  return entries
}

/** `@scope/name@npm:^1` → `@scope/name`. */
function packageOf(descriptor: string): string {
  return descriptor.slice(0, descriptor.indexOf('@', 1))
}

/** bun.lock is JSON with trailing commas, which YAML accepts. */
async function fromBun(text: string, wanted: Wanted): Promise<string | null> {
  const lock = await parseYaml(text)
  const entry = asRecord(lock?.['packages'])?.[wanted.name]
  const descriptor = Array.isArray(entry) ? textOf(entry[0]) : null
  return descriptor ? descriptor.slice(descriptor.lastIndexOf('@') + 1) : null
}

/** Loaded when a lockfile needs it: slow to load. */
async function parseYaml(text: string): Promise<Readonly<Record<string, unknown>> | null> {
  const { parseDocument } = await import('yaml')
  return parseRecord(() => parseDocument(text, { logLevel: 'silent' }).toJS())
}

function parseRecord(parse: () => unknown): Readonly<Record<string, unknown>> | null {
  try {
    return asRecord(parse())
  } catch {
    return null
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

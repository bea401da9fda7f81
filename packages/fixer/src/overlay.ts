import type { EntryKind, Files, Plan } from '@migration-doctor/core'

/** What a plan makes of the files: absolute paths. */
interface Changes {
  readonly written: ReadonlyMap<string, string>
  readonly removed: ReadonlySet<string>
}

/** The project's files as they will be once the plan's files are written. `root` is the project's, absolute. */
export function overlaid(files: Files, root: string, plan: Plan): Files {
  const written = new Map<string, string>()
  const removed = new Set<string>()
  for (const { path, sql, from } of plan.steps) {
    if (path !== undefined && sql !== undefined) written.set(joined(root, path), sql)
    if (from !== undefined) removed.add(joined(root, from))
  }
  return written.size === 0 ? files : over(files, { written, removed })
}

const joined = (root: string, path: string): string => `${root.replace(/\/$/, '')}/${path}`

function over(files: Files, changes: Changes): Files {
  const { written, removed } = changes
  const encoder = new TextEncoder()
  const present = (path: string) => {
    if (removed.has(path))
      throw Object.assign(new Error(`ENOENT: no such file or directory, '${path}'`), { code: 'ENOENT' })
    return path
  }
  return {
    readText: async (path) => written.get(path) ?? files.readText(present(path)),
    readBytes: async (path) => {
      const text = written.get(path)
      return text === undefined ? files.readBytes(present(path)) : encoder.encode(text)
    },
    kind: async (path) => {
      if (written.has(path)) return 'file'
      if (holds(written, path)) return 'directory'
      return removed.has(path) || (await isEmptied(files, path, changes)) ? null : files.kind(path)
    },
    list: (path) => list(files, path, changes),
  }
}

async function list(files: Files, path: string, { written, removed }: Changes) {
  const there = await files.list(path).catch((error: unknown) => {
    if (holds(written, path)) return []
    throw error
  })
  const left: { name: string; kind: EntryKind }[] = []
  for (const entry of there) {
    const at = `${path}/${entry.name}`
    if (!removed.has(at) && !(await isEmptied(files, at, { written, removed }))) left.push(entry)
  }
  const names = new Set(left.map((entry) => entry.name))
  return [...left, ...[...added(written, path)].flatMap(([name, kind]) => (names.has(name) ? [] : [{ name, kind }]))]
}

/** A folder whose only files are renamed away is gone. */
async function isEmptied(files: Files, path: string, { written, removed }: Changes): Promise<boolean> {
  if (holds(written, path) || ![...removed].some((one) => one.startsWith(`${path}/`))) return false
  const entries = await files.list(path).catch(() => [])
  return entries.length > 0 && entries.every((entry) => removed.has(`${path}/${entry.name}`))
}

function holds(written: ReadonlyMap<string, string>, folder: string): boolean {
  return [...written.keys()].some((path) => path.startsWith(`${folder}/`))
}

/** Direct children of a folder that only the plan writes. */
function added(written: ReadonlyMap<string, string>, folder: string): ReadonlyMap<string, EntryKind> {
  const children = new Map<string, EntryKind>()
  for (const path of written.keys()) {
    if (!path.startsWith(`${folder}/`)) continue
    const [name, ...rest] = path.slice(folder.length + 1).split('/')
    if (name) children.set(name, rest.length > 0 ? 'directory' : 'file')
  }
  return children
}

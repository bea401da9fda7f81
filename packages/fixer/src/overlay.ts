import type { EntryKind, Files, Plan } from '@migration-doctor/core'

/** The project's files as they will be once the plan's files are written. `root` is the project's, absolute. */
export function overlaid(files: Files, root: string, plan: Plan): Files {
  const written = new Map<string, string>()
  for (const step of plan.steps) {
    if (step.path !== undefined && step.sql !== undefined) written.set(joined(root, step.path), step.sql)
  }
  return written.size === 0 ? files : over(files, written)
}

const joined = (root: string, path: string): string => `${root.replace(/\/$/, '')}/${path}`

function over(files: Files, written: ReadonlyMap<string, string>): Files {
  const encoder = new TextEncoder()
  return {
    readText: async (path) => written.get(path) ?? files.readText(path),
    readBytes: async (path) => {
      const text = written.get(path)
      return text === undefined ? files.readBytes(path) : encoder.encode(text)
    },
    kind: async (path) => (written.has(path) ? 'file' : holds(written, path) ? 'directory' : files.kind(path)),
    list: async (path) => {
      const there = await files.list(path).catch((error: unknown) => {
        if (holds(written, path)) return []
        throw error
      })
      const names = new Set(there.map((entry) => entry.name))
      return [
        ...there,
        ...[...added(written, path)].flatMap(([name, kind]) => (names.has(name) ? [] : [{ name, kind }])),
      ]
    },
  }
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

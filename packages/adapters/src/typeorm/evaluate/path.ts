/** Paths as the project's programs write them: `/` only, kept apart from the machine the doctor runs on. */

export function extensionOf(path: string): string {
  const base = baseOf(path)
  const dot = base.lastIndexOf('.')
  return dot > 0 ? base.slice(dot) : ''
}

export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '.' : slash === 0 ? '/' : path.slice(0, slash)
}

export function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:\//.test(path)
}

/** As `path.posix.normalize`, without a trailing slash. */
export function normalize(path: string): string {
  const absolute = path.startsWith('/')
  const kept: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop()
    else if (part !== '..' || !absolute) kept.push(part)
  }
  return (absolute ? '/' : '') + kept.join('/') || (absolute ? '/' : '.')
}

export function joinPath(...parts: readonly string[]): string {
  return normalize(parts.filter((part) => part !== '').join('/') || '.')
}

/** As `path.posix.resolve`, from a base that is absolute. */
export function resolvePath(base: string, ...parts: readonly string[]): string {
  let path = base
  for (const part of parts) path = isAbsolute(part) ? part : `${path}/${part}`
  return normalize(path)
}

export function relativeTo(root: string, path: string): string {
  const from = normalize(root).split('/').filter(Boolean)
  const to = normalize(path).split('/').filter(Boolean)
  let same = 0
  while (same < from.length && same < to.length && from[same] === to[same]) same += 1
  return [...from.slice(same).map(() => '..'), ...to.slice(same)].join('/') || '.'
}

/** Windows separators become `/`. */
export function forward(path: string): string {
  return path.replaceAll('\\', '/')
}

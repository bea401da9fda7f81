import type { Files } from '@migration-doctor/core'
import { forward, isAbsolute, normalize, resolvePath } from './evaluate/path.ts'

const maximumEntries = 50_000

/** Files that a glob means, in byte order of their paths. Links are followed one level, as the tools do. */
export async function expandGlob(files: Files, base: string, pattern: string): Promise<readonly string[]> {
  const found = new Set<string>()
  for (const one of expandBraces(forward(pattern))) {
    const absolute = isAbsolute(one) ? normalize(one) : resolvePath(base, one)
    const root = staticRoot(absolute)
    if (root === absolute) {
      if ((await kind(files, absolute)) === 'file') found.add(absolute)
      continue
    }
    const matcher = globPattern(absolute)
    const limits = { everything: absolute.includes('node_modules'), depth: depthOf(absolute, root) }
    for await (const path of walk(files, root, limits)) if (matcher.test(path)) found.add(path)
  }
  return [...found].sort()
}

async function kind(files: Files, path: string): Promise<string | null> {
  try {
    return await files.kind(path)
  } catch {
    return null
  }
}

/** How many levels below its root a pattern reaches. */
function depthOf(pattern: string, root: string): number {
  if (pattern.includes('**')) return Number.POSITIVE_INFINITY
  return levels(pattern) - levels(root)
}

const levels = (path: string): number => path.split('/').filter((part) => part !== '').length

interface Limits {
  /** Also `node_modules` and hidden folders. */
  readonly everything?: boolean
  /** 1: only what stands in the folder itself. */
  readonly depth?: number
}

/** Every file below a folder, within the limits. */
export async function* walk(files: Files, root: string, limits: Limits = {}): AsyncGenerator<string> {
  const { everything = false, depth = Number.POSITIVE_INFINITY } = limits
  const deepest = levels(root) + depth
  const folders = [root]
  let seen = 0
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    if (levels(folder) >= deepest) continue
    for (const entry of await entries(files, folder)) {
      seen += 1
      if (seen > maximumEntries) return
      const path = `${folder === '/' ? '' : folder}/${entry.name}`
      const type = entry.kind === 'link' ? await kind(files, path) : entry.kind
      if (type === 'file') yield path
      else if (type === 'directory' && (everything || !isIgnored(entry.name)) && entry.kind !== 'link')
        folders.push(path)
    }
  }
}

function isIgnored(name: string): boolean {
  return name === 'node_modules' || name.startsWith('.')
}

async function entries(files: Files, folder: string): Promise<Awaited<ReturnType<Files['list']>>> {
  try {
    return await files.list(folder)
  } catch {
    return []
  }
}

/** `a{b,c{d,e}}` → `ab`, `acd`, `ace`. */
export function expandBraces(pattern: string): string[] {
  const open = pattern.indexOf('{')
  if (open < 0) return [pattern]
  const parts: string[] = []
  let depth = 0
  let start = open + 1
  for (let at = open; at < pattern.length; at++) {
    const letter = pattern[at]
    if (letter === '{') depth += 1
    else if (letter === ',' && depth === 1) {
      parts.push(pattern.slice(start, at))
      start = at + 1
    } else if (letter === '}') {
      depth -= 1
      if (depth === 0) {
        parts.push(pattern.slice(start, at))
        const [head, tail] = [pattern.slice(0, open), pattern.slice(at + 1)]
        return parts.flatMap((part) => expandBraces(head + part + tail))
      }
    }
  }
  return [pattern]
}

/** The folder above the first part that has a wildcard; the whole path when none has. */
function staticRoot(pattern: string): string {
  const parts = pattern.split('/')
  const wild = parts.findIndex((part) => /[*?[\]!+@()]/.test(part))
  return wild < 0 ? pattern : parts.slice(0, wild).join('/') || '/'
}

/** A pattern without braces, as an expression over whole paths. */
export function globPattern(pattern: string): RegExp {
  const parts = pattern.split('/').map((part) => (part === '**' ? null : segment(part)))
  let source = '^'
  for (const [index, part] of parts.entries()) {
    const last = index === parts.length - 1
    if (part === null) source += last ? '.*' : '(?:[^/]+/)*'
    else source += part + (last ? '' : '/')
  }
  return new RegExp(`${source}$`)
}

const extended: Readonly<Record<string, string>> = { '+': '+', '@': '', '?': '?', '*': '*' }

function segment(part: string): string {
  let source = ''
  for (let at = 0; at < part.length; at++) {
    const letter = part[at] ?? ''
    const group = part[at + 1] === '(' && letter in extended ? part.indexOf(')', at) : -1
    if (group > 0) {
      const choices = part
        .slice(at + 2, group)
        .split('|')
        .map(segment)
      source += `(?:${choices.join('|')})${extended[letter]}`
      at = group
    } else if (part.startsWith('!(', at) && part.includes(')', at)) {
      const end = part.indexOf(')', at)
      const choices = part
        .slice(at + 2, end)
        .split('|')
        .map(segment)
      source += `(?!(?:${choices.join('|')})${segment(part.slice(end + 1)) || '$'})[^/]*?`
      at = end
    } else if (letter === '[' && part.includes(']', at)) {
      const end = part.indexOf(']', at)
      source += `[${part.slice(at + 1, end).replace(/^!/, '^')}]`
      at = end
    } else if (letter === '*') source += at === 0 ? '(?!\\.)[^/]*' : '[^/]*'
    else source += letter === '?' ? '[^/]' : letter.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  }
  return source
}

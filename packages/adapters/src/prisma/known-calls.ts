import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type ConfigValue, child, isPrintable, objectOf, type Surrounding, unknownValue } from './config-value.ts'

/** The functions of Node and of Prisma that configurations call, by the name of their module. */
export function knownCall(name: string, values: readonly ConfigValue[], around: Surrounding): ConfigValue {
  const [first] = values
  const last = name.slice(name.lastIndexOf('.') + 1)
  if (last === 'defineConfig') return first
  if (last === 'env') return typeof first === 'string' ? around.environment[first] : unknownValue
  if (name === 'process.cwd') return around.workingDirectory
  if (last === 'fileURLToPath') return urlToPath(first)
  if (last === 'pathToFileURL') return typeof first === 'string' ? urlObject(pathToFileURL(first)) : unknownValue
  if (name === 'String') return isPrintable(first) ? String(first) : unknownValue
  const texts = values.filter((value) => typeof value === 'string')
  return texts.length === values.length ? pathCall(name, texts, around.workingDirectory) : unknownValue
}

function pathCall(name: string, texts: readonly string[], workingDirectory: string): ConfigValue {
  const [first = '', second] = texts
  switch (name.replace(/^path\.(?:(?:posix|win32)\.)?/, '')) {
    case 'join':
      return path.join(...texts)
    case 'resolve':
      return path.resolve(workingDirectory, ...texts)
    case 'dirname':
      return path.dirname(first)
    case 'basename':
      return path.basename(first, second)
    case 'normalize':
      return path.normalize(first)
    case 'relative':
      return path.relative(path.resolve(workingDirectory, first), path.resolve(workingDirectory, second ?? ''))
    default:
      return unknownValue
  }
}

/** `new URL('prisma', import.meta.url)`. */
export function newUrl([written, base]: readonly ConfigValue[]): ConfigValue {
  const from = typeof base === 'string' ? base : child(base, 'href')
  if (typeof written !== 'string' || (base !== undefined && typeof from !== 'string')) return unknownValue
  const at = typeof from === 'string' ? from : undefined
  return URL.canParse(written, at) ? urlObject(new URL(written, at)) : unknownValue
}

function urlObject({ href, pathname, protocol, hostname, port, search }: URL): ConfigValue {
  return objectOf({ href, pathname, protocol, hostname, port, search })
}

function urlToPath(value: ConfigValue): ConfigValue {
  const href = typeof value === 'string' ? value : child(value, 'href')
  return typeof href === 'string' && href.startsWith('file:') ? fileURLToPath(href) : unknownValue
}

/** Methods of texts and lists; `undefined` comes out of `?.`. */
export function methodCall(owner: ConfigValue, method: string, values: readonly ConfigValue[]): ConfigValue {
  const [first, second] = values
  if (Array.isArray(owner)) {
    const joinable = method === 'join' && owner.every(isPrintable) && (first === undefined || typeof first === 'string')
    return joinable ? owner.join(first) : unknownValue
  }
  if (method === 'toString') return isPrintable(owner) ? String(owner) : (child(owner, 'href') ?? unknownValue)
  if (typeof owner !== 'string') return owner === undefined ? undefined : unknownValue
  if (method === 'trim') return owner.trim()
  if (typeof first !== 'string') return unknownValue
  if (method === 'startsWith') return owner.startsWith(first)
  if (method === 'includes') return owner.includes(first)
  if (method === 'concat' && values.length === 1) return owner.concat(first)
  if (typeof second !== 'string') return unknownValue
  if (method === 'replace') return owner.replace(first, second)
  return method === 'replaceAll' ? owner.replaceAll(first, second) : unknownValue
}

import { knownString, toText } from './convert.ts'
import { silent } from './global.ts'
import { baseOf, directoryOf, extensionOf, joinPath, relativeTo, resolvePath } from './path.ts'
import { placed, plain, Text } from './text.ts'
import { type Call, native, type ObjectValue, objectOf, Unknown, type Value } from './value.ts'

/** Node's own modules, as far as migrations and data sources use them. `null`: not one of them. */
export function nodeModule(specifier: string): Value | null {
  const name = specifier.replace(/^node:/, '').replace(/\/promises$/, '')
  if (name === 'path' || name === 'path/posix') return pathModule
  if (name === 'fs') return fsModule
  if (name === 'url')
    return objectOf({ fileURLToPath: native('fileURLToPath', fileUrlToPath), URL: unknownOf('a URL') })
  if (name === 'os') return opaque(objectOf({ EOL: plain('\n') }), 'os')
  if (name === 'console') return silent('console')
  return null
}

/** A module of which some names are known and the others are unknown. */
export function opaque(module: ObjectValue, specifier: string): ObjectValue {
  module.missing = (name, site) => new Unknown(`\`${name}\` of the package ${specifier}`, site)
  return module
}

function unknownOf(what: string): Value {
  return native(what, ({ site }) => new Unknown(what, site))
}

/** Stands for an unknown part while a path is put together. */
const gap = '\u0001'

/** Runs a function of strings; a part that is not known stays a hole in the result. */
function pathFunction(compute: (parts: readonly string[]) => string): Value {
  return native('path', ({ args, site }) => {
    const texts = args.map((arg) => toText(arg, site))
    const holes = texts.flatMap((text) => text.parts.filter((part) => part.hole))
    const parts = texts.map((text) => text.parts.map((part) => (part.hole ? gap : part.text)).join(''))
    const [first = '', ...rest] = compute(parts).split(gap)
    const pieces = rest.flatMap((piece, index) => [...holes.slice(index, index + 1), ...placed(piece, site).parts])
    return new Text([...placed(first, site).parts, ...pieces])
  })
}

const pathModule = ((): ObjectValue => {
  const module = objectOf({
    join: pathFunction((parts) => joinPath(...parts)),
    resolve: native('resolve', resolve),
    dirname: pathFunction(([path]) => directoryOf(path ?? '')),
    basename: pathFunction(([path, suffix]) => withoutSuffix(baseOf(path ?? ''), suffix)),
    extname: pathFunction(([path]) => extensionOf(path ?? '')),
    relative: pathFunction(([from, to]) => relativeTo(from ?? '', to ?? '')),
    normalize: pathFunction(([path]) => joinPath(path ?? '')),
    sep: plain('/'),
  })
  module.props.set('default', module)
  module.props.set('posix', module)
  return opaque(module, 'path')
})()

function withoutSuffix(name: string, suffix: string | undefined): string {
  return suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name
}

function resolve({ args, site, run }: Call): Value {
  const parts = args.map((arg) => knownString(toText(arg, site)))
  const known = parts.filter((part) => part !== null)
  if (known.length < parts.length) return new Unknown('a path that is not known', site)
  return placed(resolvePath(run.home, ...known), site)
}

function fileUrlToPath({ args, site }: Call): Value {
  const text = toText(args[0], site)
  return text.hole ?? placed(text.value.replace(/^file:\/\//, ''), site)
}

const fsModule = ((): ObjectValue => {
  const read = native('readFileSync', readFile)
  const exists = native('existsSync', ({ args, run, site }) => {
    const path = knownString(toText(args[0], site))
    return path === null ? new Unknown('whether a file is there', site) : run.readText(path) !== null
  })
  const promises = objectOf({ readFile: read })
  const module = objectOf({ readFileSync: read, readFile: read, existsSync: exists, promises })
  module.props.set('default', module)
  return opaque(module, 'fs')
})()

/** The text of a file, each character at its place in that file. */
function readFile({ args, run, site }: Call): Value {
  const path = knownString(toText(args[0], site))
  if (path === null) return new Unknown('a file whose path is not known', site)
  const text = run.readText(path)
  if (text === null) return new Unknown(`the file ${baseOf(path)}, which is not there`, site)
  return new Text([{ text, from: { file: run.relative(path), span: { start: 0, end: text.length } }, verbatim: true }])
}

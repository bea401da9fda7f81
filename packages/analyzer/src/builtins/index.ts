import { type BuiltinCatalog, decode } from './catalog.ts'
import { core } from './core.gen.ts'
import type * as encoded from './encoded.ts'
import { extensions } from './extensions.gen.ts'
import { opaqueExtensions } from './opaque-extensions.ts'

export type * from './catalog.ts'

export interface BuiltinExtension {
  readonly name: string
  readonly requires: readonly string[]
  /** The schema that its control file demands; made when missing. */
  readonly schema: string | null
  /** May be moved by `ALTER EXTENSION … SET SCHEMA`. */
  readonly relocatable: boolean
  readonly catalog: BuiltinCatalog
}

/** What one major version of PostgreSQL holds before anyone makes anything. */
export interface Builtins {
  readonly major: number
  /** `pg_catalog`, `information_schema` and, under `''`, languages, access methods and roles. */
  readonly catalog: BuiltinCatalog
  /** `null`: nothing is known of its content, or the version has no such extension; see `extensionStatus`. */
  extension(name: string): BuiltinExtension | null
  /** `known`: its content is known · `opaque`: a real extension, content unknown · `absent`: not of this version · `unheard`. */
  extensionStatus(name: string): 'known' | 'opaque' | 'absent' | 'unheard'
}

export const oldestMajor = 12
export const newestMajor = 18

let parsedCore: encoded.Catalog | null = null
const parsedExtensions = new Map<string, encoded.Extension>()
const cache = new Map<number, Builtins>()

/** The built-in objects of a major version; versions out of range are answered by the nearest. */
export function builtins(pgVersion: number): Builtins {
  const major = Math.min(newestMajor, Math.max(oldestMajor, Math.trunc(pgVersion)))
  const cached = cache.get(major)
  if (cached) return cached
  parsedCore ??= JSON.parse(core) as encoded.Catalog
  const made = withExtensions(major, decode(parsedCore, major))
  cache.set(major, made)
  return made
}

function withExtensions(major: number, catalog: BuiltinCatalog): Builtins {
  const found = new Map<string, BuiltinExtension>()
  return {
    major,
    catalog,
    extension(name) {
      const data = encodedExtension(name)
      if (!data || !livesIn(data, major)) return null
      const known = found.get(name)
      if (known) return known
      const { requires, schema, relocatable } = data
      const extension = { name, requires, schema, relocatable, catalog: decode(data.catalog, major) }
      found.set(name, extension)
      return extension
    },
    extensionStatus(name) {
      const data = encodedExtension(name)
      if (data) return livesIn(data, major) ? 'known' : 'absent'
      return opaqueExtensions.has(name) ? 'opaque' : 'unheard'
    },
  }
}

function encodedExtension(name: string): encoded.Extension | null {
  const known = parsedExtensions.get(name)
  if (known) return known
  const json = Object.hasOwn(extensions, name) ? extensions[name] : undefined
  if (json === undefined) return null
  const parsed = JSON.parse(json) as encoded.Extension
  parsedExtensions.set(name, parsed)
  return parsed
}

function livesIn(range: encoded.Range, major: number): boolean {
  return (range.since ?? 0) <= major && (range.until ?? Number.POSITIVE_INFINITY) >= major
}

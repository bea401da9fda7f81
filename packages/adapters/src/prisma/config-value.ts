import type { Environment } from '@migration-doctor/core'

/** An object literal: what is known of it. `open`: it may have further entries (a spread, a computed key). */
export interface ConfigObject {
  readonly kind: 'object'
  readonly entries: ReadonlyMap<string, ConfigValue>
  readonly open: boolean
}

/** Stands for what only running the file would tell. */
export const unknownValue = Symbol('only running the file would tell')

/** What a configuration file says, as far as reading tells. */
export type ConfigValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | typeof unknownValue
  | ConfigObject
  | readonly ConfigValue[]

export interface Surrounding {
  /** Absolute path of the file. */
  readonly file: string
  readonly environment: Environment
  readonly workingDirectory: string
}

export function isObject(value: ConfigValue): value is ConfigObject {
  return typeof value === 'object' && value !== null && 'kind' in value
}

export function isPrintable(value: ConfigValue): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}

export function objectOf(entries: Readonly<Record<string, string | undefined>>): ConfigObject {
  return { kind: 'object', entries: new Map(Object.entries(entries)), open: false }
}

/** What stands under a key; unknown where the object may have it without our knowing. */
export function child(value: ConfigValue, key: string): ConfigValue {
  if (!isObject(value)) return value === unknownValue ? unknownValue : undefined
  return value.entries.has(key) || !value.open ? value.entries.get(key) : unknownValue
}

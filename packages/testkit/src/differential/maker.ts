import { type Column, quote, type Table, type World } from './world.ts'

/**
 * Makes one plausible statement, or several that belong together, and keeps account of what they do; `null` when the
 * world lacks what it needs.
 */
export type Maker = (world: World) => string | readonly string[] | null

/** Makers with how often each is drawn. */
export type Makers = readonly (readonly [number, Maker])[]

/** Some table with one of its columns. */
export function someColumn(world: World): { table: Table; column: Column } | null {
  const table = world.random.pick(world.tables)
  const column = table && world.random.pick(table.columns)
  return table && column ? { table, column } : null
}

/** `IF EXISTS ` and the like, now and then. */
export const guard = (world: World, words: string, often = 0.12): string => world.random.maybe(often, `${words} `)

export const quoted = (names: readonly string[], world: World): string =>
  names.map((name) => quote(name, world)).join(', ')

/** ` CASCADE`, seldom ` RESTRICT`. */
export const behaviour = (world: World, cascade = 0.3): string =>
  world.random.chance(cascade) ? ' CASCADE' : world.random.maybe(0.1, ' RESTRICT')

/** The type of a column that refers to the first column of a table. */
export function keyType(table: Table): string {
  const type = table.columns[0]?.type ?? 'integer'
  if (type === 'serial') return 'integer'
  return type === 'bigserial' ? 'bigint' : type.replace(/ GENERATED.*| DEFAULT.*/, '')
}

/** The family that a column's type belongs to. */
export type Family = 'text' | 'number' | 'boolean' | 'time' | 'uuid' | 'json' | 'array' | 'range' | 'other'

export function familyOf(type: string): Family {
  const known = families.find(([pattern]) => pattern.test(type))
  return known ? known[1] : 'other'
}

const families: readonly (readonly [RegExp, Family])[] = [
  [/\[\]$| array$/i, 'array'],
  [/^(text|varchar|character varying|char)/i, 'text'],
  [/^(int4range)/i, 'range'],
  [/^interval/i, 'other'],
  [/^(int|integer|bigint|smallint|numeric|decimal|double|serial|bigserial)/i, 'number'],
  [/^bool/i, 'boolean'],
  [/^(timestamp|date)/i, 'time'],
  [/^uuid/i, 'uuid'],
  [/^json/i, 'json'],
]

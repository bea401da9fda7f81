import type { Random } from './random.ts'

/** What a generated history has made so far; only as much as is needed to go on plausibly. */
export interface World {
  readonly random: Random
  readonly style: Style
  readonly tables: Table[]
  readonly enums: { name: string; labels: string[] }[]
  readonly indexes: { name: string; table: Table }[]
  readonly views: { name: string; table: Table; column: string }[]
  readonly schemas: string[]
  readonly functions: string[]
  counter: number
}

export interface Table {
  name: string
  schema: string | null
  readonly columns: Column[]
  readonly constraints: { name: string; columns: readonly string[]; type: 'unique' | 'check' | 'foreign' | 'primary' }[]
}

export interface Column {
  name: string
  type: string
}

/** How a team writes: which names it uses and what it quotes. */
export type Style = 'prisma' | 'typeorm' | 'hand'

const nouns = ['user', 'order', 'invoice', 'project', 'batch', 'note', 'tag', 'team', 'plan', 'event', 'file', 'role']
const fields = [
  'email',
  'title',
  'total',
  'status',
  'ownerId',
  'createdAt',
  'updatedAt',
  'body',
  'position',
  'isActive',
  'slug',
  'amount',
]
const plainTypes = [
  'text',
  'integer',
  'bigint',
  'boolean',
  'timestamptz',
  'numeric(10,2)',
  'varchar(255)',
  'uuid',
  'jsonb',
  'date',
  'text[]',
  'double precision',
]

export function newWorld(random: Random): World {
  const style = random.pick<Style>(['prisma', 'typeorm', 'hand']) ?? 'hand'
  const base = { random, style, tables: [], enums: [], indexes: [], views: [], schemas: [], functions: [] }
  return { ...base, counter: 0 }
}

/** A name that the history has not used. */
export function freshName(world: World, words: readonly string[] = nouns): string {
  const word = world.random.pick(words) ?? 'thing'
  const used = world.tables.some((table) => nameOf(word, world) === table.name)
  const name = used || world.random.chance(0.3) ? `${word}${++world.counter}` : word
  return nameOf(name, world)
}

function nameOf(word: string, { style }: World): string {
  if (style === 'prisma') return word.charAt(0).toUpperCase() + word.slice(1)
  return style === 'hand' ? word.toLowerCase() : word
}

export function freshColumn(world: World, taken: readonly Column[]): Column {
  const word = world.random.pick(fields) ?? 'field'
  const base = world.style === 'hand' ? word.toLowerCase() : word
  const name = taken.some((column) => column.name === base) ? `${base}${++world.counter}` : base
  return { name, type: columnType(world) }
}

function columnType(world: World): string {
  const made = world.enums.length > 0 && world.random.chance(0.15) ? world.random.pick(world.enums) : undefined
  return made ? quote(made.name, world) : (world.random.pick(plainTypes) ?? 'text')
}

/** Quoted where the style quotes, and wherever it must be. */
export function quote(name: string, { style }: World): string {
  const plain = /^[a-z_][a-z0-9_]*$/.test(name) && !reserved.has(name)
  return style === 'hand' && plain ? name : `"${name}"`
}

const reserved = new Set(['user', 'order', 'position', 'plan', 'role', 'body'])

export function tableName(table: Pick<Table, 'name' | 'schema'>, world: World): string {
  const name = quote(table.name, world)
  return table.schema === null ? name : `${quote(table.schema, world)}.${name}`
}

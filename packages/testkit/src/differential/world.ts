import type { Random } from './random.ts'

/** What a generated history has made so far; only as much as is needed to go on plausibly. */
export interface World {
  readonly random: Random
  readonly style: Style
  readonly tables: Table[]
  readonly types: MadeType[]
  readonly indexes: { name: string; table: Table }[]
  readonly views: View[]
  readonly sequences: Named[]
  readonly schemas: string[]
  readonly functions: Routine[]
  /** Triggers, policies, rules and statistics, each with the words it is dropped by. */
  readonly parts: Part[]
  readonly publications: string[]
  readonly extensions: string[]
  counter: number
}

/** `schema`: `null` where the search path leads there. */
export interface Named {
  name: string
  schema: string | null
}

export interface Table extends Named {
  readonly columns: Column[]
  readonly constraints: Constraint[]
  /** The column by which it is partitioned. */
  partitionedBy?: Column
  /** Partitions and children. */
  readonly parent?: Table
}

export interface Constraint {
  name: string
  readonly columns: readonly string[]
  readonly type: 'unique' | 'check' | 'foreign' | 'primary' | 'exclusion'
}

export interface Column {
  name: string
  type: string
}

export interface MadeType extends Named {
  readonly kind: 'enum' | 'domain' | 'composite' | 'range'
  readonly labels: string[]
}

export interface View extends Named {
  readonly table: Table
  readonly column: string
  readonly materialized: boolean
}

export interface Routine extends Named {
  readonly kind: 'function' | 'procedure' | 'trigger'
  readonly arguments: readonly string[]
}

export interface Part {
  name: string
  readonly kind: 'TRIGGER' | 'POLICY' | 'RULE'
  readonly table: Table
}

/** How a team writes: which names it uses and what it quotes. */
export type Style = 'prisma' | 'typeorm' | 'hand'

const nouns = ['user', 'order', 'invoice', 'project', 'batch', 'note', 'tag', 'team', 'plan', 'event', 'file', 'role']
const fields = ['email', 'title', 'total', 'status', 'ownerId', 'createdAt', 'updatedAt', 'body', 'position', 'slug']
const plainTypes: Readonly<Record<Style, readonly string[]>> = {
  prisma: ['TEXT', 'TEXT', 'INTEGER', 'BIGINT', 'BOOLEAN', 'TIMESTAMP(3)', 'JSONB', 'DECIMAL(65,30)', 'TEXT[]', 'UUID'],
  typeorm: [
    'character varying',
    'character varying(255)',
    'integer',
    'boolean',
    'TIMESTAMP',
    'TIMESTAMP WITH TIME ZONE',
    'jsonb',
    'numeric(10,2)',
    'uuid',
    'text array',
  ],
  hand: [
    'text',
    'int',
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
    'char(3)',
    'interval',
    'inet',
    'bytea',
    'int4range',
    'smallint',
  ],
}

export function newWorld(random: Random): World {
  const base = { tables: [], types: [], indexes: [], views: [], schemas: [], functions: [], counter: 0 }
  const style = random.of<Style>('prisma', 'typeorm', 'hand')
  return { random, style, ...base, sequences: [], parts: [], publications: [], extensions: [] }
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

/** A type as a column names it. */
export function columnType(world: World): string {
  const made = world.random.chance(0.2) ? world.random.pick(world.types) : undefined
  if (!made) return world.random.pick(plainTypes[world.style]) ?? 'text'
  return `${nameIn(made, world)}${world.random.maybe(0.1, '[]')}`
}

/** Quoted where the style quotes, and wherever it must be. */
export function quote(name: string, { style }: World): string {
  const plain = /^[a-z_][a-z0-9_]*$/.test(name) && !reserved.has(name)
  return style === 'hand' && plain ? name : `"${name}"`
}

const reserved = new Set(['user', 'order', 'position', 'plan', 'role', 'body'])

/** The name, with its schema where the search path does not lead there. */
export function nameIn({ name, schema }: Named, world: World): string {
  return schema === null ? quote(name, world) : `${quote(schema, world)}.${quote(name, world)}`
}

/** Now and then a schema of the history's own. */
export function someSchema(world: World, often = 0.25): string | null {
  return world.random.chance(often) ? (world.random.pick(world.schemas) ?? null) : null
}

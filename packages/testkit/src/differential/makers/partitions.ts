import { type Makers, quoted } from '../maker.ts'
import { type Column, freshColumn, freshName, nameIn, quote, someSchema, type Table, type World } from '../world.ts'

function createPartitioned(world: World): string {
  const { random } = world
  const table: Table = { name: freshName(world), schema: someSchema(world, 0.1), columns: [], constraints: [] }
  const [strategy, type] = random.of(['RANGE', 'date'], ['LIST', 'text'], ['HASH', 'integer'], ['RANGE', 'integer'])
  const key: Column = { name: 'part', type }
  table.columns.push({ name: 'id', type: 'integer' }, key)
  const extra = freshColumn(world, table.columns)
  table.columns.push(extra)
  table.partitionedBy = key
  world.tables.push(table)
  const columns = [`id integer NOT NULL`, `part ${type}`, `${quote(extra.name, world)} ${extra.type}`]
  if (random.chance(0.5)) {
    columns.push(`PRIMARY KEY (${random.chance(0.8) ? 'id, part' : 'id'})`)
    table.constraints.push({ name: `${table.name}_pkey`, columns: ['id', 'part'], type: 'primary' })
  }
  return `CREATE TABLE ${nameIn(table, world)} (${columns.join(', ')}) PARTITION BY ${strategy} (part)`
}

function boundOf({ type }: Column, world: World): string {
  const at = world.random.below(6)
  if (world.random.chance(0.1)) return 'DEFAULT'
  if (type === 'date') return `FOR VALUES FROM ('202${at}-01-01') TO ('202${at + 1}-01-01')`
  if (type === 'text') return `FOR VALUES IN ('a${at}', 'b${at}')`
  return world.random.of(
    `FOR VALUES FROM (${at * 10}) TO (${at * 10 + 10})`,
    `FOR VALUES WITH (MODULUS 4, REMAINDER ${at % 4})`,
  )
}

function createPartition(world: World): string | null {
  const parent = world.random.pick(world.tables.filter((one) => one.partitionedBy))
  if (!parent?.partitionedBy) return null
  const table: Table = {
    name: freshName(world),
    schema: parent.schema,
    columns: [...parent.columns],
    constraints: [],
    parent,
  }
  world.tables.push(table)
  const bound = boundOf(parent.partitionedBy, world)
  return `CREATE TABLE ${nameIn(table, world)} PARTITION OF ${nameIn(parent, world)} ${bound}`
}

function attach(world: World): string | null {
  const parent = world.random.pick(world.tables.filter((one) => one.partitionedBy))
  const child = world.random.pick(
    world.tables.filter((one) => one !== parent && (one.parent === parent || world.random.chance(0.3))),
  )
  if (!parent?.partitionedBy || !child) return null
  const own = `ALTER TABLE ${nameIn(parent, world)}`
  if (child.parent === parent || world.random.chance(0.3))
    return `${own} DETACH PARTITION ${nameIn(child, world)}${world.random.maybe(0.05, ' CONCURRENTLY')}`
  return `${own} ATTACH PARTITION ${nameIn(child, world)} ${boundOf(parent.partitionedBy, world)}`
}

/** A table made to be attached, as it is usually done. */
function likeAndAttach(world: World): readonly string[] | null {
  const parent = world.random.pick(world.tables.filter((one) => one.partitionedBy))
  if (!parent?.partitionedBy) return null
  const table: Table = { name: freshName(world), schema: null, columns: [...parent.columns], constraints: [], parent }
  world.tables.push(table)
  return [
    `CREATE TABLE ${nameIn(table, world)} (LIKE ${nameIn(parent, world)} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`,
    `ALTER TABLE ${nameIn(parent, world)} ATTACH PARTITION ${nameIn(table, world)} ${boundOf(parent.partitionedBy, world)}`,
  ]
}

function createChild(world: World): string | null {
  const parent = world.random.pick(world.tables)
  if (!parent) return null
  const own = freshColumn(world, world.random.chance(0.85) ? parent.columns : [])
  const table: Table = {
    name: freshName(world),
    schema: null,
    columns: [...parent.columns, own],
    constraints: [],
    parent,
  }
  world.tables.push(table)
  return `CREATE TABLE ${nameIn(table, world)} (${quote(own.name, world)} ${own.type}) INHERITS (${nameIn(parent, world)})`
}

function inherit(world: World): string | null {
  const [child, parent] = [world.random.pick(world.tables), world.random.pick(world.tables)]
  if (!child || !parent) return null
  const of = child.parent && world.random.chance(0.7) ? child.parent : parent
  const change = child.parent === of ? 'NO INHERIT' : 'INHERIT'
  return `ALTER TABLE ${nameIn(child, world)} ${change} ${nameIn(of, world)}`
}

function alterParent(world: World): string | null {
  const parent = world.random.pick(world.tables.filter((one) => world.tables.some((child) => child.parent === one)))
  const column = parent && world.random.pick(parent.columns)
  if (!parent || !column) return null
  const own = `ALTER TABLE ${world.random.maybe(0.1, 'ONLY ')}${nameIn(parent, world)}`
  const name = quote(column.name, world)
  return world.random.of(
    `${own} ADD COLUMN added${++world.counter} text`,
    `${own} DROP COLUMN ${name}`,
    `${own} ALTER COLUMN ${name} SET NOT NULL`,
    `${own} ALTER COLUMN ${name} TYPE text`,
    `${own} RENAME COLUMN ${name} TO ${quoted([`${column.name}${++world.counter}`], world)}`,
    `${own} ADD CONSTRAINT ck_${++world.counter} CHECK (${name} IS NOT NULL)`,
    `${own} ADD CONSTRAINT uq_${++world.counter} UNIQUE (${name})`,
  )
}

export const partitionMakers: Makers = [
  [2, createPartitioned],
  [3, createPartition],
  [2, attach],
  [1, likeAndAttach],
  [1, createChild],
  [1, inherit],
  [3, alterParent],
]

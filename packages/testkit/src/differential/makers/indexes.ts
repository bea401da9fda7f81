import { computed, condition } from '../expressions.ts'
import { behaviour, familyOf, guard, type Makers, someColumn } from '../maker.ts'
import { type Column, nameIn, quote, type Table, type World } from '../world.ts'

function createIndex(world: World): string | null {
  const found = someColumn(world)
  if (!found) return null
  const { random } = world
  const { table, column } = found
  const name = indexName(table, column, world)
  world.indexes.push({ name, table })
  const unique = random.maybe(0.25, 'UNIQUE ')
  const concurrently = random.maybe(0.06, 'CONCURRENTLY ')
  const { method, keys } = keysOf(table, column, world)
  const other = random.pick(table.columns)
  const include = other && random.chance(0.08) ? ` INCLUDE (${quote(other.name, world)})` : ''
  const where = random.chance(0.15) ? ` WHERE ${condition(table, world)}` : ''
  const named = random.chance(0.9) ? `${guard(world, 'IF NOT EXISTS')}${quote(name, world)} ` : ''
  const on = `ON ${random.maybe(0.04, 'ONLY ')}${nameIn(table, world)}`
  return `CREATE ${unique}INDEX ${concurrently}${named}${on} ${method}(${keys})${include}${where}`
}

function indexName(table: Table, column: Column, world: World): string {
  const usual = world.random.chance(0.8)
  if (world.style === 'typeorm') return `IDX_${usual ? `${table.name}${column.name}` : ++world.counter}`
  return `${table.name}_${column.name}_${usual ? 'idx' : ++world.counter}`
}

function keysOf(table: Table, column: Column, world: World): { method: string; keys: string } {
  const { random } = world
  const own = quote(column.name, world)
  const family = familyOf(column.type)
  if ((family === 'json' || family === 'array') && random.chance(0.8)) return { method: 'USING gin ', keys: own }
  if (family === 'range' && random.chance(0.8)) return { method: 'USING gist ', keys: own }
  if (random.chance(0.06)) return { method: `USING ${random.of('hash', 'brin', 'gin', 'gist', 'btree')} `, keys: own }
  if (random.chance(0.15)) return { method: '', keys: `(${computed(column, world)})` }
  const other = random.chance(0.25) ? random.pick(table.columns) : undefined
  const order = random.chance(0.15)
    ? random.of(' DESC', ' ASC', ' DESC NULLS LAST', ' text_pattern_ops', ' COLLATE "C"')
    : ''
  return {
    method: random.maybe(0.1, 'USING btree '),
    keys: `${own}${order}${other ? `, ${quote(other.name, world)}` : ''}`,
  }
}

const indexAddress = ({ name, table }: { name: string; table: Table }, world: World) =>
  nameIn({ name, schema: table.schema }, world)

function dropIndex(world: World): string | null {
  const index = world.random.take(world.indexes)
  if (!index) return null
  const concurrently = world.random.maybe(0.05, 'CONCURRENTLY ')
  return `DROP INDEX ${concurrently}${guard(world, 'IF EXISTS')}${indexAddress(index, world)}${behaviour(world, 0.08)}`
}

function changeIndex(world: World): string | null {
  const index = world.random.pick(world.indexes)
  if (!index) return null
  const from = indexAddress(index, world)
  if (world.random.chance(0.15)) return `REINDEX INDEX ${from}`
  if (world.random.chance(0.1)) return `ALTER INDEX ${from} SET (fillfactor = 80)`
  index.name = `${index.name}_${++world.counter}`
  return `ALTER INDEX ${guard(world, 'IF EXISTS')}${from} RENAME TO ${quote(index.name, world)}`
}

function tend(world: World): string | null {
  const table = world.random.pick(world.tables)
  if (!table) return null
  return `${world.random.of('ANALYZE', 'REINDEX TABLE', 'CLUSTER', 'LOCK TABLE', 'VACUUM')} ${nameIn(table, world)}`
}

export const indexMakers: Makers = [
  [16, createIndex],
  [4, dropIndex],
  [3, changeIndex],
  [1, tend],
]

import { behaviour, guard, type Makers, someColumn } from '../maker.ts'
import { freshName, nameIn, quote, someSchema, type World } from '../world.ts'

function createSchema(world: World): string {
  const name = `space${++world.counter}`
  world.schemas.push(name)
  return `CREATE SCHEMA ${guard(world, 'IF NOT EXISTS', 0.4)}${name}`
}

function changeSchema(world: World): string | null {
  const at = world.random.below(world.schemas.length)
  const from = world.schemas[at]
  if (from === undefined) return null
  if (world.random.chance(0.4)) {
    world.schemas.splice(at, 1)
    return `DROP SCHEMA ${guard(world, 'IF EXISTS')}${from}${behaviour(world, 0.5)}`
  }
  const to = `space${++world.counter}`
  world.schemas[at] = to
  const inside = [world.tables, world.types, world.views, world.functions, world.sequences].flat()
  for (const one of inside) if (one.schema === from) one.schema = to
  return `ALTER SCHEMA ${from} RENAME TO ${to}`
}

function searchPath(world: World): string {
  const schema = world.random.pick(world.schemas)
  const local = world.random.maybe(0.2, 'LOCAL ')
  if (schema === undefined || world.random.chance(0.5))
    return `SET ${local}search_path = ${world.random.of('public', '"$user", public', 'DEFAULT')}`
  return `SET ${local}search_path TO ${world.random.of(`${schema}, public`, `public, ${schema}`)}`
}

function extension(world: World): string {
  const name = world.random.of('uuid-ossp', 'uuid-ossp', 'pgcrypto', 'citext', 'pg_trgm', 'hstore', 'btree_gist')
  if (world.random.chance(0.12)) return `DROP EXTENSION ${guard(world, 'IF EXISTS', 0.5)}"${name}"${behaviour(world)}`
  const where = world.random.chance(0.1) ? world.random.pick(world.schemas) : undefined
  return `CREATE EXTENSION ${guard(world, 'IF NOT EXISTS', 0.8)}"${name}"${where ? ` WITH SCHEMA ${where}` : ''}`
}

function createSequence(world: World): string {
  const made = { name: freshName(world, ['counter', 'number']), schema: someSchema(world, 0.15) }
  world.sequences.push(made)
  const found = someColumn(world)
  const owner =
    found && world.random.chance(0.2)
      ? ` OWNED BY ${nameIn(found.table, world)}.${quote(found.column.name, world)}`
      : ''
  const tail = world.random.of('', ' START 100', ' AS integer', ' INCREMENT BY 5 CACHE 2', ' MINVALUE 10 START 5')
  return `CREATE SEQUENCE ${guard(world, 'IF NOT EXISTS')}${nameIn(made, world)}${tail}${owner}`
}

function changeSequence(world: World): string | null {
  const made = world.random.pick(world.sequences)
  if (!made) return null
  const own = nameIn(made, world)
  const found = someColumn(world)
  const column = found && `${nameIn(found.table, world)}.${quote(found.column.name, world)}`
  switch (world.random.below(7)) {
    case 0:
      world.sequences.splice(world.sequences.indexOf(made), 1)
      return `DROP SEQUENCE ${guard(world, 'IF EXISTS')}${own}${behaviour(world)}`
    case 1:
      made.name = `${made.name}_${++world.counter}`
      return `ALTER SEQUENCE ${own} RENAME TO ${quote(made.name, world)}`
    case 2:
    case 3:
      return column && `ALTER SEQUENCE ${own} OWNED BY ${world.random.maybe(0.9, column) || 'NONE'}`
    case 4:
      return (
        found &&
        `ALTER TABLE ${nameIn(found.table, world)} ALTER COLUMN ${quote(found.column.name, world)} SET DEFAULT nextval('${own}')`
      )
    case 5:
      return `SELECT ${world.random.of(`setval('${own}', 10)`, `nextval('${own}'::regclass)`)}`
    default:
      return `ALTER SEQUENCE ${own} ${world.random.of('RESTART', 'RESTART WITH 1000', 'INCREMENT BY 2', 'AS bigint', 'NO MAXVALUE CYCLE')}`
  }
}

function collation(world: World): string {
  const name = `order_${world.random.chance(0.6) ? ++world.counter : world.counter}`
  return world.random.of(
    `CREATE COLLATION ${guard(world, 'IF NOT EXISTS')}${name} (provider = libc, locale = 'C')`,
    `CREATE COLLATION ${name} FROM "C"`,
    `DROP COLLATION ${guard(world, 'IF EXISTS')}${name}`,
    `ALTER COLLATION ${name} RENAME TO ${name}_b`,
  )
}

export const schemaMakers: Makers = [
  [4, createSchema],
  [2, changeSchema],
  [3, searchPath],
  [3, extension],
  [2, createSequence],
  [3, changeSequence],
  [1, collation],
]

import type { Makers } from '../maker.ts'
import { nameIn, quote, type World } from '../world.ts'

/** A label is added and used at once, which depends on the transaction. */
function useNewLabel(world: World): readonly string[] | null {
  const made = world.random.pick(world.types.filter((one) => one.kind === 'enum'))
  const table = world.random.pick(world.tables)
  if (!made || !table) return null
  const label = `value${++world.counter}`
  made.labels.push(label)
  const type = nameIn(made, world)
  const column = `state${++world.counter}`
  table.columns.push({ name: column, type })
  return [
    `ALTER TYPE ${type} ADD VALUE '${label}'`,
    world.random.of(
      `ALTER TABLE ${nameIn(table, world)} ADD COLUMN ${quote(column, world)} ${type} DEFAULT '${label}'`,
      `SELECT '${label}'::${type}`,
      `ALTER TABLE ${nameIn(table, world)} ADD COLUMN ${quote(column, world)} ${type}, ADD CHECK (${quote(column, world)} <> '${label}')`,
    ),
  ]
}

const control = (world: World): readonly string[] =>
  world.random.of(
    ['BEGIN'],
    ['COMMIT'],
    ['ROLLBACK'],
    ['SAVEPOINT one'],
    ['RELEASE one'],
    ['ROLLBACK TO SAVEPOINT one'],
    ['BEGIN', 'COMMIT'],
  )

/** A transaction of the file's own around a statement. */
function around(world: World): readonly string[] | null {
  const table = world.random.pick(world.tables)
  if (!table) return null
  const column = `inside${++world.counter}`
  const change = `ALTER TABLE ${nameIn(table, world)} ADD COLUMN ${column} integer`
  const end = world.random.of('COMMIT', 'COMMIT', 'ROLLBACK', 'END')
  if (end !== 'ROLLBACK') table.columns.push({ name: column, type: 'integer' })
  return [world.random.of('BEGIN', 'START TRANSACTION'), change, end]
}

export const transactionMakers: Makers = [
  [2, useNewLabel],
  [1, around],
  [1, (world) => (world.random.chance(0.3) ? control(world) : null)],
]

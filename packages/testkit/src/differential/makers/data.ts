import { condition, defaultOf } from '../expressions.ts'
import { type Makers, someColumn } from '../maker.ts'
import { nameIn, quote, type World } from '../world.ts'

/** Changes of rows, none of which finds or leaves any: what rows a table has is the business of the replay. */
function change(world: World): string | null {
  const found = someColumn(world)
  if (!found) return null
  const { random } = world
  const { table, column } = found
  const [own, name] = [nameIn(table, world), quote(column.name, world)]
  const other = random.pick(world.tables) ?? table
  return random.of(
    `UPDATE ${own} SET ${name} = DEFAULT WHERE false`,
    `UPDATE ${own} SET ${name} = ${defaultOf(column.type, world)} WHERE ${name} IS NULL`,
    `DELETE FROM ${own} WHERE ${condition(table, world)}`,
    `INSERT INTO ${own} (${name}) SELECT ${name} FROM ${own} WHERE ${condition(table, world)}`,
    `UPDATE ${own} SET ${name} = o.${name} FROM ${nameIn(other, world)} o WHERE o.${quote('id', world)} = ${own.split('.').at(-1)}.${quote('id', world)}`,
    `INSERT INTO ${own} (${name}) SELECT ${name} FROM ${own} ON CONFLICT (${quote('id', world)}) DO NOTHING`,
    `DELETE FROM ${own} USING ${nameIn(other, world)} o WHERE o.${quote('id', world)} IS NULL`,
    `TRUNCATE ${own}${random.maybe(0.5, ' CASCADE')}`,
    `SELECT ${name}, count(*) FROM ${own} GROUP BY ${name} HAVING count(*) > 1`,
  )
}

export const dataMakers: Makers = [[6, change]]

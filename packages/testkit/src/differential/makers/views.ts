import { computed, condition } from '../expressions.ts'
import { behaviour, guard, type Makers, someColumn } from '../maker.ts'
import { freshName, nameIn, quote, someSchema, type View, type World } from '../world.ts'

function createView(world: World): string | null {
  const found = someColumn(world)
  if (!found) return null
  const { random } = world
  const { table, column } = found
  const materialized = random.chance(0.25)
  const view: View = {
    name: freshName(world, ['overview', 'latest', 'summary']),
    schema: someSchema(world, 0.15),
    table,
    column: column.name,
    materialized,
  }
  const older = random.chance(0.1) ? random.pick(world.views) : undefined
  world.views.push(view)
  const kind = materialized ? 'MATERIALIZED VIEW' : `${random.maybe(0.3, 'OR REPLACE ')}VIEW`
  return `CREATE ${kind} ${nameIn(older ?? view, world)} AS ${query(view, world)}`
}

function query({ table, column }: View, world: World): string {
  const { random } = world
  const [own, from] = [quote(column, world), nameIn(table, world)]
  const other = random.pick(world.tables)
  const base = random.pick(world.views)
  switch (random.below(8)) {
    case 0:
      return `SELECT * FROM ${from}`
    case 1:
      return `SELECT ${own}, count(*) AS total FROM ${from} GROUP BY ${own}`
    case 2:
      return `SELECT a.${own}, b.${quote('id', world)} AS other FROM ${from} a LEFT JOIN ${nameIn(other ?? table, world)} b ON a.${quote('id', world)} = b.${quote('id', world)}`
    case 3:
      return `WITH found AS (SELECT ${own} FROM ${from} WHERE ${condition(table, world)}) SELECT ${own} AS kept FROM found ORDER BY 1`
    case 4:
      return base ? `SELECT * FROM ${nameIn(base, world)}` : `SELECT ${own} FROM ${from}`
    case 5:
      return `SELECT ${computed(table.columns.find((one) => one.name === column) ?? { name: column, type: '' }, world)} AS made FROM ${from} WHERE ${condition(table, world)}`
    default:
      return column === 'id' ? `SELECT ${own} FROM ${from}` : `SELECT ${quote('id', world)}, ${own} FROM ${from}`
  }
}

const kindOf = ({ materialized }: View) => (materialized ? 'MATERIALIZED VIEW' : 'VIEW')

function dropView(world: World): string | null {
  const view = world.random.take(world.views)
  if (!view) return null
  return `DROP ${kindOf(view)} ${guard(world, 'IF EXISTS')}${nameIn(view, world)}${behaviour(world)}`
}

function changeView(world: World): string | null {
  const view = world.random.pick(world.views)
  if (!view) return null
  const own = nameIn(view, world)
  switch (world.random.below(5)) {
    case 0:
      view.name = `${view.name}${++world.counter}`
      return `ALTER ${kindOf(view)} ${own} RENAME TO ${quote(view.name, world)}`
    case 1: {
      const schema = world.random.pick(world.schemas)
      if (!schema) return null
      view.schema = schema
      return `ALTER ${kindOf(view)} ${own} SET SCHEMA ${quote(schema, world)}`
    }
    case 2:
      return view.materialized
        ? `REFRESH MATERIALIZED VIEW ${own}`
        : `ALTER VIEW ${own} RENAME COLUMN ${quote(view.column, world)} TO shown`
    case 3:
      return view.materialized
        ? `CREATE UNIQUE INDEX ON ${own} (${quote('id', world)})`
        : `CREATE OR REPLACE VIEW ${own} AS ${query(view, world)}`
    default:
      return `COMMENT ON ${kindOf(view)} ${own} IS 'shown'`
  }
}

function createRule(world: World): string | null {
  const found = someColumn(world)
  if (!found) return null
  const { table } = found
  const name = `rule_${++world.counter}`
  world.parts.push({ name, kind: 'RULE', table })
  const [event, action] = world.random.of(
    ['DELETE', 'NOTHING'],
    ['UPDATE', 'NOTHING'],
    ['INSERT', `UPDATE ${nameIn(table, world)} SET ${quote(found.column.name, world)} = NULL`],
  )
  return `CREATE ${guard(world, 'OR REPLACE')}RULE ${name} AS ON ${event} TO ${nameIn(table, world)} DO ${world.random.of('INSTEAD', 'ALSO')} ${action}`
}

export const viewMakers: Makers = [
  [8, createView],
  [2, dropView],
  [4, changeView],
  [1, createRule],
]

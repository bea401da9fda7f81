import { behaviour, guard, type Makers } from '../maker.ts'
import { freshName, type MadeType, nameIn, quote, someSchema, type World } from '../world.ts'

function createEnum(world: World): string {
  const name = freshName(world, ['status', 'kind', 'level', 'mode'])
  const labels = ['draft', 'sent', 'paid', 'gone'].slice(0, 2 + world.random.below(3))
  const made: MadeType = { name, schema: someSchema(world, 0.15), kind: 'enum', labels }
  world.types.push(made)
  return `CREATE TYPE ${nameIn(made, world)} AS ENUM (${labels.map((label) => `'${label}'`).join(', ')})`
}

function createDomain(world: World): string {
  const made: MadeType = {
    name: freshName(world, ['mail', 'money2', 'code']),
    schema: someSchema(world, 0.15),
    kind: 'domain',
    labels: [],
  }
  const [type, check] = world.random.of(
    ['text', "VALUE <> ''"],
    ['integer', 'VALUE > 0'],
    ['varchar(20)', 'length(VALUE) > 2'],
    ['numeric', 'VALUE IS NOT NULL'],
    ['text', "VALUE ~ '@'"],
  )
  world.types.push(made)
  const tail = world.random.of(
    '',
    ' NOT NULL',
    ' DEFAULT NULL',
    ` CHECK (${check})`,
    ` CONSTRAINT ${quote(`${made.name}_valid`, world)} CHECK (${check})`,
  )
  return `CREATE DOMAIN ${nameIn(made, world)} AS ${type}${tail}`
}

function createComposite(world: World): string {
  const made: MadeType = {
    name: freshName(world, ['address', 'point2', 'price']),
    schema: someSchema(world, 0.15),
    kind: 'composite',
    labels: [],
  }
  const other = world.random.chance(0.2) ? world.random.pick(world.types) : undefined
  world.types.push(made)
  return `CREATE TYPE ${nameIn(made, world)} AS (street text, amount integer${other ? `, extra ${nameIn(other, world)}` : ''})`
}

function createRange(world: World): string {
  const made: MadeType = {
    name: freshName(world, ['span', 'period']),
    schema: someSchema(world, 0.1),
    kind: 'range',
    labels: [],
  }
  world.types.push(made)
  return `CREATE TYPE ${nameIn(made, world)} AS RANGE (subtype = ${world.random.of('integer', 'date', 'float8', 'text')})`
}

function addValue(world: World): string | null {
  const made = world.random.pick(world.types.filter((one) => one.kind === 'enum' || world.random.chance(0.05)))
  if (!made) return null
  const label = `value${++world.counter}`
  const beside = world.random.pick(made.labels)
  const where = beside && world.random.chance(0.25) ? ` ${world.random.of('BEFORE', 'AFTER')} '${beside}'` : ''
  made.labels.push(label)
  return `ALTER TYPE ${nameIn(made, world)} ADD VALUE ${guard(world, 'IF NOT EXISTS')}'${label}'${where}`
}

function changeType(world: World): string | null {
  const made = world.random.pick(world.types)
  if (!made) return null
  const own = `ALTER ${made.kind === 'domain' ? 'DOMAIN' : 'TYPE'} ${nameIn(made, world)}`
  const schema = world.random.pick(world.schemas)
  if (schema && world.random.chance(0.2)) {
    made.schema = schema
    return `${own} SET SCHEMA ${quote(schema, world)}`
  }
  if (world.random.chance(0.5)) return `${own} ${inside(made, world)}`
  made.name = `${made.name}${++world.counter}`
  return `${own} RENAME TO ${quote(made.name, world)}`
}

function inside(made: MadeType, world: World): string {
  const { random } = world
  if (made.kind === 'domain')
    return random.of(
      'SET NOT NULL',
      'DROP NOT NULL',
      "SET DEFAULT 'x'",
      'DROP DEFAULT',
      'ADD CONSTRAINT extra CHECK (VALUE IS NOT NULL)',
      'DROP CONSTRAINT extra',
      'DROP CONSTRAINT IF EXISTS extra CASCADE',
      'RENAME CONSTRAINT extra TO extra2',
    )
  if (made.kind === 'enum') {
    const [from] = made.labels
    made.labels[0] = `was${++world.counter}`
    return `RENAME VALUE '${from}' TO '${made.labels[0]}'`
  }
  return random.of(
    'ADD ATTRIBUTE city text',
    'DROP ATTRIBUTE street',
    'DROP ATTRIBUTE IF EXISTS city CASCADE',
    'ALTER ATTRIBUTE amount TYPE bigint',
    'RENAME ATTRIBUTE street TO road',
  )
}

function dropType(world: World): string | null {
  const made = world.random.take(world.types)
  if (!made) return null
  const kind = made.kind === 'domain' && world.random.chance(0.9) ? 'DOMAIN' : 'TYPE'
  return `DROP ${kind} ${guard(world, 'IF EXISTS')}${nameIn(made, world)}${behaviour(world)}`
}

/** An enum loses a label as TypeORM and Prisma write it: a new type takes the place of the old one. */
function replaceEnum(world: World): readonly string[] | null {
  const made = world.random.pick(world.types.filter((one) => one.kind === 'enum'))
  const table = world.random.pick(
    world.tables.filter((one) => one.columns.some((column) => made && column.type === nameIn(made, world))),
  )
  const column = table?.columns.find((one) => made && one.type === nameIn(made, world))
  if (!made || !table || !column) return null
  const [own, old] = [nameIn(made, world), `${made.name}_old`]
  const field = `ALTER TABLE ${nameIn(table, world)} ALTER COLUMN ${quote(column.name, world)}`
  const labels = made.labels.map((label) => `'${label}'`).join(', ')
  return [
    `ALTER TYPE ${own} RENAME TO ${quote(old, world)}`,
    `CREATE TYPE ${own} AS ENUM (${labels}, 'fresh')`,
    ...(world.random.chance(0.7) ? [`${field} DROP DEFAULT`] : []),
    `${field} TYPE ${own} USING ${quote(column.name, world)}::text::${own}`,
    `DROP TYPE ${nameIn({ name: old, schema: made.schema }, world)}`,
  ]
}

export const typeMakers: Makers = [
  [6, createEnum],
  [2, createDomain],
  [1, createComposite],
  [1, createRange],
  [5, addValue],
  [4, changeType],
  [3, dropType],
  [3, replaceEnum],
]

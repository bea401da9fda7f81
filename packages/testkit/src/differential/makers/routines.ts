import { condition } from '../expressions.ts'
import { behaviour, guard, type Makers, someColumn } from '../maker.ts'
import { nameIn, quote, type Routine, someSchema, type World } from '../world.ts'

function createTriggerFunction(world: World): string {
  const made: Routine = {
    name: `touch_${++world.counter}`,
    schema: someSchema(world, 0.15),
    kind: 'trigger',
    arguments: [],
  }
  world.functions.push(made)
  return `CREATE ${guard(world, 'OR REPLACE', 0.5)}FUNCTION ${nameIn(made, world)}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$`
}

const argumentTypes = ['integer', 'text', 'uuid', 'boolean', 'integer[]', 'numeric']

function createFunction(world: World): string {
  const { random } = world
  const older = random.chance(0.35) ? random.pick(world.functions) : undefined
  const types = Array.from({ length: random.below(3) }, () => typeOf(world))
  const kind = random.chance(0.2) ? 'procedure' : 'function'
  const made: Routine = {
    name: older?.name ?? `compute_${++world.counter}`,
    schema: older ? older.schema : someSchema(world, 0.15),
    kind,
    arguments: types,
  }
  world.functions.push(made)
  const list = types.map((type, at) => `${random.maybe(0.5, `a${at} `)}${type}`).join(', ')
  const head = `CREATE ${guard(world, 'OR REPLACE', 0.4)}${kind.toUpperCase()} ${nameIn(made, world)}(${list})`
  return kind === 'procedure' ? `${head} LANGUAGE ${body(world, 'procedure')}` : `${head} ${body(world, 'function')}`
}

function typeOf(world: World): string {
  const made = world.random.chance(0.15) ? world.random.pick(world.types) : undefined
  return made ? nameIn(made, world) : (world.random.pick(argumentTypes) ?? 'text')
}

function body(world: World, kind: 'function' | 'procedure'): string {
  const { random } = world
  const found = someColumn(world)
  if (kind === 'procedure')
    return random.of(
      "sql AS 'SELECT 1'",
      'plpgsql AS $$ BEGIN NULL; END $$',
      'plpgsql AS $$ BEGIN PERFORM missing_one(); END $$',
    )
  if (!found || random.chance(0.5))
    return random.of(
      "RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1'",
      'RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$',
      'RETURNS SETOF integer LANGUAGE sql STABLE AS $$ SELECT generate_series(1, 3) $$',
      'RETURNS void LANGUAGE plpgsql AS $$ DECLARE n integer; BEGIN SELECT 1 INTO n; END $$',
      'RETURNS integer LANGUAGE sql RETURN 1',
    )
  const [table, column] = [nameIn(found.table, world), quote(found.column.name, world)]
  return random.of(
    `RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT count(*) FROM ${table} WHERE ${condition(found.table, world)} $$`,
    `RETURNS SETOF ${table} LANGUAGE sql AS $$ SELECT * FROM ${table} $$`,
    `RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT count(${column}) FROM ${table}); END $$`,
    `RETURNS TABLE (one ${found.column.type.replace(/ .*/, '').replace(/serial/, 'int4')}) LANGUAGE sql AS $$ SELECT ${column} FROM ${table} $$`,
  )
}

function dropFunction(world: World): string | null {
  const made = world.random.take(world.functions)
  if (!made) return null
  const { random } = world
  const kind = random.chance(0.1) ? 'ROUTINE' : made.kind === 'procedure' ? 'PROCEDURE' : 'FUNCTION'
  const list = random.chance(0.8) ? `(${made.arguments.join(', ')})` : ''
  return `DROP ${kind} ${guard(world, 'IF EXISTS')}${nameIn(made, world)}${list}${behaviour(world)}`
}

function changeFunction(world: World): string | null {
  const made = world.random.pick(world.functions)
  if (!made) return null
  const kind = made.kind === 'procedure' ? 'PROCEDURE' : 'FUNCTION'
  const own = `${kind} ${nameIn(made, world)}(${made.arguments.join(', ')})`
  const schema = world.random.pick(world.schemas)
  switch (world.random.below(4)) {
    case 0:
      made.name = `${made.name}b`
      return `ALTER ${own} RENAME TO ${quote(made.name, world)}`
    case 1:
      if (!schema) return null
      made.schema = schema
      return `ALTER ${own} SET SCHEMA ${quote(schema, world)}`
    case 2:
      return `COMMENT ON ${own} IS 'computes'`
    default:
      return `GRANT EXECUTE ON ${own} TO PUBLIC`
  }
}

function createTrigger(world: World): string | null {
  const found = someColumn(world)
  const made = world.random.pick(world.functions.filter((one) => one.kind === 'trigger' || world.random.chance(0.05)))
  if (!found || !made) return null
  const { random } = world
  const name = random.chance(0.5) ? `${made.name}_trigger` : `trigger_${++world.counter}`
  world.parts.push({ name, kind: 'TRIGGER', table: found.table })
  const own = quote(found.column.name, world)
  const [event, when] = random.of(
    ['BEFORE UPDATE', ''],
    ['AFTER INSERT OR DELETE', ''],
    [`BEFORE UPDATE OF ${own}`, ''],
    ['AFTER UPDATE', ` WHEN (OLD.${own} IS DISTINCT FROM NEW.${own})`],
  )
  const each = random.chance(0.9) || when ? 'FOR EACH ROW' : 'FOR EACH STATEMENT'
  const word = random.of('FUNCTION', 'PROCEDURE')
  return `CREATE ${random.maybe(0.08, 'OR REPLACE ')}TRIGGER ${name} ${event} ON ${nameIn(found.table, world)} ${each}${when} EXECUTE ${word} ${nameIn(made, world)}()`
}

export const routineMakers: Makers = [
  [4, createTriggerFunction],
  [5, createFunction],
  [2, dropFunction],
  [2, changeFunction],
  [5, createTrigger],
]

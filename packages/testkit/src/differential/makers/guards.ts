import { defaultOf } from '../expressions.ts'
import { type Makers, someColumn } from '../maker.ts'
import { freshColumn, freshName, type MadeType, nameIn, quote, type World } from '../world.ts'

const block = (body: string, declare = '') => `DO $$ ${declare}BEGIN ${body} END $$`

const text = (value: string) => `'${value.replaceAll("'", "''")}'`

function guardedType(world: World): string {
  const { random } = world
  const older = random.chance(0.3) ? random.pick(world.types) : undefined
  const made: MadeType = {
    name: older?.name ?? freshName(world, ['status', 'kind']),
    schema: null,
    kind: 'enum',
    labels: ['draft', 'sent'],
  }
  if (!older) world.types.push(made)
  const create = `CREATE TYPE ${nameIn(made, world)} AS ENUM ('draft', 'sent');`
  return random.of(
    block(`${create} EXCEPTION WHEN duplicate_object THEN NULL;`),
    block(`IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = ${text(made.name)}) THEN ${create} END IF;`),
    block(`${create} EXCEPTION WHEN OTHERS THEN NULL;`),
    block(`${create} EXCEPTION WHEN duplicate_table THEN RAISE NOTICE 'there';`),
  )
}

function guardedColumn(world: World): string | null {
  const found = someColumn(world)
  if (!found) return null
  const { random } = world
  const { table } = found
  const column = random.chance(0.4) ? found.column : freshColumn(world, table.columns)
  if (!table.columns.includes(column)) table.columns.push(column)
  const add = `ALTER TABLE ${nameIn(table, world)} ADD COLUMN ${quote(column.name, world)} ${column.type};`
  const there = `SELECT ${random.of('1', '*', '')} FROM information_schema.columns WHERE table_name = ${text(table.name)} AND column_name = ${text(column.name)}`
  return random.of(
    block(`IF NOT EXISTS (${there}) THEN ${add} END IF;`),
    block(`${add} EXCEPTION WHEN duplicate_column THEN NULL;`),
    block(
      `IF EXISTS (${there}) THEN ALTER TABLE ${nameIn(table, world)} ALTER COLUMN ${quote(column.name, world)} SET DEFAULT ${defaultOf(column.type, world)}; END IF;`,
    ),
    block(`EXECUTE 'ALTER TABLE ${nameIn(table, world)} ADD COLUMN ${quote(column.name, world)} text';`),
    block(`EXECUTE format('ALTER TABLE %I ADD COLUMN %I text', ${text(table.name)}, ${text(column.name)});`),
  )
}

function guardedConstraint(world: World): string | null {
  const found = someColumn(world)
  if (!found) return null
  const { random } = world
  const { table, column } = found
  const older = random.chance(0.3) ? random.pick(table.constraints)?.name : undefined
  const name = older ?? `UQ_${table.name}_${++world.counter}`
  table.constraints.push({ name, columns: [column.name], type: 'unique' })
  const own = nameIn(table, world)
  const add = `ALTER TABLE ${own} ADD CONSTRAINT ${quote(name, world)} UNIQUE (${quote(column.name, world)});`
  return random.of(
    block(`IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = ${text(name)}) THEN ${add} END IF;`),
    block(`${add} EXCEPTION WHEN duplicate_object THEN NULL;`),
    block(`${add} EXCEPTION WHEN duplicate_table OR duplicate_object THEN NULL;`),
    block(
      `IF EXISTS (SELECT 1 FROM information_schema.table_constraints WHERE constraint_name = ${text(name)} AND table_name = ${text(table.name)}) THEN ALTER TABLE ${own} DROP CONSTRAINT ${quote(name, world)}; END IF; ${add}`,
    ),
  )
}

function guardedTable(world: World): string | null {
  const table = world.random.pick(world.tables)
  if (!table) return null
  const own = nameIn(table, world)
  const regclass = text(own)
  return world.random.of(
    block(
      `IF to_regclass(${regclass}) IS NOT NULL THEN ALTER TABLE ${own} ADD COLUMN extra${++world.counter} text; END IF;`,
    ),
    block(`IF EXISTS (SELECT FROM pg_tables WHERE tablename = ${text(table.name)}) THEN DROP TABLE ${own}; END IF;`),
    block(`CREATE TABLE ${own} (id integer); EXCEPTION WHEN duplicate_table THEN NULL;`),
    block(`PERFORM 1 FROM ${own}; EXCEPTION WHEN undefined_table THEN CREATE TABLE ${own} (id integer);`),
    block(
      `FOREACH name IN ARRAY ARRAY['a', 'b'] LOOP EXECUTE 'CREATE INDEX ON ${own} (' || name || ')'; END LOOP;`,
      'DECLARE name text; ',
    ),
    block(
      `FOR name IN SELECT unnest(ARRAY['loop_a', 'loop_b']) LOOP EXECUTE format('CREATE TABLE IF NOT EXISTS %I (id integer)', name); END LOOP;`,
      'DECLARE name text; ',
    ),
  )
}

export const guardMakers: Makers = [
  [3, guardedType],
  [4, guardedColumn],
  [3, guardedConstraint],
  [3, guardedTable],
]

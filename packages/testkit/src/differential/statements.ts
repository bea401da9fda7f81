import { freshColumn, freshName, quote, type Table, tableName, type World } from './world.ts'

/** Makes one plausible statement and keeps account of what it does; `null` when the world lacks what it needs. */
export type Maker = (world: World) => string | null

const aTable = (world: World): Table | undefined => world.random.pick(world.tables)
const guard = (world: World, words: string, often = 0.1): string => (world.random.chance(often) ? `${words} ` : '')

function createTable(world: World): string {
  const { random } = world
  const schema = world.schemas.length > 0 && random.chance(0.3) ? (random.pick(world.schemas) ?? null) : null
  const table: Table = { name: freshName(world), schema, columns: [], constraints: [] }
  const key =
    random.pick(['serial', 'integer', 'uuid', 'bigserial', 'text', 'integer GENERATED ALWAYS AS IDENTITY']) ?? 'integer'
  table.columns.push({ name: 'id', type: key })
  const lines = [`${quote('id', world)} ${key} NOT NULL`]
  for (let left = random.below(5); left >= 0; left--) {
    const column = freshColumn(world, table.columns)
    table.columns.push(column)
    lines.push(`${quote(column.name, world)} ${column.type}${columnTail(world, column.type)}`)
  }
  const named = random.chance(0.7)
  lines.push(`${named ? `CONSTRAINT ${quote(`${table.name}_pkey`, world)} ` : ''}PRIMARY KEY (${quote('id', world)})`)
  table.constraints.push({ name: `${table.name}_pkey`, columns: ['id'], type: 'primary' })
  const target = aTable(world)
  if (target && random.chance(0.3)) {
    const column = { name: `${target.name.toLowerCase()}_ref`, type: keyType(target) }
    if (!table.columns.some((one) => one.name === column.name)) {
      table.columns.push(column)
      lines.splice(1, 0, `${quote(column.name, world)} ${column.type} REFERENCES ${tableName(target, world)}`)
    }
  }
  world.tables.push(table)
  return `CREATE TABLE ${guard(world, 'IF NOT EXISTS')}${tableName(table, world)} (\n  ${lines.join(',\n  ')}\n)`
}

function keyType(table: Table): string {
  const type = table.columns[0]?.type ?? 'integer'
  if (type.startsWith('serial') || type.startsWith('integer')) return 'integer'
  return type === 'bigserial' ? 'bigint' : type
}

function columnTail(world: World, type: string): string {
  const { random } = world
  const parts: string[] = []
  if (random.chance(0.4)) parts.push(' NOT NULL')
  const value = defaults[type]
  if (value && random.chance(0.35)) parts.push(` DEFAULT ${value}`)
  if (random.chance(0.08)) parts.push(' UNIQUE')
  return parts.join('')
}

const defaults: Readonly<Record<string, string>> = {
  text: "''",
  integer: '0',
  bigint: '0',
  boolean: 'false',
  timestamptz: 'now()',
  'numeric(10,2)': '0',
  'varchar(255)': "'new'",
  uuid: 'gen_random_uuid()',
  jsonb: "'{}'",
  date: 'CURRENT_DATE',
  'text[]': 'ARRAY[]::text[]',
}

function addColumn(world: World): string | null {
  const table = aTable(world)
  if (!table) return null
  const column = freshColumn(world, table.columns)
  table.columns.push(column)
  const tail = defaults[column.type] && world.random.chance(0.4) ? ` NOT NULL DEFAULT ${defaults[column.type]}` : ''
  const exists = guard(world, 'IF NOT EXISTS')
  return `ALTER TABLE ${tableName(table, world)} ADD COLUMN ${exists}${quote(column.name, world)} ${column.type}${tail}`
}

function removable(table: Table): number {
  return table.columns.length > 1 ? 1 + Math.floor((table.columns.length - 1) / 2) : -1
}

function dropColumn(world: World): string | null {
  const table = aTable(world)
  const at = table ? removable(table) : -1
  const [column] = table && at > 0 ? table.columns.splice(at, 1) : []
  if (!table || !column) return null
  const cascade = world.random.chance(0.2) ? ' CASCADE' : ''
  return `ALTER TABLE ${tableName(table, world)} DROP COLUMN ${guard(world, 'IF EXISTS')}${quote(column.name, world)}${cascade}`
}

function renameColumn(world: World): string | null {
  const table = aTable(world)
  const column = table?.columns.at(-1)
  if (!table || !column || table.columns.length < 2) return null
  const from = column.name
  column.name = freshColumn(world, table.columns).name
  return `ALTER TABLE ${tableName(table, world)} RENAME COLUMN ${quote(from, world)} TO ${quote(column.name, world)}`
}

function renameTable(world: World): string | null {
  const table = aTable(world)
  if (!table) return null
  const from = tableName(table, world)
  table.name = freshName(world)
  return `ALTER TABLE ${from} RENAME TO ${quote(table.name, world)}`
}

function dropTable(world: World): string | null {
  if (world.tables.length < 3) return null
  const [table] = world.tables.splice(world.random.below(world.tables.length), 1)
  if (!table) return null
  const cascade = world.random.chance(0.5) ? ' CASCADE' : ''
  return `DROP TABLE ${guard(world, 'IF EXISTS')}${tableName(table, world)}${cascade}`
}

function createIndex(world: World): string | null {
  const table = aTable(world)
  const column = table && world.random.pick(table.columns)
  if (!table || !column || column.type === 'jsonb') return null
  const name = `${table.name}_${column.name}_${world.random.chance(0.8) ? 'idx' : ++world.counter}`
  world.indexes.push({ name, table })
  const unique = world.random.chance(0.2) ? 'UNIQUE ' : ''
  const other = world.random.pick(table.columns)
  const where = other && world.random.chance(0.15) ? ` WHERE ${quote(other.name, world)} IS NOT NULL` : ''
  const key =
    column.type === 'text' && world.random.chance(0.2)
      ? `lower(${quote(column.name, world)})`
      : quote(column.name, world)
  const include = other && other !== column && world.random.chance(0.1) ? ` INCLUDE (${quote(other.name, world)})` : ''
  const named = world.random.chance(0.9) ? `${guard(world, 'IF NOT EXISTS')}${quote(name, world)} ` : ''
  return `CREATE ${unique}INDEX ${named}ON ${tableName(table, world)} (${key})${include}${where}`
}

function dropIndex(world: World): string | null {
  const [index] = world.indexes.splice(world.random.below(world.indexes.length), 1)
  if (!index) return null
  const schema = index.table.schema === null ? '' : `${quote(index.table.schema, world)}.`
  return `DROP INDEX ${guard(world, 'IF EXISTS')}${schema}${quote(index.name, world)}`
}

function addForeignKey(world: World): string | null {
  const [table, target] = [aTable(world), aTable(world)]
  if (!table || !target) return null
  const column = { name: `${target.name.toLowerCase()}Id${++world.counter}`, type: keyType(target) }
  table.columns.push(column)
  const name = `FK_${table.name}_${column.name}`
  table.constraints.push({ name, columns: [column.name], type: 'foreign' })
  const action =
    world.random.pick(['', ' ON DELETE CASCADE', ' ON DELETE SET NULL', ' ON DELETE RESTRICT ON UPDATE CASCADE']) ?? ''
  const own = tableName(table, world)
  const key = `CONSTRAINT ${quote(name, world)} FOREIGN KEY (${quote(column.name, world)}) REFERENCES ${tableName(target, world)} (${quote('id', world)})${action}`
  return `ALTER TABLE ${own} ADD COLUMN ${quote(column.name, world)} ${column.type}, ADD ${key}`
}

function addConstraint(world: World): string | null {
  const table = aTable(world)
  const column = table && world.random.pick(table.columns)
  if (!table || !column) return null
  const check = world.random.chance(0.4)
  const name = `${check ? 'CK' : 'UQ'}_${table.name}_${column.name}`
  table.constraints.push({ name, columns: [column.name], type: check ? 'check' : 'unique' })
  const body = check ? `CHECK (${quote(column.name, world)} IS NOT NULL)` : `UNIQUE (${quote(column.name, world)})`
  const named = world.random.chance(0.85) ? `CONSTRAINT ${quote(name, world)} ` : ''
  return `ALTER TABLE ${tableName(table, world)} ADD ${named}${body}`
}

function dropConstraint(world: World): string | null {
  const table = aTable(world)
  const at = table ? table.constraints.findLastIndex((one) => one.type !== 'primary') : -1
  const [constraint] = table && at >= 0 ? table.constraints.splice(at, 1) : []
  if (!table || !constraint) return null
  return `ALTER TABLE ${tableName(table, world)} DROP CONSTRAINT ${guard(world, 'IF EXISTS')}${quote(constraint.name, world)}`
}

function alterColumn(world: World): string | null {
  const table = aTable(world)
  const column = table && world.random.pick(table.columns)
  if (!table || !column) return null
  const own = `ALTER TABLE ${tableName(table, world)} ALTER COLUMN ${quote(column.name, world)}`
  const types = ['text', 'bigint', 'integer', 'varchar(100)', 'timestamptz', 'jsonb']
  switch (world.random.below(4)) {
    case 0:
      return `${own} SET NOT NULL`
    case 1:
      return `${own} DROP NOT NULL`
    case 2:
      return world.random.chance(0.5) ? `${own} DROP DEFAULT` : `${own} SET DEFAULT ${defaults[column.type] ?? 'NULL'}`
    default: {
      const type = world.random.pick(types) ?? 'text'
      const using = world.random.chance(0.3) ? ` USING ${quote(column.name, world)}::text::${type}` : ''
      column.type = type
      return `${own} ${world.random.chance(0.5) ? 'SET DATA TYPE' : 'TYPE'} ${type}${using}`
    }
  }
}

function createEnum(world: World): string {
  const name = freshName(world, ['status', 'kind', 'level', 'mode'])
  const labels = ['draft', 'sent', 'paid', 'gone'].slice(0, 2 + world.random.below(3))
  world.enums.push({ name, labels })
  return `CREATE TYPE ${quote(name, world)} AS ENUM (${labels.map((label) => `'${label}'`).join(', ')})`
}

function addValue(world: World): string | null {
  const made = world.random.pick(world.enums)
  if (!made) return null
  const label = `value${++world.counter}`
  made.labels.push(label)
  return `ALTER TYPE ${quote(made.name, world)} ADD VALUE ${guard(world, 'IF NOT EXISTS')}'${label}'`
}

function dropType(world: World): string | null {
  const [made] = world.enums.splice(world.random.below(world.enums.length), 1)
  if (!made) return null
  return `DROP TYPE ${guard(world, 'IF EXISTS')}${quote(made.name, world)}${world.random.chance(0.3) ? ' CASCADE' : ''}`
}

function createView(world: World): string | null {
  const table = aTable(world)
  const column = table && world.random.pick(table.columns)
  if (!table || !column) return null
  const name = freshName(world, ['overview', 'latest', 'summary'])
  world.views.push({ name, table, column: column.name })
  const kind = world.random.chance(0.2) ? 'MATERIALIZED VIEW' : world.random.chance(0.3) ? 'OR REPLACE VIEW' : 'VIEW'
  return `CREATE ${kind} ${quote(name, world)} AS SELECT ${quote('id', world)}, ${quote(column.name, world)} FROM ${tableName(table, world)}`.replace(
    /SELECT ("?id"?), \1 FROM/,
    'SELECT $1 FROM',
  )
}

function createSchema(world: World): string {
  const name = `space${++world.counter}`
  world.schemas.push(name)
  return `CREATE SCHEMA ${guard(world, 'IF NOT EXISTS')}${name}`
}

function createFunction(world: World): string | null {
  const name = `touch_${++world.counter}`
  world.functions.push(name)
  return `CREATE ${guard(world, 'OR REPLACE')}FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$`
}

function createTrigger(world: World): string | null {
  const table = aTable(world)
  const name = world.random.pick(world.functions)
  if (!table || !name) return null
  return `CREATE TRIGGER ${name}_trigger BEFORE UPDATE ON ${tableName(table, world)} FOR EACH ROW EXECUTE FUNCTION ${name}()`
}

function change(world: World): string | null {
  const table = aTable(world)
  const column = table && world.random.pick(table.columns)
  if (!table || !column) return null
  if (world.random.chance(0.5))
    return `UPDATE ${tableName(table, world)} SET ${quote(column.name, world)} = DEFAULT WHERE false`
  return `DELETE FROM ${tableName(table, world)} WHERE ${quote(column.name, world)} IS NULL`
}

function comment(world: World): string | null {
  const table = aTable(world)
  return table ? `COMMENT ON TABLE ${tableName(table, world)} IS 'kept'` : null
}

function moveTable(world: World): string | null {
  const table = aTable(world)
  const schema = world.random.pick(world.schemas)
  if (!table || !schema || table.schema === schema) return null
  const from = tableName(table, world)
  table.schema = schema
  return `ALTER TABLE ${from} SET SCHEMA ${schema}`
}

/** Makers with how often each is drawn. */
export const makers: readonly (readonly [number, Maker])[] = [
  [10, createTable],
  [9, addColumn],
  [4, dropColumn],
  [3, renameColumn],
  [2, renameTable],
  [2, dropTable],
  [8, createIndex],
  [2, dropIndex],
  [6, addForeignKey],
  [5, addConstraint],
  [3, dropConstraint],
  [6, alterColumn],
  [3, createEnum],
  [2, addValue],
  [1, dropType],
  [3, createView],
  [1, createSchema],
  [2, createFunction],
  [2, createTrigger],
  [2, change],
  [1, comment],
  [1, moveTable],
]

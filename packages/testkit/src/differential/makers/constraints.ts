import { condition } from '../expressions.ts'
import { behaviour, guard, keyType, type Makers, quoted, someColumn } from '../maker.ts'
import { nameIn, quote, type World } from '../world.ts'

const actions = [
  '',
  '',
  ' ON DELETE CASCADE',
  ' ON DELETE SET NULL ON UPDATE CASCADE',
  ' ON DELETE RESTRICT ON UPDATE CASCADE',
  ' NOT VALID',
  ' DEFERRABLE INITIALLY DEFERRED',
  ' MATCH FULL ON UPDATE SET DEFAULT',
]

function addForeignKey(world: World): string | null {
  const { random } = world
  const [table, target] = [random.pick(world.tables), random.pick(world.tables)]
  if (!table || !target) return null
  const column = { name: `${target.name.toLowerCase()}Id${++world.counter}`, type: keyType(target) }
  const other = random.chance(0.1) ? random.pick(target.columns) : undefined
  if (other) column.type = other.type
  table.columns.push(column)
  const name = world.style === 'prisma' ? `${table.name}_${column.name}_fkey` : `FK_${table.name}_${column.name}`
  table.constraints.push({ name, columns: [column.name], type: 'foreign' })
  const to = `${nameIn(target, world)}${random.maybe(0.8, ` (${quote(other?.name ?? 'id', world)})`)}`
  const key = `CONSTRAINT ${quote(name, world)} FOREIGN KEY (${quote(column.name, world)}) REFERENCES ${to}${random.pick(actions) ?? ''}`
  return `ALTER TABLE ${nameIn(table, world)} ADD COLUMN ${quote(column.name, world)} ${column.type}, ADD ${key}`
}

function addCheck(world: World): string | null {
  const found = someColumn(world)
  if (!found) return null
  const { table, column } = found
  const name = `CK_${table.name}_${column.name}`
  const named = world.random.chance(0.85)
  table.constraints.push({ name: named ? name : `${table.name}_${column.name}_check`, columns: [], type: 'check' })
  const body = `CHECK (${condition(table, world)})${world.random.pick(['', '', ' NOT VALID', ' NO INHERIT']) ?? ''}`
  return `ALTER TABLE ${nameIn(table, world)} ADD ${named ? `CONSTRAINT ${quote(name, world)} ` : ''}${body}`
}

function addUnique(world: World): string | null {
  const found = someColumn(world)
  if (!found) return null
  const { table, column } = found
  const other = world.random.chance(0.25) ? world.random.pick(table.columns) : undefined
  const columns = [column, ...(other && other !== column ? [other] : [])].map((one) => one.name)
  const primary = world.random.chance(0.1)
  const name = `${primary ? 'PK' : 'UQ'}_${table.name}_${column.name}`
  table.constraints.push({ name, columns, type: primary ? 'primary' : 'unique' })
  const late = world.random.maybe(0.1, ' DEFERRABLE INITIALLY DEFERRED')
  const named = world.random.chance(0.85) ? `CONSTRAINT ${quote(name, world)} ` : ''
  return `ALTER TABLE ${nameIn(table, world)} ADD ${named}${primary ? 'PRIMARY KEY' : 'UNIQUE'} (${quoted(columns, world)})${late}`
}

function addUsingIndex(world: World): string | readonly string[] | null {
  const index = world.random.pick(world.indexes)
  if (!index) return null
  const { table, name } = index
  const constraint = world.random.chance(0.5) ? name : `UQ_${++world.counter}`
  table.constraints.push({ name: constraint, columns: [], type: 'unique' })
  index.name = constraint
  const kind = world.random.of('UNIQUE', 'UNIQUE', 'PRIMARY KEY')
  return `ALTER TABLE ${nameIn(table, world)} ADD CONSTRAINT ${quote(constraint, world)} ${kind} USING INDEX ${quote(name, world)}`
}

function addExclusion(world: World): string | null {
  const found = someColumn(world)
  if (!found) return null
  const { table, column } = found
  const name = `EX_${table.name}_${++world.counter}`
  table.constraints.push({ name, columns: [], type: 'exclusion' })
  const element = world.random.of(`${quote(column.name, world)} WITH =`, `${quote(column.name, world)} WITH &&`)
  const method = world.random.of('USING gist ', 'USING gist ', 'USING btree ', '')
  const where = world.random.chance(0.2) ? ` WHERE (${condition(table, world)})` : ''
  return `ALTER TABLE ${nameIn(table, world)} ADD CONSTRAINT ${quote(name, world)} EXCLUDE ${method}(${element})${where}`
}

function dropConstraint(world: World): string | null {
  const table = world.random.pick(world.tables)
  const often = world.random.chance(0.8)
  const at = table ? table.constraints.findLastIndex((one) => !often || one.type !== 'primary') : -1
  const [constraint] = table && at >= 0 ? table.constraints.splice(at, 1) : []
  if (!table || !constraint) return null
  return `ALTER TABLE ${nameIn(table, world)} DROP CONSTRAINT ${guard(world, 'IF EXISTS')}${quote(constraint.name, world)}${behaviour(world, 0.15)}`
}

function changeConstraint(world: World): string | null {
  const table = world.random.pick(world.tables)
  const constraint = table && world.random.pick(table.constraints)
  if (!table || !constraint) return null
  const own = `ALTER TABLE ${nameIn(table, world)}`
  const name = quote(constraint.name, world)
  const later = `${constraint.name}_${++world.counter}`
  switch (world.random.below(4)) {
    case 0:
      return `${own} VALIDATE CONSTRAINT ${name}`
    case 1:
      return `${own} ALTER CONSTRAINT ${name} ${world.random.of('DEFERRABLE', 'NOT DEFERRABLE', 'DEFERRABLE INITIALLY DEFERRED')}`
    default:
      constraint.name = later
      return `${own} RENAME CONSTRAINT ${name} TO ${quote(later, world)}`
  }
}

export const constraintMakers: Makers = [
  [11, addForeignKey],
  [5, addCheck],
  [7, addUnique],
  [1, addUsingIndex],
  [2, addExclusion],
  [6, dropConstraint],
  [4, changeConstraint],
]

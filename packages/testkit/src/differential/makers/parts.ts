import { condition } from '../expressions.ts'
import { behaviour, guard, type Makers, someColumn } from '../maker.ts'
import { nameIn, quote, type World } from '../world.ts'

function createPolicy(world: World): string | null {
  const table = world.random.pick(world.tables)
  if (!table) return null
  const name = world.random.chance(0.3) ? 'everyone' : `policy_${++world.counter}`
  world.parts.push({ name, kind: 'POLICY', table })
  const [command, using] = world.random.of(
    ['', `USING (${condition(table, world)})`],
    [' FOR SELECT', `USING (${condition(table, world)})`],
    [' FOR INSERT', `WITH CHECK (${condition(table, world)})`],
    [' FOR UPDATE TO PUBLIC', `USING (true) WITH CHECK (${condition(table, world)})`],
    [' AS RESTRICTIVE FOR ALL', 'USING (true)'],
  )
  return `CREATE POLICY ${quote(name, world)} ON ${nameIn(table, world)}${command} ${using}`
}

function rowSecurity(world: World): string | null {
  const table = world.random.pick(world.tables)
  if (!table) return null
  const change = world.random.of('ENABLE', 'ENABLE', 'ENABLE', 'DISABLE', 'FORCE', 'NO FORCE')
  return `ALTER TABLE ${nameIn(table, world)} ${change} ROW LEVEL SECURITY`
}

function dropPart(world: World): string | null {
  const part = world.random.take(world.parts)
  if (!part) return null
  return `DROP ${part.kind} ${guard(world, 'IF EXISTS')}${quote(part.name, world)} ON ${nameIn(part.table, world)}${behaviour(world, 0.05)}`
}

function changePart(world: World): string | null {
  const part = world.random.pick(world.parts)
  if (!part) return null
  const table = nameIn(part.table, world)
  const from = quote(part.name, world)
  if (part.kind === 'TRIGGER' && world.random.chance(0.4))
    return `ALTER TABLE ${table} ${world.random.of('DISABLE', 'ENABLE')} TRIGGER ${world.random.of(from, from, 'ALL', 'USER')}`
  if (world.random.chance(0.2)) return `COMMENT ON ${part.kind} ${from} ON ${table} IS 'kept'`
  part.name = `${part.name}_${++world.counter}`
  return `ALTER ${part.kind} ${from} ON ${table} RENAME TO ${quote(part.name, world)}`
}

function comment(world: World): string | null {
  const found = someColumn(world)
  if (!found) return null
  const { table, column } = found
  const type = world.random.pick(world.types)
  const own = nameIn(table, world)
  return world.random.of(
    `COMMENT ON TABLE ${own} IS 'kept'`,
    `COMMENT ON COLUMN ${own}.${quote(column.name, world)} IS NULL`,
    type ? `COMMENT ON TYPE ${nameIn(type, world)} IS 'type'` : `COMMENT ON TABLE ${own} IS NULL`,
    `COMMENT ON CONSTRAINT ${quote(table.constraints.at(-1)?.name ?? 'missing', world)} ON ${own} IS 'rule'`,
  )
}

function grant(world: World): string | null {
  const table = world.random.pick(world.tables)
  if (!table) return null
  const schema = quote(world.random.pick(world.schemas) ?? 'public', world)
  const own = nameIn(table, world)
  return world.random.of(
    `GRANT SELECT ON ${own} TO PUBLIC`,
    `REVOKE ALL ON TABLE ${own} FROM PUBLIC`,
    `GRANT USAGE ON SCHEMA ${schema} TO PUBLIC`,
    `GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO CURRENT_USER`,
    `ALTER TABLE ${own} OWNER TO CURRENT_USER`,
    `ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT SELECT ON TABLES TO PUBLIC`,
  )
}

function statistics(world: World): string | null {
  const found = someColumn(world)
  const other = found && world.random.pick(found.table.columns)
  if (!found || !other) return null
  const name = `stats_${world.random.chance(0.8) ? ++world.counter : world.counter}`
  if (world.random.chance(0.2)) return `DROP STATISTICS ${guard(world, 'IF EXISTS', 0.4)}${name}`
  return `CREATE STATISTICS ${guard(world, 'IF NOT EXISTS')}${name} ON ${quote(found.column.name, world)}, ${quote(other.name, world)} FROM ${nameIn(found.table, world)}`
}

function publication(world: World): string | null {
  const table = world.random.pick(world.tables)
  const made = world.random.pick(world.publications)
  if (!table) return null
  const own = nameIn(table, world)
  if (made && world.random.chance(0.7))
    return `${world.random.of(`ALTER PUBLICATION ${made} ADD TABLE ${own}`, `ALTER PUBLICATION ${made} DROP TABLE ${own}`, `ALTER PUBLICATION ${made} SET TABLE ${own}`, `DROP PUBLICATION ${made}`, `ALTER PUBLICATION ${made} RENAME TO ${made}b`)}`
  const name = `pub_${++world.counter}`
  world.publications.push(name)
  return `CREATE PUBLICATION ${name} FOR ${world.random.of(`TABLE ${own}`, 'ALL TABLES')}`
}

export const partMakers: Makers = [
  [3, createPolicy],
  [2, rowSecurity],
  [3, dropPart],
  [2, changePart],
  [3, comment],
  [3, grant],
  [1, statistics],
  [1, publication],
]

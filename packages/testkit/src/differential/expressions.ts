import { type Family, familyOf } from './maker.ts'
import { type Column, quote, type Table, type World } from './world.ts'

const defaults: Readonly<Record<Family, readonly string[]>> = {
  text: ["''", "'new'", "'abc'", "'a'::text", "upper('x')"],
  number: ['0', '1', '-1', '(1 + 2)', "'5'"],
  boolean: ['false', 'true', "'t'"],
  time: ['now()', 'CURRENT_TIMESTAMP', "'2020-01-01'", "(now() + interval '1 day')", 'clock_timestamp()'],
  uuid: ['gen_random_uuid()', "'00000000-0000-0000-0000-000000000000'", 'uuid_generate_v4()'],
  json: ["'{}'", "'[]'::jsonb", 'jsonb_build_object()'],
  array: ["'{}'", 'ARRAY[]::text[]'],
  range: ["'empty'", "'[1,5)'"],
  other: ['NULL'],
}

/** A value that a column of this type could have by default; now and then one it could not. */
export function defaultOf(type: string, world: World): string {
  const made = world.types.find((one) => type.endsWith(quote(one.name, world)))
  if (made && made.kind === 'enum' && world.random.chance(0.8)) {
    const label = world.random.pick(made.labels) ?? 'draft'
    return `'${label}'${world.random.maybe(0.4, `::${type}`)}`
  }
  const family = world.random.chance(0.04) ? world.random.of<Family>('text', 'number', 'json') : familyOf(type)
  return world.random.pick(defaults[family]) ?? 'NULL'
}

/** A condition on a row, as `WHERE` and `CHECK` have it. */
export function condition(table: Table, world: World): string {
  const column = world.random.pick(table.columns)
  if (!column) return 'true'
  const own = quote(column.name, world)
  const other = world.random.pick(table.columns)
  const some = world.random.pick(conditions[familyOf(column.type)]) ?? '# IS NOT NULL'
  const first = some.replaceAll('#', own)
  if (other && world.random.chance(0.15)) return `${first} AND ${quote(other.name, world)} IS NOT NULL`
  return world.random.chance(0.15) ? `NOT (${first})` : first
}

const conditions: Readonly<Record<Family, readonly string[]>> = {
  text: ["# <> ''", 'length(#) > 0', "# IN ('a', 'b')", "# ~ '^[a-z]+$'", "# LIKE 'a%'", "# = ANY (ARRAY['a', 'b'])"],
  number: ['# > 0', '# >= 0', '# BETWEEN 1 AND 10', '# IN (1, 2, 3)', 'abs(#) < 100', '# <> 0'],
  boolean: ['#', 'NOT #', '# IS TRUE', '# = false'],
  time: ['# IS NULL', "# > '2020-01-01'", '# < now()', "date_part('year', #) > 2000"],
  uuid: ['# IS NOT NULL', "# <> '00000000-0000-0000-0000-000000000000'"],
  json: ["# ? 'key'", "jsonb_typeof(#) = 'object'", "# @> '{}'", "(# ->> 'a') IS NOT NULL"],
  array: ['cardinality(#) > 0', "'a' = ANY (#)", "# <> '{}'"],
  range: ['NOT isempty(#)', '# @> 3', 'lower(#) > 0'],
  other: ['# IS NOT NULL', '# IS NULL', "# = 'draft'", "# IN ('draft', 'sent')"],
}

/** Something computed from a column. */
export function computed(column: Column, world: World): string {
  const some = world.random.pick(computations[familyOf(column.type)]) ?? '#'
  return some.replaceAll('#', quote(column.name, world))
}

const computations: Readonly<Record<Family, readonly string[]>> = {
  text: ['lower(#)', 'upper(#)', "(# || 'x')", "coalesce(#, '')", 'md5(#)', 'left(#, 3)', "to_tsvector('english', #)"],
  number: ['(# + 1)', '(# * 2)', 'coalesce(#, 0)', 'abs(#)', '(#)::text', 'round(#)', '(# % 2)'],
  boolean: ['(NOT #)', '(#)::integer', "CASE WHEN # THEN 'a' ELSE 'b' END"],
  time: ["date_trunc('day', #)", '(#)::date', 'extract(year FROM #)', "(# AT TIME ZONE 'UTC')"],
  uuid: ['(#)::text', 'md5((#)::text)'],
  json: ["(# ->> 'name')", "(# -> 'a' ->> 'b')", 'jsonb_array_length(#)'],
  array: ['cardinality(#)', '(#)[1]', "array_to_string(#, ',')", 'array_length(#, 1)'],
  range: ['lower(#)', 'isempty(#)'],
  other: ['coalesce(#, NULL)', '(#)::text'],
}

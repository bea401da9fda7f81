import { type Family, familyOf } from './maker.ts'
import { type Column, quote, type Table, type World } from './world.ts'

const defaults: Readonly<Record<Family, readonly string[]>> = {
  text: [
    ...["''", "'new'", "'abc'", "'a'::text", "upper('x')", "''''", "'a'::varchar(5)", "'x'::character varying"],
    ...["('a' || 'b')", '1', 'md5(random()::text)', "substr('abc', 2)", "left('abc', 1)", "trim(' a')"],
    ...["CASE WHEN true THEN 'a' ELSE 'b' END", "coalesce(NULL, 'a')", 'NULL::text'],
    ...["to_char(now(), 'DD')", '(\'a\' COLLATE "C")', 'gen_random_uuid()', "E'\\t'"],
  ],
  number: [
    ...['0', '1', '-1', '(1 + 2)', "'5'", '1.5', '-0.5', '0.00', "'2.50'", '(2 * 3.5)', '1::numeric(5,2)'],
    ...[
      'floor(random() * 10)',
      'extract(year FROM now())',
      "'7'::integer",
      '(random() * 10)::int',
      "length('abc')",
      '.5',
    ],
  ],
  boolean: ['false', 'true', "'t'", "'no'", '(NOT true)', '(1 = 1)', "('a' IS NOT NULL)"],
  time: [
    ...['now()', 'CURRENT_TIMESTAMP', "'2020-01-01'", "(now() + interval '1 day')", 'clock_timestamp()'],
    ...[
      'CURRENT_TIMESTAMP(3)',
      'LOCALTIMESTAMP',
      'CURRENT_DATE',
      "(now() AT TIME ZONE 'utc')",
      "timezone('utc', now())",
    ],
    ...["date_trunc('day', now())", "('now'::text)::timestamp", "(now() + '7 days'::interval)", 'now()::date'],
    "'2020-01-01 10:00:00.50'",
  ],
  uuid: ['gen_random_uuid()', "'00000000-0000-0000-0000-000000000000'", 'uuid_generate_v4()', "md5('x')::uuid"],
  json: ["'{}'", "'[]'::jsonb", 'jsonb_build_object()', `'[1, {"a": null}]'`, "'null'"],
  array: ["'{}'", 'ARRAY[]::text[]', "ARRAY['a', 'b']", "'{a,b,NULL}'", "'{1, 2}'", 'ARRAY[1, 2]'],
  range: ["'empty'", "'[1,5)'", 'int4range(1, 5)'],
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
  text: [
    ...["# <> ''", 'length(#) > 0', "# IN ('a', 'b')", "# ~ '^[a-z]+$'", "# LIKE 'a%'", "# = ANY (ARRAY['a', 'b'])"],
    ...[
      "# NOT IN ('a', 'b')",
      "# = 'a' OR # = 'b'",
      '# = lower(#)',
      "trim(#) <> ''",
      "# ILIKE '%a'",
      "# IS DISTINCT FROM 'a'",
    ],
    ...[
      "position('@' IN #) > 1",
      "# <> '' AND (# > 'a' OR # IS NULL)",
      "#::varchar(3) = 'a'",
      "coalesce(#, 'a') = 'a'",
    ],
    ...[
      "CASE WHEN # = 'a' THEN true ELSE # <> 'b' END",
      "# BETWEEN 'a' AND 'c'",
      "# = ANY ('{a,b}'::text[])",
      "# !~~ 'b%'",
    ],
  ],
  number: [
    ...[
      '# > 0',
      '# >= 0',
      '# BETWEEN 1 AND 10',
      '# IN (1, 2, 3)',
      'abs(#) < 100',
      '# <> 0',
      '# > 0.5',
      '# = 1 OR # = 2',
    ],
    ...[
      '# NOT BETWEEN 1 AND 5',
      '# % 2 = 0',
      '-# < 5',
      '# * 2 > # + 1',
      '# NOT IN (1, 2)',
      "# = '5'",
      "#::text <> '1'",
    ],
    ...[
      'greatest(#, 1) > 1',
      '# IS NOT DISTINCT FROM 1',
      'nullif(#, 0) IS NULL',
      '# < 3000000000',
      '#::bigint > 1',
      '# IN (1)',
    ],
  ],
  boolean: ['#', 'NOT #', '# IS TRUE', '# = false', '# IS NOT FALSE', '# <> true', '(# IS NULL) = false'],
  time: [
    ...['# IS NULL', "# > '2020-01-01'", '# < now()', "date_part('year', #) > 2000", "# > '2020-01-01'::timestamp"],
    ...["# + interval '1 day' > '2020-01-01'", 'extract(hour FROM #) < 5', "# AT TIME ZONE 'UTC' > '2020-01-01'"],
  ],
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
  text: [
    ...['lower(#)', 'upper(#)', "(# || 'x')", "coalesce(#, '')", 'md5(#)', 'left(#, 3)', "to_tsvector('english', #)"],
    ...[
      "nullif(#, '')",
      'trim(#)',
      'substring(# FROM 1 FOR 2)',
      "replace(#, 'a', 'b')",
      '(#)::varchar(5)',
      'length(#)',
    ],
    ...["setweight(to_tsvector('simple', coalesce(#, '')), 'A')", "(coalesce(#, '') || ' ' || coalesce(#, ''))"],
    "CASE # WHEN 'a' THEN 1 WHEN 'b' THEN 2 END",
  ],
  number: [
    ...['(# + 1)', '(# * 2)', 'coalesce(#, 0)', 'abs(#)', '(#)::text', 'round(#)', '(# % 2)', '(# / 2.0)', '(- #)'],
    ...['(# > 0)', '(#)::numeric(10,2)', 'CASE WHEN # > 0 THEN # ELSE 0 END', 'greatest(#, 0)', "(# || 'x')"],
  ],
  boolean: ['(NOT #)', '(#)::integer', "CASE WHEN # THEN 'a' ELSE 'b' END"],
  time: ["date_trunc('day', #)", '(#)::date', 'extract(year FROM #)', "(# AT TIME ZONE 'UTC')"],
  uuid: ['(#)::text', 'md5((#)::text)'],
  json: ["(# ->> 'name')", "(# -> 'a' ->> 'b')", 'jsonb_array_length(#)'],
  array: ['cardinality(#)', '(#)[1]', "array_to_string(#, ',')", 'array_length(#, 1)'],
  range: ['lower(#)', 'isempty(#)'],
  other: ['coalesce(#, NULL)', '(#)::text'],
}

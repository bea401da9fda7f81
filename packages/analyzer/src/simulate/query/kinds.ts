/** Where an expression stands; decides what it may hold, as `ParseExprKind` does. */
export type ExpressionKind = keyof typeof rules

interface KindRule {
  /** How PostgreSQL names the place after "are not allowed in"; `null`: allowed. */
  readonly aggregates: string | null
  readonly windows: string | null
  readonly sets: string | null
  /** After "cannot use subquery in"; `null`: allowed. */
  readonly subqueries: string | null
}

const query = (place: string): KindRule => ({ aggregates: place, windows: place, sets: place, subqueries: null })
const utility = (places: string, place: string): KindRule => ({
  aggregates: places,
  windows: places,
  sets: places,
  subqueries: place,
})

const rules = {
  other: { aggregates: null, windows: null, sets: null, subqueries: null },
  'select target': { aggregates: null, windows: null, sets: null, subqueries: null },
  'join condition': query('JOIN conditions'),
  'from function': { ...query('functions in FROM'), sets: null },
  'from subquery': { ...query('FROM clause of their own query level'), sets: null },
  where: query('WHERE'),
  having: { aggregates: null, windows: 'HAVING', sets: 'HAVING', subqueries: null },
  filter: query('FILTER'),
  'window partition': { aggregates: null, windows: 'window definitions', sets: null, subqueries: null },
  'window order': { aggregates: null, windows: 'window definitions', sets: null, subqueries: null },
  'window frame': query('window definitions'),
  'insert target': query('INSERT'),
  'update source': query('UPDATE'),
  'merge when': query('MERGE WHEN conditions'),
  'group by': { aggregates: 'GROUP BY', windows: 'GROUP BY', sets: null, subqueries: null },
  'order by': { aggregates: null, windows: null, sets: null, subqueries: null },
  'distinct on': { aggregates: null, windows: null, sets: null, subqueries: null },
  limit: query('LIMIT'),
  offset: query('OFFSET'),
  returning: query('RETURNING'),
  values: query('VALUES'),
  'single values': { ...query('VALUES'), sets: null },
  'check constraint': utility('check constraints', 'check constraint'),
  'domain check': utility('check constraints', 'check constraint'),
  default: utility('DEFAULT expressions', 'DEFAULT expression'),
  'function default': utility('DEFAULT expressions', 'DEFAULT expression'),
  'index expression': utility('index expressions', 'index expression'),
  'index predicate': utility('index predicates', 'index predicate'),
  statistics: utility('statistics expressions', 'statistics expression'),
  'alter type using': utility('transform expressions', 'transform expression'),
  'execute parameter': utility('EXECUTE parameters', 'EXECUTE parameter'),
  'trigger when': utility('trigger WHEN conditions', 'trigger WHEN condition'),
  policy: { ...utility('policy expressions', ''), subqueries: null },
  'partition bound': utility('partition bound', 'partition bound'),
  'partition key': utility('partition key expressions', 'partition key expression'),
  'call argument': utility('CALL arguments', 'CALL argument'),
  'copy where': utility('COPY FROM WHERE conditions', 'COPY FROM WHERE condition'),
  generated: utility('column generation expressions', 'column generation expression'),
} as const satisfies Readonly<Record<string, KindRule>>

export function ruleOf(kind: ExpressionKind): KindRule {
  return rules[kind]
}

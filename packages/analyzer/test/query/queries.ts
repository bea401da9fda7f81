/** Makes queries over the tables of `schema.sql` out of a seed, right and wrong ones: names, scopes, joins, grouping. */
export class Queries {
  #state: number
  #names = 0

  constructor(seed: number) {
    this.#state = (seed * 2654435761) >>> 0
  }

  #below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0
    return Math.floor((this.#state / 4294967296) * limit)
  }

  #pick<T>(list: readonly T[]): T {
    const found = list[this.#below(list.length)]
    if (found === undefined) throw new Error('an empty list')
    return found
  }

  #chance(percent: number): boolean {
    return this.#below(100) < percent
  }

  /** A query or a change of data. */
  statement(): string {
    this.#names = 0
    if (this.#chance(70)) return this.#select(0, [])
    return this.#pick([() => this.#insert(), () => this.#update(), () => this.#delete()])()
  }

  #select(depth: number, outer: readonly Item[]): string {
    const ctes = depth === 0 && this.#chance(20) ? [this.#cte(depth)] : []
    const items = this.#items(depth, [...ctes, ...tables])
    const scope = [...items.map(({ item }) => item), ...outer]
    const grouped = this.#chance(25)
    const targets = Array.from({ length: 1 + this.#below(3) }, (_, at) => this.#target(scope, { depth, grouped, at }))
    const keys = grouped && this.#chance(80) ? this.#groupBy(scope, targets) : ''
    return [
      ctes.length > 0 ? `with ${ctes.map(({ definition }) => definition).join(', ')} ` : '',
      `select ${this.#chance(6) ? 'distinct ' : ''}${this.#chance(10) ? '*' : targets.join(', ')}`,
      ` from ${items.map(({ text }) => text).join(', ')}`,
      this.#chance(50) ? ` where ${this.#condition(scope, depth)}` : '',
      keys,
      grouped && this.#chance(30)
        ? ` having ${this.#pick(['count(*) > 1', 'max(1) = 1', this.#condition(scope, 9)])}`
        : '',
      this.#chance(25) ? ` order by ${this.#pick(['1', 'c0', 'c1 desc', this.#value(scope, 9)])}` : '',
      this.#chance(10) ? ' limit 1' : '',
    ].join('')
  }

  #cte(depth: number): Item & { readonly definition: string } {
    const name = `w${this.#names++}`
    const body = this.#select(depth + 1, [])
    return { alias: name, table: name, columns: ['c0', 'c1'], definition: `${name} as (${body})` }
  }

  #items(depth: number, known: readonly Item[]): readonly { text: string; item: Item }[] {
    const first = this.#item(depth, known)
    if (this.#chance(45)) return [first]
    const second = this.#item(depth, known)
    if (this.#chance(35)) return [first, second]
    const form = this.#pick(['on', 'on', 'on', 'using', 'natural'])
    // PostgreSQL plans a full join only over equalities.
    const join = this.#pick(form === 'on' ? ['join', 'left join', 'right join'] : ['join', 'left join', 'full join'])
    if (form === 'natural')
      return [{ ...second, text: `${first.text} natural ${join} ${second.text}` }, noText(first)].filter(hasText)
    const condition =
      form === 'using'
        ? `using (${this.#pick(['id', 'user_id', 'name'])})`
        : `on ${this.#condition([first.item, second.item], 9)}`
    return [{ text: `${first.text} ${join} ${second.text} ${condition}`, item: merged(first.item, second.item) }]
  }

  #item(depth: number, known: readonly Item[]): { text: string; item: Item } {
    if (depth < 2 && this.#chance(15)) {
      const alias = `q${this.#names++}`
      return { text: `(${this.#select(depth + 1, [])}) ${alias}`, item: { alias, table: alias, columns: ['c0', 'c1'] } }
    }
    const table = this.#pick(known)
    const alias = this.#chance(70) ? `t${this.#names++}` : table.alias
    return { text: alias === table.alias ? table.table : `${table.table} ${alias}`, item: { ...table, alias } }
  }

  #target(scope: readonly Item[], about: { depth: number; grouped: boolean; at: number }): string {
    const value = about.grouped && this.#chance(60) ? this.#aggregate(scope) : this.#value(scope, about.depth)
    return this.#chance(90) ? `${value} as c${about.at}` : value
  }

  #groupBy(scope: readonly Item[], targets: readonly string[]): string {
    const keys = Array.from({ length: 1 + this.#below(2) }, () => {
      if (this.#chance(30)) return String(1 + this.#below(targets.length + 1))
      return this.#chance(20) ? 'c0' : this.#column(scope)
    })
    return ` group by ${keys.join(', ')}`
  }

  #aggregate(scope: readonly Item[]): string {
    return this.#pick([
      'count(*)',
      `count(${this.#column(scope)})`,
      `max(${this.#column(scope)})`,
      `sum(${this.#column(scope)})`,
      `array_agg(${this.#column(scope)})`,
      `count(*) filter (where ${this.#condition(scope, 9)})`,
    ])
  }

  #column(scope: readonly Item[]): string {
    if (this.#chance(3)) return this.#pick(['nope', 'users.nope', 'nope.id', 'ctid'])
    const item = this.#pick(scope)
    const column = this.#pick(item.columns)
    return this.#chance(75) ? `${item.alias}.${column}` : column
  }

  #value(scope: readonly Item[], depth: number): string {
    const column = () => this.#column(scope)
    const forms = [
      column,
      column,
      column,
      () => `coalesce(${column()}, ${column()})`,
      () => `${column()} || 'x'`,
      () => `lower(${column()})`,
      () => `case when ${this.#condition(scope, 9)} then ${column()} end`,
      () => this.#pick(['1', "'a'", 'null', 'now()']),
      () => `row_number() over (order by ${column()})`,
      () => (depth < 2 ? `(${this.#select(depth + 1, scope)})` : column()),
      () => (depth < 2 ? `exists (${this.#select(depth + 1, scope)})` : column()),
    ]
    return this.#pick(forms)()
  }

  #condition(scope: readonly Item[], depth: number): string {
    const column = () => this.#column(scope)
    const forms = [
      () => `${column()} = ${column()}`,
      () => `${column()} = ${this.#pick(['1', "'a'", 'null', "'2020-01-01'"])}`,
      () => `${column()} is not null`,
      () => `${column()} in (1, 2)`,
      () => `${column()} > ${column()} and not ${column()} is null`,
      () => `active`,
      () => (depth < 2 ? `${column()} in (${this.#select(depth + 1, scope)})` : `${column()} is null`),
    ]
    return this.#pick(forms)()
  }

  #insert(): string {
    const table = this.#pick(tables)
    const columns = Array.from({ length: 1 + this.#below(3) }, () => this.#pick(table.columns))
    const list = this.#chance(85) ? ` (${columns.join(', ')})` : ''
    const values = columns.map(() => this.#pick(['1', "'a'", 'null', 'default', 'now()', 'true', '1.5']))
    const source = this.#chance(60) ? `values (${values.join(', ')})` : this.#select(1, [])
    const conflict =
      table.table !== 'active_users' && this.#chance(25) ? ` on conflict (${this.#pick(table.columns)}) do nothing` : ''
    return `insert into ${table.table}${list} ${source}${conflict}${this.#returning(table)}`
  }

  #update(): string {
    const table = this.#pick(tables)
    const from = this.#chance(25) ? this.#pick(tables) : null
    const scope = from ? [table, from] : [table]
    const sets = Array.from(
      { length: 1 + this.#below(2) },
      () => `${this.#pick(table.columns)} = ${this.#value(scope, 1)}`,
    )
    return `update ${table.table} set ${sets.join(', ')}${from ? ` from ${from.table}` : ''} where ${this.#condition(scope, 1)}${this.#returning(table)}`
  }

  #delete(): string {
    const table = this.#pick(tables)
    return `delete from ${table.table} where ${this.#condition([table], 1)}${this.#returning(table)}`
  }

  #returning(table: Item): string {
    return this.#chance(25) ? ` returning ${this.#column([table])}` : ''
  }
}

interface Item {
  readonly alias: string
  /** As FROM names it. */
  readonly table: string
  readonly columns: readonly string[]
}

const tables: readonly Item[] = [
  {
    alias: 'users',
    table: 'users',
    columns: ['id', 'name', 'email', 'age', 'mood', 'created_at', 'tags', 'active', 'd', 'j'],
  },
  { alias: 'orders', table: 'orders', columns: ['id', 'user_id', 'total', 'status', 'placed', 'twice'] },
  { alias: 'items', table: 'items', columns: ['order_id', 'line', 'name'] },
  { alias: 'active_users', table: 'active_users', columns: ['id', 'name', 'email'] },
  { alias: 'users', table: 'other.users', columns: ['id', 'x'] },
]

const merged = (a: Item, b: Item): Item => ({
  alias: a.alias,
  table: a.table,
  columns: [...a.columns, ...b.columns.slice(0, 2)],
})
const noText = (entry: { text: string; item: Item }) => ({ ...entry, text: '' })
const hasText = ({ text }: { text: string }) => text !== ''

/** Makes expressions of every kind out of a seed: the same seed, the same expressions. */
export class Expressions {
  #state: number
  readonly #values: readonly string[]
  readonly #operators: readonly string[]

  constructor(seed: number, operators: readonly string[]) {
    this.#state = (seed * 2654435761) >>> 0
    this.#values = [...types.map((type) => `null::${type}`), ...literals]
    this.#operators = operators
  }

  #below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0
    return Math.floor((this.#state / 4294967296) * limit)
  }

  #pick(list: readonly string[]): string {
    return list[this.#below(list.length)] ?? ''
  }

  /** A query of one column. */
  query(): string {
    const value = () => this.#pick(this.#values)
    const [a, b] = [value(), value()]
    const near = this.#below(3) > 0 ? a : b
    switch (this.#below(7)) {
      case 0:
      case 1:
        return `select ${a} ${this.#pick(this.#operators)} ${near} as x`
      case 2:
        return `select cast(${a} as ${this.#pick(types)}) as x`
      case 3:
        return `select ${this.#pick(functions)}(${a}${this.#below(2) > 0 ? `, ${b}` : ''}) as x`
      case 4:
        return `select ${this.#pick(functions)}(${a}) as x`
      default:
        return this.#construct([a, near, value()])
    }
  }

  #construct([a = '', b = '', c = '']: readonly string[]): string {
    const forms = [
      `select coalesce(${a}, ${b}, ${c}) as x`,
      `select case when true then ${a} else ${b} end as x`,
      `select array[${a}, ${b}] as x`,
      `select ${a} as x union all select ${b}`,
      `select ${a} in (${b}, ${c}) as x`,
      `select ${a} = any(${b}) as x`,
      `select nullif(${a}, ${b}) as x`,
      `values (${a}), (${b})`,
      `select ${a} is distinct from ${b} as x`,
      `select ${a} between ${b} and ${c} as x`,
    ]
    return this.#pick(forms)
  }
}

const types = [
  'int',
  'bigint',
  'smallint',
  'numeric',
  'float8',
  'real',
  'text',
  'varchar',
  'bpchar',
  'name',
  'bool',
  'date',
  'time',
  'timetz',
  'timestamp',
  'timestamptz',
  'interval',
  'json',
  'jsonb',
  'uuid',
  'bytea',
  'bit',
  'varbit',
  'inet',
  'cidr',
  'macaddr',
  'money',
  'point',
  'box',
  'path',
  'circle',
  'xml',
  'oid',
  'regclass',
  'regtype',
  'tsvector',
  'tsquery',
  'int4range',
  'numrange',
  'tstzrange',
  'int4multirange',
  'int[]',
  'text[]',
  'numeric[]',
  'varchar[]',
  'date[]',
  'jsonb[]',
  'mood',
  'mood[]',
  'posint',
  'email',
  'pair',
  'users',
  'tid',
]

const literals = ['null', 'true', '1', '1.5', 'row(1, 2)']

const functions = [
  'sum',
  'min',
  'max',
  'avg',
  'array_agg',
  'count',
  'string_agg',
  'json_agg',
  'bool_and',
  'unnest',
  'array_length',
  'cardinality',
  'to_json',
  'lower',
  'upper',
  'length',
  'abs',
  'round',
  'date_trunc',
  'concat',
  'array_append',
  'array_cat',
  'array_position',
  'row_to_json',
  'age',
  'generate_series',
  'to_char',
  'md5',
  'jsonb_build_object',
  'jsonb_set',
  'range_merge',
  'isempty',
  'ceil',
  'mod',
  'power',
  'text',
  'int4',
  'date',
  'numeric',
  'array_to_string',
  'array_remove',
  'to_tsvector',
  'num_nonnulls',
  'pg_typeof',
  'format',
  'substring',
  'overlaps',
  'timezone',
]

import type { CatalogView } from '@migration-doctor/core'
import type { BuilderContext } from './context.ts'
import { NamingStrategy } from './name.ts'
import type { ColumnModel } from './table.ts'

/** A table, a view or a path to one. */
export type Target = string | { readonly schema: string | undefined; readonly name: string }

const spatialTypes = ['geometry', 'geography']

/** Names and types as TypeORM's PostgreSQL driver writes them. */
export class Driver {
  readonly context: BuilderContext
  readonly names: NamingStrategy
  readonly #view: () => CatalogView

  constructor(context: BuilderContext, view: () => CatalogView) {
    this.context = context
    this.names = new NamingStrategy(context.major)
    this.#view = view
  }

  /** `current_schema()` of the connection. */
  get searchSchema(): string {
    return this.#view().defaultSchema
  }

  /** Without a schema of its own: the data source's, else `null` for the search path's. */
  parse(target: Target): { readonly schema: string | null; readonly table: string } {
    const { own, path } =
      typeof target === 'string' ? { own: undefined, path: target } : { own: target.schema, path: target.name }
    const parts = path.split('.')
    const [first = '', second] = parts
    const schema = own ?? (second === undefined ? undefined : first) ?? this.context.schema ?? null
    return { schema, table: second ?? first }
  }

  schemaOf(target: Target): string {
    return this.parse(target).schema ?? this.searchSchema
  }

  /** `"table"`, or `"schema"."table"` outside the search path's own schema. */
  escapePath(target: Target): string {
    const { schema, table } = this.parse(target)
    return schema !== null && schema !== this.searchSchema ? `"${schema}"."${table}"` : `"${table}"`
  }

  /** What tables are kept under in the query runner's memory. */
  path(target: Target): string {
    const { table } = this.parse(target)
    return `${this.schemaOf(target)}.${table}`
  }

  get uuidGenerator(): string {
    return this.context.uuidExtension === 'pgcrypto' ? 'gen_random_uuid()' : 'uuid_generate_v4()'
  }

  /** `"schema"."table_column_enum"`. */
  enumName(table: Target, column: ColumnModel, form: { withSchema?: boolean; old?: boolean } = {}): string {
    const name = this.bareEnumName(table, column) + (form.old ? '_old' : '')
    const path = form.withSchema === false ? name : `${this.schemaOf(table)}.${name}`
    return path
      .split('.')
      .map((part) => `"${part}"`)
      .join('.')
  }

  bareEnumName(table: Target, column: ColumnModel): string {
    const chosen = this.context.major === 0 ? column.enumName || undefined : column.enumName
    return chosen ?? `${this.parse(table).table}_${column.name.toLowerCase()}_enum`
  }

  sequenceName(table: Target, column: string): string {
    const name = this.parse(table).table
    const whole = `${name}_${column}_seq`
    if (whole.length <= 63) return whole
    const given = typeof table === 'string' ? table : table.name
    return `${name.slice(0, 29)}_${column.slice(0, Math.max(29, 63 - given.length - 5))}_seq`
  }

  sequencePath(table: Target, column: string): string {
    return `${this.schemaOf(table)}.${this.sequenceName(table, column)}`
  }

  /** The type with length, precision and scale. */
  fullType(column: ColumnModel): string {
    const type = this.#typeName(column)
    return column.isArray ? `${type} array` : type
  }

  #typeName(column: ColumnModel): string {
    const precision = column.precision ?? null
    const digits = precision === null ? '' : `(${precision})`
    switch (column.type) {
      case 'time without time zone':
        return `TIME${digits}`
      case 'time with time zone':
        return `TIME${digits} WITH TIME ZONE`
      case 'timestamp without time zone':
        return `TIMESTAMP${digits}`
      case 'timestamp with time zone':
        return `TIMESTAMP${digits} WITH TIME ZONE`
    }
    if (spatialTypes.includes(column.type)) return spatialType(column)
    if (column.length || column.type === 'vector' || column.type === 'halfvec') {
      return column.type + (column.length ? `(${column.length})` : '')
    }
    const scale = column.scale ?? null
    return precision !== null && scale !== null ? `${column.type}(${precision},${scale})` : column.type + digits
  }
}

function spatialType(column: ColumnModel): string {
  if (column.spatialFeatureType === undefined) return column.type
  const srid = column.srid === undefined ? '' : `,${column.srid}`
  return `${column.type}(${column.spatialFeatureType}${srid})`
}

/** The driver's one name for the aliases of a type. */
export function normalizeType(type: string): string {
  return aliases[type] ?? type
}

const aliases: Readonly<Record<string, string>> = {
  int: 'integer',
  int4: 'integer',
  varchar: 'character varying',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  time: 'time without time zone',
  timetz: 'time with time zone',
  bool: 'boolean',
  'simple-array': 'text',
  'simple-json': 'text',
  'simple-enum': 'enum',
  int2: 'smallint',
  int8: 'bigint',
  decimal: 'numeric',
  float8: 'double precision',
  float: 'double precision',
  float4: 'real',
  char: 'character',
  varbit: 'bit varying',
}

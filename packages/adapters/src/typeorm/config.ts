import { toHost, truth } from './evaluate/convert.ts'
import { Text } from './evaluate/text.ts'
import { ArrayValue, FunctionValue, ObjectValue, Unknown, type Value } from './evaluate/value.ts'

export type TransactionMode = 'all' | 'each' | 'none'

/** On, off, or the reason why that cannot be known: `the environment variable NODE_ENV`. */
export type Switch = boolean | string

/** A data source as its own file defines it. What could not be known is absent. */
export interface DataSourceConfig {
  /** Absolute path of the file that defines it; `null` when there is none. */
  readonly file: string | null
  readonly type: string | null
  /** Globs as written, and classes given directly, in order. */
  readonly migrations: readonly (string | FunctionValue)[]
  /** Something among the migrations could not be known. */
  readonly unknown: Unknown | null
  readonly tableName: string | null
  readonly schema: string | null
  readonly transactionMode: TransactionMode | null
  readonly synchronize: Switch
  readonly migrationsRun: Switch
  readonly uuidExtension: 'uuid-ossp' | 'pgcrypto'
  /** `url`, `host`, `port`, `username`, `password`, `database`, `ssl`, `extra`: those that are known. */
  readonly connection: Readonly<Record<string, unknown>>
  /** Set when it is not TypeORM's default. */
  readonly namingStrategy: string | null
}

export const noConfig: DataSourceConfig = {
  file: null,
  type: null,
  migrations: [],
  unknown: null,
  tableName: null,
  schema: null,
  transactionMode: null,
  synchronize: false,
  migrationsRun: false,
  uuidExtension: 'uuid-ossp',
  connection: {},
  namingStrategy: null,
}

/** Options of a data source as the program makes them. */
export function configOf(options: Value, file: string | null): DataSourceConfig | null {
  if (!(options instanceof ObjectValue)) return null
  const { migrations, unknown } = migrationsOf(options.props.get('migrations'))
  const mode = hostOf(options, 'migrationsTransactionMode')
  const naming = options.props.get('namingStrategy')
  return {
    file,
    type: stringOf(options, 'type'),
    migrations,
    unknown,
    tableName: stringOf(options, 'migrationsTableName'),
    schema: stringOf(options, 'schema'),
    transactionMode: mode === 'all' || mode === 'each' || mode === 'none' ? mode : null,
    synchronize: switchOf(options, 'synchronize'),
    migrationsRun: switchOf(options, 'migrationsRun'),
    uuidExtension: hostOf(options, 'uuidExtension') === 'pgcrypto' ? 'pgcrypto' : 'uuid-ossp',
    connection: connectionOf(options),
    namingStrategy:
      naming instanceof ObjectValue ? naming.brand || 'custom' : naming instanceof Unknown ? naming.reason : null,
  }
}

function switchOf(options: ObjectValue, name: string): Switch {
  const known = truth(options.props.get(name))
  return known instanceof Unknown ? known.reason : known
}

function stringOf(options: ObjectValue, name: string): string | null {
  const value = hostOf(options, name)
  return typeof value === 'string' && value !== '' ? value : null
}

function hostOf(options: ObjectValue, name: string): unknown {
  const host = toHost(options.props.get(name))
  return host instanceof Unknown ? undefined : host.host
}

function migrationsOf(value: Value): { migrations: (string | FunctionValue)[]; unknown: Unknown | null } {
  const migrations: (string | FunctionValue)[] = []
  let unknown: Unknown | null = null
  const visit = (item: Value): void => {
    if (item instanceof Unknown && item.choices.length > 0) for (const choice of item.choices) visit(asValue(choice))
    else if (item instanceof Unknown) unknown = item
    else if (item instanceof Text && item.hole) migrations.push(withWildcards(item))
    else if (item instanceof Text) migrations.push(item.value)
    else if (item instanceof FunctionValue) migrations.push(item)
    else if (item instanceof ArrayValue) {
      if (item.taint) unknown = item.taint
      item.items.forEach(visit)
    } else if (item instanceof ObjectValue) for (const property of item.props.values()) visit(property)
  }
  visit(value)
  return { migrations, unknown }
}

/** A path of which a part is not known: any name may stand there. */
function withWildcards(path: Text): string {
  return path.parts.map((part) => (part.hole ? '*' : part.text)).join('')
}

/** One of several values that an expression may have. */
function asValue(choice: unknown): Value {
  const isValue = choice instanceof Text || choice instanceof ArrayValue || choice instanceof ObjectValue
  return isValue ? choice : undefined
}

const connectionOptions = ['url', 'host', 'port', 'username', 'password', 'database', 'ssl', 'extra']

function connectionOf(options: ObjectValue): Record<string, unknown> {
  const connection: Record<string, unknown> = {}
  for (const name of connectionOptions) {
    const value = hostOf(options, name)
    if (value !== undefined && value !== null) connection[name] = value
  }
  return connection
}

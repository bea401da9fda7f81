import type { BuilderContext, Prototypes } from '../builder/context.ts'
import { SchemaBuilder } from '../builder/method.ts'
import { silent } from '../evaluate/global.ts'
import { plain } from '../evaluate/text.ts'
import { ArrayValue, type Call, native, ObjectValue, objectOf, Unknown, type Value } from '../evaluate/value.ts'
import { makeManager } from './manager.ts'
import { sendQuery } from './query.ts'
import { taggedSql } from './tag.ts'
import { Transactions } from './transaction.ts'

export interface RunnerOptions extends BuilderContext {
  /** The tool has already opened a transaction. */
  readonly inTransaction: boolean
  readonly prototypes: Prototypes
}

/** TypeORM's query runner, as the migration meets it: everything that it would send is noted, nothing is sent. */
export function makeQueryRunner(options: RunnerOptions): ObjectValue {
  const runner = new ObjectValue('QueryRunner')
  const transactions = new Transactions(options.inTransaction ? 1 : 0)
  const builder = new SchemaBuilder(options, options.prototypes)
  const dataSource = (): ObjectValue => makeDataSource(options, makeManager(runner, transactions))
  const parts: Readonly<Record<string, () => Value>> = {
    manager: () => makeManager(runner, transactions),
    connection: dataSource,
    dataSource,
    data: () => new ObjectValue(),
    isReleased: () => false,
  }
  runner.getters.set(
    'isTransactionActive',
    native('isTransactionActive', () => transactions.depth > 0),
  )
  runner.missing = (name, site) => {
    const own = Object.hasOwn(methods, name) ? methods[name] : undefined
    const part = Object.hasOwn(parts, name) ? parts[name]?.() : undefined
    const member = own ? native(name, (call) => own(call, transactions)) : (part ?? builder.method(name))
    if (member === null) return new Unknown(`\`${name}\` of the query runner`, site)
    runner.props.set(name, member)
    return member
  }
  return runner
}

type Method = (call: Call, transactions: Transactions) => Value

/** Its methods, the schema builder's left out. */
const methods: Readonly<Record<string, Method>> = {
  query: (call) => sendQuery(call, false),
  sql: (call) => taggedSql(call),
  stream: (call) => sendQuery(call, false),
  startTransaction: (call, transactions) => transactions.start(call),
  commitTransaction: (call, transactions) => transactions.commit(call),
  rollbackTransaction: (call, transactions) => transactions.rollback(call),
  connect: () => undefined,
  release: () => undefined,
  beforeMigration: () => undefined,
  afterMigration: () => undefined,
  getReplicationMode: () => plain('master'),
  hasDatabase: ({ site }) => new Unknown('which databases there are', site),
  getCurrentDatabase: ({ site }) => new Unknown('the name of the database', site),
  clearDatabase: (call) => anything(call, '`clearDatabase` drops whatever there is'),
  enableSqlMemory: (call) => inMemory(call),
  disableSqlMemory: (call) => inMemory(call),
  clearSqlMemory: (call) => inMemory(call),
  getMemorySql: (call) => inMemory(call),
  executeMemoryUpSql: (call) => inMemory(call),
  executeMemoryDownSql: (call) => inMemory(call),
}

/** The mode in which statements are collected: the command line's own, of no use in a migration. */
function inMemory(call: Call): Value {
  return anything(call, 'the query runner keeps statements instead of sending them')
}

function anything({ run, site }: Call, reason: string): Value {
  run.effects.emit({ kind: 'unreadable', place: site, reason, mayTouch: null })
  return new Unknown(reason, site)
}

/** The data source as reached from a query runner. Its own queries go over another connection. */
function makeDataSource(options: RunnerOptions, manager: ObjectValue): ObjectValue {
  const source = new ObjectValue('DataSource')
  const driver = objectOf({
    escape: native('escape', ({ args, site, run }) => escapeName(args[0], site, run)),
    schema: options.schema === null ? undefined : plain(options.schema),
    options: objectOf({ type: plain('postgres'), schema: options.schema === null ? undefined : plain(options.schema) }),
  })
  driver.missing = (name, site) => new Unknown(`\`${name}\` of the driver`, site)
  const connectionOptions = objectOf({
    type: plain('postgres'),
    schema: options.schema === null ? undefined : plain(options.schema),
  })
  connectionOptions.missing = (name, site) => new Unknown(`the option ${name} of the data source`, site)
  source.props.set(
    'query',
    native('query', (call) => sendQuery(call, true)),
  )
  source.props.set('driver', driver)
  source.props.set('options', connectionOptions)
  source.props.set('logger', silent('logger'))
  source.props.set('manager', manager)
  source.props.set(
    'createQueryRunner',
    native('createQueryRunner', () => makeQueryRunner({ ...options, inTransaction: false })),
  )
  source.props.set(
    'transaction',
    native('transaction', (call) => call.run.call(call.args.at(-1), undefined, [manager], call.site)),
  )
  source.missing = (name, site) => new Unknown(`\`${name}\` of the data source`, site)
  return source
}

function escapeName(value: Value, site: Call['site'], run: Call['run']): Value {
  const quoted = new ArrayValue([plain('"'), value, plain('"')])
  return run.call(run.get(quoted, 'join', site), quoted, [plain('')], site)
}

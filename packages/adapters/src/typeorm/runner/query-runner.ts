import type { BuilderContext, Prototypes } from '../builder/context.ts'
import { builderMethods } from '../builder/method.ts'
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
  const methods: Readonly<Record<string, (call: Call) => Value>> = {
    query: (call) => sendQuery(call, false),
    sql: (call) => taggedSql(call),
    startTransaction: (call) => transactions.start(call),
    commitTransaction: (call) => transactions.commit(call),
    rollbackTransaction: (call) => transactions.rollback(call),
    connect: () => undefined,
    release: () => undefined,
    beforeMigration: () => undefined,
    afterMigration: () => undefined,
    getReplicationMode: () => plain('master'),
    stream: (call) => sendQuery(call, false),
    hasDatabase: ({ site }) => new Unknown('which databases there are', site),
    getCurrentDatabase: ({ site }) => new Unknown('the name of the database', site),
    clearDatabase: (call) => anything(call, '`clearDatabase` drops whatever there is'),
  }
  for (const name of memoryMethods) {
    runner.props.set(
      name,
      native(name, (call) => anything(call, `\`${name}\` keeps statements instead of sending them`)),
    )
  }
  for (const [name, invoke] of Object.entries(methods)) runner.props.set(name, native(name, invoke))
  for (const [name, method] of builderMethods(options, options.prototypes)) runner.props.set(name, method)
  const manager = makeManager(runner, transactions)
  const dataSource = makeDataSource(options, manager)
  runner.props.set('manager', manager)
  runner.props.set('connection', dataSource)
  runner.props.set('dataSource', dataSource)
  runner.props.set('data', new ObjectValue())
  runner.props.set('isReleased', false)
  for (const name of ['loadedTables', 'loadedViews']) {
    runner.getters.set(
      name,
      native(name, ({ site }) => new Unknown('what the query runner remembers', site)),
    )
  }
  runner.getters.set(
    'isTransactionActive',
    native('isTransactionActive', () => transactions.depth > 0),
  )
  runner.missing = (name, site) => new Unknown(`\`${name}\` of the query runner`, site)
  return runner
}

/** The mode in which statements are collected: the CLI's own, of no use in a migration. */
const memoryMethods = [
  'enableSqlMemory',
  'disableSqlMemory',
  'clearSqlMemory',
  'getMemorySql',
  'executeMemoryUpSql',
  'executeMemoryDownSql',
]

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

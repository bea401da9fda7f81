import { knownString } from '../evaluate/convert.ts'
import { type Call, FunctionValue, native, ObjectValue, Unknown, type Value } from '../evaluate/value.ts'
import { sendQuery } from './query.ts'
import type { Transactions } from './transaction.ts'

/** Methods of entity managers and repositories that only make objects. */
const silentMethods = new Set(['create', 'merge', 'hasId', 'getId', 'preload'])

/** An entity manager. What it does through entities is rows, never shapes, and depends on the entities as they are today. */
export function makeManager(runner: ObjectValue, transactions: Transactions): ObjectValue {
  const manager = new ObjectValue('EntityManager')
  manager.props.set(
    'query',
    native('query', (call) => sendQuery(call, false)),
  )
  manager.props.set('queryRunner', runner)
  manager.getters.set(
    'connection',
    native('connection', (call) => call.run.get(runner, 'dataSource', call.site)),
  )
  manager.getters.set(
    'dataSource',
    native('dataSource', (call) => call.run.get(runner, 'dataSource', call.site)),
  )
  manager.props.set(
    'getRepository',
    native('getRepository', (call) => makeRepository(call.args[0], manager, call)),
  )
  manager.props.set(
    'createQueryBuilder',
    native('createQueryBuilder', () => makeQueryBuilder()),
  )
  manager.props.set(
    'transaction',
    native('transaction', (call) => nested(call, manager, transactions)),
  )
  manager.missing = (name) => native(name, (call) => throughEntity(name, call.args[0], call))
  return manager
}

function nested(call: Call, manager: ObjectValue, transactions: Transactions): Value {
  transactions.start(call)
  const result = call.run.call(call.args.at(-1), undefined, [manager], call.site)
  transactions.commit(call)
  return result
}

function makeRepository(entity: Value, manager: ObjectValue, _call: Call): ObjectValue {
  const repository = new ObjectValue('Repository')
  repository.props.set(
    'query',
    native('query', (call) => sendQuery(call, false)),
  )
  repository.props.set('manager', manager)
  repository.props.set(
    'createQueryBuilder',
    native('createQueryBuilder', () => makeQueryBuilder()),
  )
  repository.missing = (name) => native(name, (call) => throughEntity(name, entity, call))
  return repository
}

function throughEntity(method: string, entity: Value, call: Call): Value {
  const result = new Unknown(`rows of ${nameOfEntity(entity)}`, call.site)
  if (silentMethods.has(method)) return result
  const reason = `\`${method}\` goes through ${nameOfEntity(entity)} as it is in today's code`
  call.run.effects.emit({ kind: 'unreadable', place: call.site, reason, mayTouch: [] })
  return result
}

function nameOfEntity(entity: Value): string {
  if (entity instanceof FunctionValue && entity.name !== '') return `the entity ${entity.name}`
  const name = knownString(entity)
  return name === null ? 'an entity' : `the entity ${name}`
}

const finishing = new Set([
  'execute',
  'getMany',
  'getOne',
  'getRawMany',
  'getRawOne',
  'getCount',
  'getOneOrFail',
  'getManyAndCount',
  'stream',
])

/** A query builder: whatever it is told, it reads or writes rows when it is finished. */
function makeQueryBuilder(): ObjectValue {
  const builder = new ObjectValue('QueryBuilder')
  builder.missing = (name) =>
    native(name, (call) => {
      if (!finishing.has(name)) return builder
      const reason = 'the query is put together by a query builder from entities as they are today'
      call.run.effects.emit({ kind: 'unreadable', place: call.site, reason, mayTouch: [] })
      return new Unknown('the result of a query', call.site)
    })
  return builder
}

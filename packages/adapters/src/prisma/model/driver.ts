import type { EngineDatabase, TypedRows } from '@migration-doctor/core'
import { columnTypeOf, valueFor } from './values.ts'

interface Query {
  readonly sql: string
  readonly args: readonly unknown[]
}

/**
 * A database in the form in which Prisma's engine asks for one: factories and connections whose methods never throw but
 * answer `{ ok }`, as `bindMigrationAwareSqlAdapterFactory` of `@prisma/driver-adapter-utils` makes them.
 */
export function driverOf(database: EngineDatabase): object {
  const errors: unknown[] = []
  const errorRegistry = {
    consumeError: (id: number) => (id in errors ? { error: errors[id] } : undefined),
  }
  const caught = <Value>(work: () => Promise<Value>) => answered(work, errors)
  const queryable = {
    ...identity,
    queryRaw: ({ sql, args }: Query) => caught(async () => resultSet(await database.rows(sql, args))),
    executeRaw: ({ sql, args }: Query) => caught(async () => (await database.rows(sql, args)).rows.length),
  }
  const connection = {
    ...queryable,
    errorRegistry,
    executeScript: (script: string) => caught(() => database.script(script)),
    startTransaction: () =>
      caught(async () => {
        await database.script('BEGIN')
        const end = (sql: string) => () => caught(() => database.script(sql))
        return { ...queryable, options: { usePhantomQuery: false }, commit: end('COMMIT'), rollback: end('ROLLBACK') }
      }),
    getConnectionInfo: () => ok({ schemaName: 'public', supportsRelationJoins: true }),
    dispose: async () => ok(undefined),
  }
  const connect = async () => ok(connection)
  return { ...identity, errorRegistry, connect, connectToShadowDb: connect }
}

const identity = { provider: 'postgres', adapterName: 'migration-doctor' }

interface Answer<Value> {
  readonly ok: boolean
  readonly value?: Value
  readonly error?: object
  map<Result>(change: (value: Value) => Result): Answer<Result>
  flatMap<Result>(change: (value: Value) => Answer<Result>): Answer<Result>
}

function ok<Value>(value: Value): Answer<Value> {
  return { ok: true, value, map: (change) => ok(change(value)), flatMap: (change) => change(value) }
}

function failed<Value>(error: object): Answer<Value> {
  return { ok: false, error, map: () => failed(error), flatMap: () => failed(error) }
}

async function answered<Value>(work: () => Promise<Value>, errors: unknown[]): Promise<Answer<Value>> {
  try {
    return ok(await work())
  } catch (error) {
    return failed(fromPostgres(error) ?? { kind: 'GenericJs', id: errors.push(error) - 1 })
  }
}

function fromPostgres(error: unknown): object | null {
  if (!(error instanceof Error)) return null
  const text = (name: string) => {
    const value: unknown = Reflect.get(error, name)
    return typeof value === 'string' ? value : undefined
  }
  const code = text('code')
  if (code === undefined) return null
  const { message } = error
  const facts = { code, message, severity: text('severity') ?? 'ERROR', detail: text('detail'), hint: text('hint') }
  return { kind: 'postgres', ...facts, column: text('column'), originalCode: code, originalMessage: message }
}

function resultSet({ columns, rows }: TypedRows): object {
  return {
    columnNames: columns.map(({ name }) => name),
    columnTypes: columns.map(({ type }) => columnTypeOf(type)),
    rows: rows.map((row) => row.map((value, i) => valueFor(value, columns[i]?.type ?? 0))),
  }
}

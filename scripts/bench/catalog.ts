import type { Database } from '@migration-doctor/core'
import { connect, introspect } from '@migration-doctor/db'
import { startOwnServer } from '@migration-doctor/testkit'
import { historyKinds } from './histories.ts'
import { median, timeOf } from './measure.ts'
import type { Row } from './row.ts'

const tables = 1_000

/** Reading a live catalog: so many queries for one table, and for a thousand. */
export async function* catalogRows(rounds: number): AsyncGenerator<Row> {
  const server = await startOwnServer()
  try {
    const few = await reading(await filled(server, 1), rounds)
    const many = await reading(await filled(server, tables / 2), rounds)
    const what = `reading a catalog of ${tables} tables`
    yield { what, measured: 'median of whole readings', value: many.time, budget: 1_000, unit: 'ms' }
    yield { what, measured: 'queries, as for two tables', value: many.queries, budget: few.queries, unit: 'queries' }
  } finally {
    await server.stop()
  }
}

/** A database in which every one of so many migrations made its two tables. */
async function filled(server: Awaited<ReturnType<typeof startOwnServer>>, migrations: number): Promise<string> {
  const [kind] = historyKinds
  const { url } = await server.createDatabase()
  const connection = await connect(url, { readOnly: false })
  try {
    for (let at = 0; at < migrations; at++) await connection.script(kind?.statements(at).join('\n') ?? '')
  } finally {
    await connection.close()
  }
  return url
}

async function reading(url: string, rounds: number): Promise<{ readonly time: number; readonly queries: number }> {
  const connection = await connect(url, { readOnly: true })
  try {
    let queries = 0
    const counting: Database = {
      query: (sql, parameters) => {
        queries++
        return connection.query(sql, parameters)
      },
      script: (sql) => connection.script(sql),
      close: () => connection.close(),
    }
    await introspect(counting)
    const once = queries
    const times: number[] = []
    for (let round = 0; round < rounds; round++) times.push(await timeOf(() => introspect(connection)))
    return { time: median(times), queries: once }
  } finally {
    await connection.close()
  }
}

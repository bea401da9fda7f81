import type { PGlite } from '@electric-sql/pglite'
import pg from 'pg'

/** A PostgreSQL to read its catalog from. */
export interface Server {
  /** Rows of a query whose single column is JSON. */
  rows<Row>(sql: string): Promise<readonly Row[]>
  run(sql: string): Promise<void>
  close(): Promise<void>
}

export async function connect(url: string): Promise<Server> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return {
    rows: async <Row>(sql: string) => (await client.query<{ row: Row }>(sql)).rows.map(({ row }) => row),
    run: async (sql) => {
      await client.query(sql)
    },
    close: () => client.end(),
  }
}

export function embedded(pglite: PGlite): Server {
  return {
    rows: async <Row>(sql: string) => (await pglite.query<{ row: Row }>(sql)).rows.map(({ row }) => row),
    run: async (sql) => {
      await pglite.exec(sql)
    },
    close: () => pglite.close(),
  }
}

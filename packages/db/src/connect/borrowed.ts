import type { Database } from '@migration-doctor/core'
import type { ServerInfo } from './connection.ts'

/** A transaction that somebody else's client has begun; parameters are PostgreSQL's `$1`, one statement at a time. */
export interface BorrowedTransaction {
  rows(sql: string, parameters: readonly unknown[]): Promise<readonly object[]>
  execute(sql: string): Promise<unknown>
}

/** A database, and what is known of its server. */
export interface ReadSession extends Database {
  readonly server: ServerInfo
}

const statementTimeoutMs = 60_000

/**
 * Makes a borrowed transaction read only, and reads through it. Closing leaves it as it is: it ends with its owner.
 * Rejects with what the client says where it does not work; a transaction that has already written cannot be borrowed.
 */
export async function borrow(transaction: BorrowedTransaction): Promise<ReadSession> {
  await transaction.execute('SET TRANSACTION READ ONLY')
  await transaction.execute(`SET LOCAL statement_timeout = ${statementTimeoutMs}`)
  const database: Database = {
    // The client knows nothing of the columns: what the caller says of its own SQL counts.
    query: async <Row extends object>(sql: string, parameters: readonly unknown[] = []) =>
      (await transaction.rows(sql, parameters)) as readonly Row[],
    script: async (sql) => {
      await transaction.execute(sql)
    },
    close: async () => {},
  }
  return { ...database, server: await greet(database) }
}

interface Greeting {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly num: string
  readonly text: string
}

async function greet(database: Database): Promise<ServerInfo> {
  const [row] = await database.query<Greeting>(`SELECT current_database()::text AS database, current_user::text AS user,
    coalesce(host(inet_server_addr()), 'localhost') AS host, coalesce(inet_server_port(), 5432) AS port,
    current_setting('server_version_num') AS num, current_setting('server_version') AS text`)
  if (!row) throw new Error('The server does not say its version.')
  const { host, port, user, num, text } = row
  return {
    host,
    port,
    database: row.database,
    user,
    versionNum: Number(num),
    versionText: `PostgreSQL ${text.split(' ')[0]}`,
  }
}

import type { Database } from '@migration-doctor/core'
import { parseScript, type Statement, type TransactionStmt } from '@migration-doctor/sql'
import type { QueryMessage } from './messages.ts'

/** What node-postgres gives for one statement, as far as TypeORM looks at it. */
export interface QueryResult {
  readonly command: string
  readonly rowCount: number
  readonly rows: readonly object[]
}

export type Answer =
  | { readonly result: QueryResult | readonly []; readonly error: null }
  | { readonly result: null; readonly error: { readonly message: string; readonly code: string } }

const start = 'migration_doctor_start'
const guard = 'migration_doctor_statement'
const own = 'migration_doctor_transaction'

/**
 * One migration's work on the scratch database, in one transaction whatever the migration asks for, so that it can be begun again.
 * An error aborts what follows, as PostgreSQL's own transactions do.
 */
export class ScratchSession {
  readonly #database: Database
  /** The tool would hold a transaction, or the user's own BEGIN does. */
  #inTransaction: boolean
  #aborted = false
  #owned = false
  /** What our transaction alone refuses, to be done after it. */
  #postponed: { readonly sql: string; readonly parameters: readonly unknown[] }[] = []

  constructor(database: Database, inTransaction: boolean) {
    this.#database = database
    this.#inTransaction = inTransaction
  }

  async begin(): Promise<void> {
    await this.#database.script(`BEGIN; SAVEPOINT ${start}`)
  }

  async again(inTransaction: boolean): Promise<void> {
    await this.#database.script(`ROLLBACK TO SAVEPOINT ${start}`)
    this.#inTransaction = inTransaction
    this.#aborted = false
    this.#owned = false
    this.#postponed = []
  }

  /** @returns why something that had to wait for the end was refused even there. */
  async end(): Promise<readonly string[]> {
    await this.#database.script('COMMIT')
    const refused: string[] = []
    for (const { sql, parameters } of this.#postponed) {
      await this.#database.query(sql, parameters).catch((error: unknown) => refused.push(errorOf(error).message))
    }
    return refused
  }

  /** @param forgiving a refusal is answered as if the statement had run and done nothing. */
  async answer(sql: string, parameters: readonly unknown[], forgiving: boolean): Promise<Answer> {
    const statements = statementsOf(sql)
    const [only] = statements
    const control = statements.length === 1 && only ? controlOf(only) : null
    if (control) return this.#control(control, sql)
    if (this.#aborted) {
      const message = 'current transaction is aborted, commands ignored until end of transaction block'
      return forgiving ? nothing(only) : { result: null, error: { message, code: '25P02' } }
    }
    try {
      await this.#database.script(`SAVEPOINT ${guard}`)
      const result = statements.length < 2 ? await this.#one(sql, parameters, only) : await this.#many(sql, statements)
      await this.#database.script(`RELEASE SAVEPOINT ${guard}`)
      return { result, error: null }
    } catch (error) {
      await this.#database.script(`ROLLBACK TO SAVEPOINT ${guard}`)
      const { message, code } = errorOf(error)
      const isOurs = !this.#inTransaction && onlyHere.has(code)
      if (isOurs) this.#postponed.push({ sql, parameters })
      if (forgiving || isOurs) return nothing(only)
      this.#aborted = this.#inTransaction
      return { result: null, error: { message, code } }
    }
  }

  async #one(sql: string, parameters: readonly unknown[], statement: Statement | undefined): Promise<QueryResult> {
    const rows = await this.#database.query(sql, parameters)
    return { command: commandOf(statement), rowCount: rows.length, rows }
  }

  /** Several statements in one text: node-postgres then gives a list, and TypeORM nothing. */
  async #many(sql: string, statements: readonly Statement[]): Promise<readonly []> {
    for (const statement of statements) {
      const { span } = statement
      if (!controlOf(statement)) await this.#database.query(sql.slice(span.start, span.end))
    }
    return []
  }

  async #control({ kind }: TransactionStmt, sql: string): Promise<Answer> {
    if (kind === 'TRANS_STMT_BEGIN' || kind === 'TRANS_STMT_START') {
      if (!this.#owned) await this.#database.script(`SAVEPOINT ${own}`)
      this.#owned = true
      this.#inTransaction = true
    } else if (kind === 'TRANS_STMT_ROLLBACK') {
      await this.#database.script(`ROLLBACK TO SAVEPOINT ${this.#owned ? own : start}`)
      this.#aborted = false
    } else if (kind === 'TRANS_STMT_ROLLBACK_TO') {
      await this.#database.script(sql)
      this.#aborted = false
    } else if ((kind === 'TRANS_STMT_SAVEPOINT' || kind === 'TRANS_STMT_RELEASE') && !this.#aborted) {
      await this.#database.script(sql)
    }
    return { result: { command: '', rowCount: 0, rows: [] }, error: null }
  }
}

/** TypeORM's own business: asked on the same database, but no transaction of it. */
export async function plainly({ id, sql, parameters }: QueryMessage, session: ScratchSession): Promise<object> {
  if (/^\s*(?:START|BEGIN|COMMIT|ROLLBACK)\b/i.test(sql)) {
    return { kind: 'rows', id, result: { command: '', rowCount: 0, rows: [] } }
  }
  const { result, error } = await session.answer(sql, parameters ?? [], false)
  return error ? { kind: 'rows', id, error } : { kind: 'rows', id, result }
}

/** Refusals that only our transaction causes: what must run outside one, and a new enum value in use. */
const onlyHere = new Set(['25001', '55P04'])

function statementsOf(sql: string): readonly Statement[] {
  const { items } = parseScript(sql)
  return items.flatMap((item) => ('statement' in item ? [item.statement] : []))
}

function controlOf({ node }: Statement): TransactionStmt | null {
  return 'TransactionStmt' in node ? node.TransactionStmt : null
}

function nothing(statement: Statement | undefined): Answer {
  return { result: { command: commandOf(statement), rowCount: 0, rows: [] }, error: null }
}

const commands: Readonly<Record<string, string>> = {
  SelectStmt: 'SELECT',
  InsertStmt: 'INSERT',
  UpdateStmt: 'UPDATE',
  DeleteStmt: 'DELETE',
}

function commandOf(statement: Statement | undefined): string {
  return statement ? (commands[statement.kind] ?? '') : ''
}

function errorOf(error: unknown): { message: string; code: string } {
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  return { message, code }
}

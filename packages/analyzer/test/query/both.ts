import { readFile } from 'node:fs/promises'
import { loadParser, type Node, parseScript } from '@migration-doctor/sql'
import { startServer, type TestDatabase } from '@migration-doctor/testkit/server'
import pg from 'pg'
import { applyNode } from '../../src/simulate/apply.ts'
import { analyzeQuery } from '../../src/simulate/query/index.ts'
import { Refusal, Unknowable } from '../../src/simulate/refusal.ts'
import { Session } from '../../src/simulate/session.ts'
import { systemCatalog } from '../../src/simulate/system.ts'
import { formatType } from '../../src/simulate/types.ts'

/** What became of one statement. */
export interface Verdict {
  /** `accepted`, `unknown` or a SQLSTATE. */
  readonly state: string
  readonly message: string
  /** Names and types of a query's columns; `null` when they are not known. */
  readonly columns: string | null
}

const read = (name: string) => readFile(new URL(name, import.meta.url), 'utf8')

/** The lines of a file of statements, comments left out. */
export async function statementsOf(name: string): Promise<readonly string[]> {
  const lines = (await read(name)).split('\n').map((line) => line.trim())
  return lines.filter((line) => line !== '' && !line.startsWith('--'))
}

/** A real database and a simulated one of the same schema. */
export class Both {
  readonly #client: pg.Client
  readonly #database: TestDatabase
  readonly #session: Session

  private constructor(client: pg.Client, database: TestDatabase, session: Session) {
    this.#client = client
    this.#database = database
    this.#session = session
  }

  static async start(version: number): Promise<Both> {
    await loadParser()
    const schema = await read('schema.sql')
    const server = await startServer(version)
    const database = await server.createDatabase()
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    await client.query(schema)
    const session = new Session({ pgVersion: version, searchPath: ['public'], system: systemCatalog(version) })
    for (const node of nodesOf(schema)) applyNode(session, node)
    session.store.commit()
    return new Both(client, database, session)
  }

  async stop(): Promise<void> {
    await this.#client.end()
    await this.#database.drop()
  }

  /** The simulator's verdict; nothing stays. */
  simulate(sql: string): Verdict {
    const [node] = nodesOf(sql)
    if (!node) return refused('42601', 'syntax error')
    const mark = this.#session.store.mark()
    try {
      if (!('SelectStmt' in node)) {
        applyNode(this.#session, node)
        return accepted(null)
      }
      const { columns } = analyzeQuery(this.#session, node)
      return accepted(
        columns?.map(({ name, type }) => `${name} ${type ? shown(formatType(type)) : '?'}`).join(', ') ?? null,
      )
    } catch (error) {
      if (error instanceof Refusal) return refused(error.sqlstate, error.message)
      if (error instanceof Unknowable) return refused('unknown', error.message)
      throw error
    } finally {
      this.#session.store.rollbackTo(mark)
    }
  }

  /** PostgreSQL's verdict; queries and changes are planned, not run, and nothing stays. */
  async ask(sql: string): Promise<Verdict> {
    const isPlanned = /^\s*(select|values|with|insert|update|delete|merge)/i.test(sql)
    await this.#client.query('BEGIN')
    try {
      await this.#client.query(isPlanned ? `EXPLAIN ${sql}` : sql)
      return accepted(null)
    } catch (error) {
      if (error instanceof pg.DatabaseError) return refused(error.code ?? '', error.message)
      throw error
    } finally {
      await this.#client.query('ROLLBACK')
    }
  }

  /** PostgreSQL's verdict on a query, with its columns where a view can have them. */
  async askQuery(sql: string): Promise<Verdict> {
    const verdict = await this.ask(sql)
    if (verdict.state !== 'accepted') return verdict
    await this.#client.query('BEGIN')
    try {
      await this.#client.query(`CREATE TEMP TABLE result AS SELECT * FROM (${sql}) AS query LIMIT 0`)
      const { rows } = await this.#client.query<{ columns: string }>(
        `SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum) AS columns
         FROM pg_attribute WHERE attrelid = 'result'::regclass AND attnum > 0`,
      )
      return accepted(rows[0]?.columns ?? null)
    } catch (error) {
      if (error instanceof pg.DatabaseError) return verdict
      throw error
    } finally {
      await this.#client.query('ROLLBACK')
    }
  }
}

const shown = (type: string): string => type.replace('public.', '')
const accepted = (columns: string | null): Verdict => ({ state: 'accepted', message: '', columns })
const refused = (state: string, message: string): Verdict => ({ state, message, columns: null })

function nodesOf(sql: string): readonly Node[] {
  return parseScript(sql).items.flatMap((item) => ('statement' in item ? [item.statement.node] : []))
}

/** Where two verdicts differ, as one line; `null` where they agree. */
export function difference(sql: string, ours: Verdict, theirs: Verdict): string | null {
  const line = ({ state, message, columns }: Verdict) => [state, message, columns ?? ''].join(' ').trim()
  const sameColumns = ours.columns === null || theirs.columns === null || ours.columns === theirs.columns
  return ours.state === theirs.state && sameColumns
    ? null
    : `${sql}\n  we: ${line(ours)}\n  PostgreSQL: ${line(theirs)}`
}

import { parseScript } from '@migration-doctor/sql'
import type { QueryMessage, ThrownError } from './messages.ts'
import type { ScratchSession } from './session.ts'

/** One statement that a migration has sent. */
export interface Recorded {
  readonly sql: string
  readonly parameters: readonly (string | null | undefined)[] | null
  readonly method: string | null
  readonly stack: string
  readonly elsewhere: boolean
  /** It was refused, and the program went on. */
  swallowed: boolean
}

/** What a migration has sent, and whether its program ended by an error of its own. */
export interface Recording {
  readonly statements: readonly Recorded[]
  readonly thrown: ThrownError | null
  /** Why what it asked for is not all there afterwards; empty: it ran through. */
  readonly refused: readonly string[]
}

/** Numbers of the statements whose refusals are kept from the program. */
export class Forgiven extends Set<number> {
  all = false

  override has(number: number): boolean {
    return this.all || super.has(number)
  }
}

/** Answers one run of a method and keeps what it sends. */
export class Recorder {
  readonly session: ScratchSession
  readonly #forgiven: Forgiven
  readonly #main: number
  readonly #statements: { readonly recorded: Recorded; readonly asked: number }[] = []
  #count = 0
  /** Number within the run, by number of the message. */
  readonly numbers = new Map<number, number>()

  constructor(session: ScratchSession, main: number, forgiven: Forgiven) {
    this.session = session
    this.#main = main
    this.#forgiven = forgiven
  }

  async answer(message: QueryMessage): Promise<object> {
    const { id, sql, method, stack, connection } = message
    const number = this.#count++
    this.numbers.set(id, number)
    const elsewhere = connection !== this.#main
    const recorded: Recorded = {
      sql,
      parameters: message.parameters?.map(textOf) ?? null,
      method,
      stack,
      elsewhere,
      swallowed: false,
    }
    if (!isOwnQuestion(message)) this.#statements.push({ recorded, asked: id })
    // Another connection's transactions are none of ours: there is only one here.
    if (elsewhere && /^\s*(?:START|BEGIN|COMMIT|ROLLBACK)\b/i.test(sql)) return { kind: 'rows', id, result: empty }
    const { result, error } = await this.session.answer(sql, message.parameters ?? [], this.#forgiven.has(number))
    if (error) recorded.swallowed = true
    return error ? { kind: 'rows', id, error } : { kind: 'rows', id, result }
  }

  get statements(): readonly Recorded[] {
    return this.#statements.map(({ recorded }) => recorded)
  }
}

const empty = { command: '', rowCount: 0, rows: [] }

const texts = new Set(['query', 'stream', 'sql'])

/** TypeORM asks what the database holds before it sends what a builder call means, and keeps notes of its own. */
function isOwnQuestion({ method, sql }: QueryMessage): boolean {
  if (method === null || texts.has(method)) return false
  if (sql.includes('"typeorm_metadata"')) return true
  const { items } = parseScript(sql)
  return items.length === 1 && items.every((item) => 'statement' in item && item.statement.kind === 'SelectStmt')
}

/** A value as PostgreSQL gets it from the driver; `undefined` where that is not told here. */
function textOf(value: unknown): string | null | undefined {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return `\\x${[...value].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
  if (Array.isArray(value)) return undefined
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

import type { PlpgsqlStatement } from '@migration-doctor/sql'
import { filtered, mapped } from '../mapped.ts'
import { Refusal } from '../refusal.ts'
import type { Truth } from './evaluate/logic.ts'
import { type Flow, next } from './labels.ts'
import type { BodyHost } from './loops.ts'
import { sentBy } from './sent.ts'
import type { SqlWork } from './sql-work.ts'

type Statements = readonly PlpgsqlStatement[]
type Of<K extends PlpgsqlStatement['kind']> = Extract<PlpgsqlStatement, { kind: K }>

interface Branch {
  readonly test: () => Truth
  readonly body: Statements
  /** The roles that the test may ask for. */
  readonly asked: () => readonly string[]
}

/** IF and CASE. */
export class Branches {
  readonly #sql: SqlWork
  readonly #host: BodyHost

  constructor(sql: SqlWork, host: BodyHost) {
    this.#sql = sql
    this.#host = host
  }

  ifElse({ branches, otherwise }: Of<'if'>): Flow {
    const sql = this.#sql
    const each = mapped(branches, ({ condition, body }) => ({
      test: () => sql.truth(condition),
      body,
      asked: () => sql.rolesAskedFor(condition),
    }))
    return this.#first(each, otherwise)
  }

  caseOf(statement: Of<'case'>): Flow {
    const sql = this.#sql
    const value = statement.value ? sql.evaluate(statement.value) : null
    let isMet = false
    const each = mapped(statement.branches, ({ condition, body }) => ({
      test: () => {
        const truth = statement.value ? sql.isAmong(value, condition) : sql.truth(condition)
        if (truth !== false && truth !== null) isMet = true
        return truth
      },
      body,
      asked: () => [],
    }))
    const flow = this.#first(each, statement.otherwise ?? [])
    if (!isMet && !statement.otherwise) throw new Refusal('20000', 'case not found')
    return flow
  }

  /** Runs the first branch whose test holds; those of which that is not known are attempted. */
  #first(branches: readonly Branch[], otherwise: Statements): Flow {
    const { execution } = this.#sql
    let certain = true
    const roles: string[] = []
    for (const { test, body, asked } of branches) {
      const truth = test()
      if (truth === false || truth === null) {
        if (certain) execution.unsent('condition', sentBy(body))
        continue
      }
      if (truth === true && certain) {
        execution.unsent('condition', sentBy(otherwise))
        return this.#host.body(body)
      }
      certain = false
      roles.push(...asked())
      this.#attempt(body, roles)
      if (truth === true) return next
    }
    return certain ? this.#host.body(otherwise) : this.#attempt(otherwise, roles)
  }

  /** A role that is made unless it is there is there afterwards, whichever way it went. */
  #attempt(body: Statements, asked: readonly string[]): Flow {
    const { store, roles } = this.#sql.session
    let made: readonly string[] = []
    const flow = this.#host.attempt(() => {
      const missing = filtered(asked, (name) => !roles.has(name))
      const flow = this.#host.body(body)
      made = filtered(missing, (name) => roles.has(name))
      return flow
    })
    for (const name of made) store.add(roles, name)
    return flow
  }
}

import type { Project } from '@migration-doctor/core'
import type { TransactionStmt } from '@migration-doctor/sql'
import type { Session } from './simulate/session.ts'

/** Are all migrations run in one transaction? */
export const isBatch = ({ migrations: [first] }: Project): boolean => first?.execution.transaction === 'batch'

/** And does nothing in the migrations' own words take back what was done before? */
export const isBatchForGood = (project: Project): boolean =>
  isBatch(project) &&
  project.migrations.every(({ up }) =>
    up.every((step) => step.kind !== 'sql' || !/rollback|abort/i.test(step.chunk.text)),
  )

/** Follows the transactions that the tool and the user's own BEGIN and COMMIT make. */
export class Transactions {
  readonly #session: Session
  /** Number of the block at work; `null` between blocks. */
  #block: number | null = null
  /** Where the block's work began in the store. */
  #start = 0
  /** A block that only lasts as long as the script that is being sent. */
  #implicit = false
  readonly #savepoints: { readonly name: string; readonly mark: number }[] = []
  #numbers = 0

  /** Blocks are never rolled back: all of a long history in one block need not be kept to be undone. */
  readonly #isForGood: boolean

  constructor(session: Session, isForGood = false) {
    this.#session = session
    this.#isForGood = isForGood
  }

  get current(): number | null {
    return this.#block
  }

  /** Opens a block; `implicit` when the way of sending makes it. */
  begin(implicit = false): void {
    if (this.#block !== null) {
      // BEGIN inside the implicit block of a script makes a real block of it.
      if (!implicit) this.#implicit = false
      return
    }
    this.#session.nextTransaction(true)
    this.#block = ++this.#numbers
    this.#start = this.#session.store.mark()
    this.#implicit = implicit
  }

  commit(): void {
    this.#session.store.commit()
    this.#close()
  }

  rollback(): void {
    if (this.#block !== null) this.#session.store.rollbackTo(this.#start)
    this.#close()
  }

  /** Runs what another connection sends, outside the block that is open here; what it does is there at once. */
  outside(work: () => void): void {
    const block = this.#block
    this.#block = null
    this.#session.inBlock = false
    work()
    this.#block = block
    this.#start = this.#session.store.mark()
    this.#session.inBlock = block !== null
  }

  /** The script is over: so is its implicit block. */
  endScript(): void {
    if (this.#implicit) this.commit()
  }

  /** A statement outside any block is a transaction of its own. */
  alone(): void {
    if (this.#block === null) this.#session.nextTransaction(false)
  }

  /** A statement is over. */
  settle(): void {
    if (this.#block === null) this.#session.store.commit()
    else if (this.#isForGood) this.#session.store.forget()
  }

  /** Runs the user's own transaction command. Answers whether it undid earlier work. */
  control(node: TransactionStmt): 'rolled back' | 'done' {
    switch (node.kind) {
      case 'TRANS_STMT_BEGIN':
      case 'TRANS_STMT_START':
        this.begin()
        return 'done'
      case 'TRANS_STMT_COMMIT':
        if (this.#block !== null) this.commit()
        return 'done'
      case 'TRANS_STMT_ROLLBACK': {
        const undone = this.#block !== null
        if (undone) this.rollback()
        return undone ? 'rolled back' : 'done'
      }
      case 'TRANS_STMT_SAVEPOINT':
        this.#savepoints.push({ name: node.savepoint_name ?? '', mark: this.#session.store.mark() })
        this.#session.nesting = this.#savepoints.length
        return 'done'
      case 'TRANS_STMT_RELEASE':
        this.#release(node.savepoint_name ?? '')
        return 'done'
      case 'TRANS_STMT_ROLLBACK_TO':
        this.#rollbackTo(node.savepoint_name ?? '')
        return 'done'
      default:
        return 'done'
    }
  }

  #rollbackTo(name: string): void {
    const at = this.#savepoints.findLastIndex((one) => one.name === name)
    const savepoint = this.#savepoints[at]
    if (!savepoint) return
    this.#session.store.rollbackTo(savepoint.mark)
    this.#savepoints.length = at + 1
    this.#session.nesting = this.#savepoints.length
  }

  #release(name: string): void {
    const at = this.#savepoints.findLastIndex((one) => one.name === name)
    if (at === -1) return
    this.#savepoints.length = at
    this.#session.nesting = at
  }

  #close(): void {
    this.#block = null
    this.#implicit = false
    this.#savepoints.length = 0
    this.#session.nesting = 0
    this.#session.nextTransaction(false)
  }
}

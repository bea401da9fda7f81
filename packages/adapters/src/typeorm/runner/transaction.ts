import { plain } from '../evaluate/text.ts'
import type { Call, Value } from '../evaluate/value.ts'
import { sendQuery } from './query.ts'

/** TypeORM's count of open transactions: the first is a transaction, the others are savepoints. */
export class Transactions {
  depth: number

  constructor(depth: number) {
    this.depth = depth
  }

  start(call: Call): Value {
    this.depth += 1
    send(call, this.depth === 1 ? 'START TRANSACTION' : `SAVEPOINT typeorm_${this.depth - 1}`)
    return undefined
  }

  commit(call: Call): Value {
    if (this.depth === 0) return this.#notStarted(call)
    send(call, this.depth > 1 ? `RELEASE SAVEPOINT typeorm_${this.depth - 1}` : 'COMMIT')
    this.depth -= 1
    return undefined
  }

  rollback(call: Call): Value {
    if (this.depth === 0) return this.#notStarted(call)
    send(call, this.depth > 1 ? `ROLLBACK TO SAVEPOINT typeorm_${this.depth - 1}` : 'ROLLBACK')
    this.depth -= 1
    return undefined
  }

  #notStarted({ run, site }: Call): undefined {
    const message = 'Transaction is not started yet, start transaction before committing or rolling it back.'
    run.effects.emit({ kind: 'refusal', place: site, message, missing: null })
    return undefined
  }
}

function send(call: Call, sql: string): void {
  sendQuery({ ...call, args: [plain(sql)] }, false)
}

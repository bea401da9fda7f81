import type { PlpgsqlRaise } from '@migration-doctor/sql'
import { Refusal } from '../refusal.ts'
import { sqlstatesOf } from './conditions.ts'
import { formatted } from './message.ts'
import type { SqlWork } from './sql-work.ts'
import { textOf, Unknown } from './value.ts'

/** What a RAISE with a condition or a message raises; `null` for one that only tells. */
export function raised(sql: SqlWork, raise: PlpgsqlRaise): Refusal | null {
  const values = raise.parameters.map((parameter) => sql.evaluate(parameter))
  const options = new Map([...raise.options].map(([name, option]) => [name, textOf(sql.evaluate(option))]))
  if (raise.level !== 'exception') return null
  const code = options.get('errcode')
  if (code instanceof Unknown) sql.execution.doubt('the SQLSTATE of a raised error is not known')
  const condition = typeof code === 'string' ? code : (raise.condition ?? 'P0001')
  const given = options.get('message')
  const message =
    typeof given === 'string' ? given : raise.message === null ? condition : formatted(raise.message, values)
  return new Refusal(sqlstatesOf(condition)[0] ?? 'P0001', message)
}

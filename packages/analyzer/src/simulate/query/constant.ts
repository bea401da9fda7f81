import type { A_Const } from '@migration-doctor/sql'
import { type Expr, makeExpr } from './expression.ts'
import type { QueryState } from './state.ts'

const int8Limit = 2n ** 63n

/** `make_const`: numbers and booleans have a type, quoted text has none yet. */
export function constant(state: QueryState, node: A_Const): Expr {
  const { world } = state
  const at = node.location
  if (node.isnull) return makeExpr('literal', world.core('unknown'), { text: null, at })
  if (node.sval) return makeExpr('literal', world.core('unknown'), { text: node.sval.sval ?? '', at })
  if (node.ival) return makeExpr('constant', world.core('int4'), { mark: node.ival.ival ?? 0, at })
  if (node.boolval) return makeExpr('constant', world.core('bool'), { mark: node.boolval.boolval ?? false, at })
  if (node.bsval) return makeExpr('constant', world.core('bit'), { mark: node.bsval.bsval ?? '', at })
  const text = node.fval?.fval ?? ''
  return makeExpr('constant', fitsInt8(text) ? world.core('int8') : world.core('numeric'), { mark: text, at })
}

function fitsInt8(text: string): boolean {
  if (!/^-?\d+$/.test(text)) return false
  const value = BigInt(text)
  return value >= -int8Limit && value < int8Limit
}

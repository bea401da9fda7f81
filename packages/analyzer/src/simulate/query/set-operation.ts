import type { SelectStmt } from '@migration-doctor/sql'
import { Refusal } from '../refusal.ts'
import { coerceToCommon, commonModifiers, commonType } from './coerce.ts'
import { makeExpr } from './expression.ts'
import { requireEquality } from './ordering.ts'
import type { QueryState, ResultColumn, ResultColumns } from './state.ts'

const words: Readonly<Record<string, string>> = {
  SETOP_UNION: 'UNION',
  SETOP_INTERSECT: 'INTERSECT',
  SETOP_EXCEPT: 'EXCEPT',
}

/** `transformSetOperationTree`: column by column, the type that both sides have in common. */
export function setOperation(state: QueryState, node: SelectStmt): ResultColumns {
  const left = side(state, node.larg)
  const right = side(state, node.rarg)
  if (left === null || right === null) return left === null ? null : namesOnly(left)
  const word = words[node.op ?? ''] ?? 'UNION'
  if (left.length !== right.length) {
    throw new Refusal('42601', `each ${word} query must have the same number of columns`, { at: right[0]?.expr.at })
  }
  return left.map((column, at) => combine(state, { node, word }, [column, right[at] ?? column]))
}

/** Names come from the left side; with a right side that is not known, the types do not. */
function namesOnly(left: readonly ResultColumn[]): readonly ResultColumn[] {
  return left.map(({ name }) => ({ name, expr: makeExpr('other', null, { mark: {} }) }))
}

/** A leaf is a query of its own; a further operation is one of the same tree. */
function side(state: QueryState, node: SelectStmt | undefined): ResultColumns {
  if (!node) return []
  const isTree =
    node.op &&
    node.op !== 'SETOP_NONE' &&
    !node.sortClause &&
    !node.limitCount &&
    !node.limitOffset &&
    !node.lockingClause &&
    !node.withClause
  return isTree ? setOperation(state, node) : state.subquery(node, true).columns
}

function combine(
  state: QueryState,
  about: { node: SelectStmt; word: string },
  pair: readonly [ResultColumn, ResultColumn],
): ResultColumn {
  const { node, word } = about
  const exprs = pair.map(({ expr }) => expr)
  const type = commonType(state, exprs, word) ?? null
  coerceToCommon(state, exprs, type, word)
  const expr = makeExpr('other', type, { modifiers: commonModifiers(exprs, type), mark: {}, at: pair[0].expr.at })
  if (!node.all) requireEquality(state, expr)
  return { name: pair[0].name, expr }
}

import type { FunctionParameter } from '@migration-doctor/sql'
import type { Parameter } from '../objects.ts'
import { analyzeExpression, bareScope } from '../query/index.ts'
import type { Session } from '../session.ts'
import { resolveType } from '../types.ts'

export const modes: Readonly<Record<string, Parameter['mode']>> = {
  FUNC_PARAM_OUT: 'out',
  FUNC_PARAM_INOUT: 'inout',
  FUNC_PARAM_VARIADIC: 'variadic',
  FUNC_PARAM_TABLE: 'table',
}

export function readParameter(session: Session, node: FunctionParameter): Parameter {
  const use = resolveType(session, node.argType, 'ignored')
  const { type } = use
  if (node.defexpr) {
    const scope = bareScope('function default')
    analyzeExpression(session, node.defexpr, scope, { type: use, what: 'parameter', column: node.name ?? '' })
  }
  const parameter = { name: node.name ?? '', mode: modes[node.mode ?? ''] ?? ('in' as const), type }
  return node.defexpr ? { ...parameter, hasDefault: true, default: node.defexpr } : { ...parameter, hasDefault: false }
}

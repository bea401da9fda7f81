import type { XmlExpr, XmlSerialize } from '@migration-doctor/sql'
import { typeNamed } from './cast.ts'
import { coerceToSpecific } from './coerce.ts'
import { type Expr, makeExpr } from './expression.ts'
import type { QueryState } from './state.ts'

export function xmlExpression(state: QueryState, node: XmlExpr): Expr {
  const xml = state.world.core('xml')
  const named = (node.named_args ?? []).map((target) =>
    state.expr('ResTarget' in target ? (target.ResTarget.val ?? target) : target),
  )
  const args = state.exprs(node.args)
  if (node.op === 'IS_DOCUMENT' || node.op === 'IS_XMLCONCAT') {
    const construct = node.op === 'IS_DOCUMENT' ? 'IS DOCUMENT' : 'XMLCONCAT'
    for (const arg of args) coerceToSpecific(state, arg, xml, construct)
  }
  state.gathered.worsen('s')
  const type = node.op === 'IS_DOCUMENT' ? state.world.core('bool') : xml
  return makeExpr('call', type, { mark: node.op, parts: [...named, ...args], at: node.location })
}

export function xmlSerialize(state: QueryState, node: XmlSerialize): Expr {
  const parts = state.exprs(node.expr ? [node.expr] : [])
  for (const part of parts) coerceToSpecific(state, part, state.world.core('xml'), 'XMLSERIALIZE')
  const use = typeNamed(state, node.typeName)
  state.gathered.worsen('s')
  return makeExpr('call', use?.type ?? null, {
    mark: 'xmlserialize',
    modifiers: use?.modifiers ?? [],
    parts,
    at: node.location,
  })
}

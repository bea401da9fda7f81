import type { Routine, Type } from '../objects.ts'
import type { Expr } from './expression.ts'
import { isPolymorphic } from './pathway.ts'
import { bind, resultType } from './polymorphic.ts'
import type { QueryState } from './state.ts'

export interface Output {
  readonly name: string
  readonly type: Type | null
}

/** The columns of a call whose routine has several output parameters; `null` for any other expression. */
export function outputColumns(state: QueryState, call: Expr): readonly Output[] | null {
  if (call.kind !== 'call' || !isRoutine(call.mark)) return null
  const routine = call.mark
  const outputs = routine.parameters.filter(({ mode }) => mode === 'out' || mode === 'inout' || mode === 'table')
  if (outputs.length < 2) return null
  const isGeneric = outputs.some(({ type }) => isPolymorphic(type))
  const types = call.parts.map(({ type }) => type)
  const bindings = isGeneric ? bind(state.world, types, routine.inputs.slice(0, types.length)) : null
  return outputs.map(({ name, type }, at) => ({
    name: name === '' ? `column${at + 1}` : name,
    type: type.kind === 'unknown' ? null : resultType(bindings, type),
  }))
}

/** The name of a routine's single output parameter: what its column is called in FROM. */
export function onlyOutput(call: Expr): string | null {
  if (call.kind !== 'call' || !isRoutine(call.mark)) return null
  const outputs = call.mark.parameters.filter(({ mode }) => mode === 'out' || mode === 'inout' || mode === 'table')
  return outputs.length === 1 ? outputs[0]?.name || null : null
}

function isRoutine(mark: unknown): mark is Routine {
  return typeof mark === 'object' && mark !== null && 'class' in mark && mark.class === 'routine'
}

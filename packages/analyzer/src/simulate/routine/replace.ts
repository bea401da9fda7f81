import type { CreateFunctionStmt } from '@migration-doctor/sql'
import { filtered, flatMapped, mapped } from '../mapped.ts'
import { existing } from '../names.ts'
import type { Parameter, Routine, Type } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'
import { shownType } from '../types.ts'
import { modes } from './parameters.ts'

interface Replacement {
  readonly parameters: readonly Parameter[]
  readonly node: CreateFunctionStmt
  readonly kind: Routine['kind']
  readonly returns: Type | null
  readonly name: string
}

export function refuseReplacement(session: Session, same: Routine, wish: Replacement): void {
  const { name } = wish
  if (!wish.node.replace) {
    existing(session, {
      sqlstate: '42723',
      message: `function "${name}" already exists with same argument types`,
      kind: 'routine',
      name: { schema: same.schema.name, name },
    })
  }
  if (same.kind !== wish.kind) throw new Refusal('42809', 'cannot change routine kind')
  const unknown = same.returns?.kind === 'unknown' || wish.returns?.kind === 'unknown'
  if (same.returns !== wish.returns && !unknown)
    throw new Refusal('42P13', 'cannot change return type of existing function')
  const { returnType } = wish.node
  if (returnType && same.returnsSet !== (returnType.setof ?? false)) {
    throw new Refusal('42P13', 'cannot change return type of existing function')
  }
  if (outputsOf(same.parameters) !== outputsOf(wish.parameters)) {
    throw new Refusal('42P13', 'cannot change return type of existing function')
  }
  refuseParameterNames(same, wish)
}

/** The row that output parameters make, as one text. */
function outputsOf(parameters: readonly Parameter[]): string {
  const outputs = filtered(parameters, (one) => one.mode === 'out' || one.mode === 'inout' || one.mode === 'table')
  if (outputs.length < 2) return ''
  return mapped(outputs, (one) => `${one.name} ${shownType(one.type)}`).join(', ')
}

function refuseParameterNames(same: Routine, wish: Replacement): void {
  const before = filtered(same.parameters, (one) => one.mode !== 'out' && one.mode !== 'table')
  const inputs = flatMapped(wish.node.parameters ?? [], (item) => {
    if (!('FunctionParameter' in item)) return []
    const mode = modes[item.FunctionParameter.mode ?? ''] ?? 'in'
    return mode === 'out' || mode === 'table' ? [] : [item.FunctionParameter]
  })
  for (const [at, parameter] of before.entries()) {
    const now = inputs[at]
    if (parameter.name !== '' && (now?.name ?? '') !== parameter.name) {
      throw new Refusal('42P13', `cannot change name of input parameter "${parameter.name}"`)
    }
    if (parameter.hasDefault && now?.defexpr === undefined) {
      throw new Refusal('42P13', 'cannot remove parameter defaults from existing function')
    }
  }
}

import type { FuncCall, RangeFunction } from '@migration-doctor/sql'
import { findRoutines, qualifiedName, stringOf } from '../../names.ts'
import type { Parameter } from '../../objects.ts'
import type { Session } from '../../session.ts'
import { Row, Unknown, type Value } from '../value.ts'
import type { Context, Source } from './context.ts'

/** The row that a routine of the history gives, which runs for it; `null` when its rows are not known. */
export function routineRow(
  node: RangeFunction,
  call: FuncCall,
  { args, around }: { args: readonly Value[]; around: Context },
): Source | null {
  const { engine } = around
  const name = qualifiedName(call.funcname)
  const value = engine.call(call, args)
  if (value instanceof Unknown || node.ordinality) return null
  const alias = node.alias?.aliasname ?? name.name
  const cells =
    value instanceof Row ? [...value.columns] : [[onlyOutput(engine.session, call) ?? alias, value] as const]
  const given = (node.alias?.colnames ?? []).map(stringOf)
  const row = new Map(cells.map(([column, cell], at) => [given[at] ?? column, cell]))
  return { alias, columns: [...row.keys()], cell: (column) => row.get(column) ?? null }
}

/** Whether the history made a function of this name. */
export function isOwnRoutine(session: Session, call: FuncCall): boolean {
  return ownRoutine(session, call) !== undefined
}

function ownRoutine(session: Session, call: FuncCall) {
  return findRoutines(session, qualifiedName(call.funcname)).find((one) => !one.system && one.kind === 'function')
}

const isOutput = ({ mode }: Parameter): boolean => mode === 'out' || mode === 'inout'

/** A scalar goes by the name of the only parameter that gives it. */
function onlyOutput(session: Session, call: FuncCall): string | null {
  const [first, second] = ownRoutine(session, call)?.parameters.filter(isOutput) ?? []
  return first && !second && first.name !== '' ? first.name : null
}

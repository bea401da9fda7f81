import type { AlterFunctionStmt } from '@migration-doctor/sql'
import { addressOf } from '../addresses.ts'
import { stringOf } from '../names.ts'
import type { Routine } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'

const letters: Readonly<Record<string, NonNullable<Routine['volatility']>>> = {
  immutable: 'i',
  stable: 's',
  volatile: 'v',
}

/** `ALTER FUNCTION … IMMUTABLE`, and other attributes of which only the volatility matters to others. */
export function alterRoutine(session: Session, node: AlterFunctionStmt): void {
  const address = addressOf(session, node.objtype, { ObjectWithArgs: node.func ?? {} })
  const routine = address.entity ?? address.refuse()
  if (routine.class !== 'routine') return
  if (routine.kind === 'aggregate') throw new Refusal('42809', `"${routine.name}" is an aggregate function`)
  for (const item of node.actions ?? []) {
    if (!('DefElem' in item)) continue
    const { defname = '', arg } = item.DefElem
    if (routine.kind === 'procedure' && notOfProcedures.has(defname)) {
      throw new Refusal('42P13', 'invalid attribute in procedure definition')
    }
    const volatility = defname === 'volatility' ? letters[stringOf(arg)] : undefined
    if (volatility && !routine.system) session.store.set(routine, 'volatility', volatility)
    if ((defname === 'rows' || defname === 'cost') && numberOf(arg) <= 0) {
      throw new Refusal('22023', `${defname.toUpperCase()} must be positive`)
    }
    if (defname === 'rows' && !routine.returnsSet) {
      throw new Refusal('22023', 'ROWS is not applicable when function does not return a set')
    }
  }
}

const notOfProcedures: ReadonlySet<string> = new Set([
  'volatility',
  'strict',
  'leakproof',
  'cost',
  'rows',
  'support',
  'parallel',
])

const numberOf = (arg: Parameters<typeof stringOf>[0]): number => {
  if (arg && 'Integer' in arg) return arg.Integer.ival ?? 0
  return arg && 'Float' in arg ? Number(arg.Float.fval) : 1
}

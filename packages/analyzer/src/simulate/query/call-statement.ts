import type { CallStmt } from '@migration-doctor/sql'
import { qualifiedName, schemasFor, shown } from '../names.ts'
import { Refusal } from '../refusal.ts'
import { requireSchema } from '../routine/lookup.ts'
import type { QueryState } from './state.ts'

/** `CALL`: the procedure must be there; a function of that name is no procedure. */
export function analyzeCall(state: QueryState, node: CallStmt): void {
  const call = node.funccall
  if (!call) return
  const name = qualifiedName(call.funcname)
  const routines = schemasFor(state.session, name).flatMap((schema) => schema.routines.get(name.name) ?? [])
  if (routines.some(({ kind }) => kind === 'procedure')) return
  if (state.world.isOpen || state.session.isTainted(name.name)) return
  const at = call.location
  requireSchema(state.session, name)
  if (routines.length > 0) throw new Refusal('42809', `${shown(name)} is not a procedure`, { at })
  const subject = { fault: 'missing' as const, kind: 'routine' as const, schema: name.schema, name: name.name }
  throw new Refusal('42883', `procedure ${shown(name)} does not exist`, { at, subject })
}

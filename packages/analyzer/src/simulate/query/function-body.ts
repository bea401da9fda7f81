import { type CreateFunctionStmt, type Node, parseScript } from '@migration-doctor/sql'
import { stringOf } from '../names.ts'
import type { Parameter, Routine, Type } from '../objects.ts'
import { refuseRecursiveViews } from '../recursive-views.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'
import { baseType, shownType } from '../types.ts'
import { analyzeDml, analyzeQuery, type Query, type Uses, type Variables } from './index.ts'
import { isBinaryCoercible } from './opclass.ts'
import { canCoerce, isPolymorphic } from './pathway.ts'
import { type TypeWorld, worldOf } from './world.ts'

/**
 * What the validator of SQL functions refuses: statements that cannot be analysed, and a last statement that does not
 * give the declared result. A body written as SQL, not as a string, is what the function then depends on.
 */
export function checkSqlRoutine(session: Session, routine: Routine, node: CreateFunctionStmt): Uses | null {
  refusePseudoTypes(session, routine)
  if (node.sql_body && session.pgVersion < 14) throw new Refusal('42601', 'syntax error')
  if (node.sql_body) return checkStatements(session, routine, statementsOf(node.sql_body))
  if (!session.checkFunctionBodies || routine.body === null) return null
  withSearchPath(session, node, () => checkText(session, routine, routine.body ?? ''))
  return null
}

function refusePseudoTypes(session: Session, { returns, inputs }: Routine): void {
  const allowed = new Set([session.system.type('record'), session.system.type('void')])
  const isBad = (type: Type) => type.kind === 'pseudo' && !isPolymorphic(type)
  if (returns && isBad(returns) && !allowed.has(returns)) {
    throw new Refusal('42P13', `SQL functions cannot return type ${shownType(returns)}`)
  }
  const input = inputs.find(isBad)
  if (input) throw new Refusal('42P13', `SQL functions cannot have arguments of type ${shownType(input)}`)
}

/** `RETURN expression` is a SELECT of it; `BEGIN ATOMIC` holds a list of lists. */
function statementsOf(body: Node): readonly Node[] {
  if ('ReturnStmt' in body) {
    const value = body.ReturnStmt.returnval
    return [{ SelectStmt: { targetList: value ? [{ ResTarget: { val: value } }] : [] } }]
  }
  if (!('List' in body)) return [body]
  return (body.List.items ?? []).flatMap((item) =>
    'List' in item ? statementsOf(item) : 'ReturnStmt' in item ? statementsOf(item) : [item],
  )
}

/** The places of a string's statements mean nothing in the script that holds the string. */
function checkText(session: Session, routine: Routine, text: string): void {
  try {
    const statements = parseScript(text).items.map((item) => {
      if ('statement' in item) return item.statement.node
      const { sqlstate, message } = 'problem' in item ? item.problem : { sqlstate: '42601', message: 'syntax error' }
      throw new Refusal(sqlstate, message)
    })
    if (routine.inputs.some(isPolymorphic)) return
    checkStatements(session, routine, statements)
  } catch (error) {
    if (!(error instanceof Refusal) || error.at === null) throw error
    throw new Refusal(error.sqlstate, error.message, error.subject ? { subject: error.subject } : {})
  }
}

/** The function's own `SET search_path` is in force while its body is checked. */
function withSearchPath(session: Session, node: CreateFunctionStmt, work: () => void): void {
  const path = ownSearchPath(node)
  const before = session.searchPath
  if (path === null) {
    work()
    return
  }
  session.setSearchPath(path, false)
  try {
    work()
  } finally {
    session.setSearchPath(before, false)
  }
}

function ownSearchPath(node: CreateFunctionStmt): readonly string[] | null {
  for (const option of node.options ?? []) {
    if (!('DefElem' in option) || option.DefElem.defname !== 'set') continue
    const { arg } = option.DefElem
    const setting = arg && 'VariableSetStmt' in arg ? arg.VariableSetStmt : null
    if (setting?.name !== 'search_path' || !setting.args) continue
    return setting.args
      .map((item) => ('A_Const' in item ? (item.A_Const.sval?.sval ?? '') : stringOf(item)))
      .filter((name) => name !== '')
  }
  return null
}

function checkStatements(session: Session, routine: Routine, statements: readonly Node[]): Uses {
  const variables = variablesOf(routine)
  const uses: Uses = { columns: new Set(), entities: new Set() }
  let last: Query | null = null
  for (const statement of statements) {
    last = analyzed(session, statement, variables)
    for (const column of last?.uses.columns ?? []) uses.columns.add(column)
    for (const entity of last?.uses.entities ?? []) uses.entities.add(entity)
  }
  refuseOtherResult(session, routine, last)
  return uses
}

const rows = ['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'] as const

/** `null` for a statement that gives no rows. */
function analyzed(session: Session, node: Node, variables: Variables): Query | null {
  if ('SelectStmt' in node) {
    const query = analyzeQuery(session, node, variables)
    refuseRecursiveViews(session, query.uses)
    return query
  }
  if (!rows.some((kind) => kind in node)) return null
  const body =
    'InsertStmt' in node
      ? node.InsertStmt
      : 'UpdateStmt' in node
        ? node.UpdateStmt
        : 'DeleteStmt' in node
          ? node.DeleteStmt
          : 'MergeStmt' in node
            ? node.MergeStmt
            : {}
  if (body.returningClause) return analyzeQuery(session, node, variables)
  analyzeDml(session, node, variables)
  return null
}

function variablesOf(routine: Routine): Variables {
  const inputs = routine.parameters.filter(({ mode }) => mode !== 'out' && mode !== 'table')
  const known = (type: Type) => (type.kind === 'unknown' ? null : type)
  return {
    owner: routine.name,
    names: new Map(inputs.flatMap(({ name, type }) => (name === '' ? [] : [[name, known(type)] as const]))),
    positions: inputs.map(({ type }) => known(type)),
    isClosed: true,
  }
}

/** `check_sql_fn_retval`. */
function refuseOtherResult(session: Session, routine: Routine, last: Query | null): void {
  const { returns } = routine
  const world = worldOf(session)
  if (!returns || returns === world.core('void') || returns.kind === 'unknown') return
  const mismatch = new Refusal('42P13', `return type mismatch in function declared to return ${shownType(returns)}`)
  if (last === null) throw mismatch
  const { columns } = last
  if (columns === null) return
  const types = columns.map(({ type }) => type?.type ?? null)
  const record = world.core('record')
  const relation = baseType(returns).relation
  if (returns !== record && !relation) {
    if (types.length !== 1 || !fits(session, types[0] ?? null, returns)) throw mismatch
    return
  }
  if (types.length === 1 && isWholeRow(world, types[0] ?? null, returns)) return
  const wanted = relation
    ? relation.opaqueColumns
      ? null
      : [...relation.columns.values()].map(({ type }) => type.type)
    : outputsOf(routine)
  if (wanted === null) return
  const fitting = wanted.length === types.length && wanted.every((type, at) => fits(session, types[at] ?? null, type))
  if (!fitting) throw mismatch
}

function isWholeRow(world: TypeWorld, type: Type | null, returns: Type): boolean {
  return type === null || type === returns || type === world.core('record') || baseType(type) === baseType(returns)
}

const isOutput = ({ mode }: Parameter): boolean => mode === 'out' || mode === 'inout' || mode === 'table'

/** `null`: any row will do. */
function outputsOf(routine: Routine): readonly Type[] | null {
  const outputs = routine.parameters.filter(isOutput)
  return outputs.length > 1 ? outputs.map(({ type }) => type) : null
}

function fits(session: Session, from: Type | null, to: Type): boolean {
  const world = worldOf(session)
  if (from === null || isPolymorphic(to) || to.kind === 'unknown' || world.mayHaveCasts()) return true
  if (session.pgVersion >= 13) return canCoerce(world, from, to, 'assignment')
  return isBinaryCoercible(world, from, to)
}

import type { CreateFunctionStmt } from '@migration-doctor/sql'
import type { Parameter } from '../objects.ts'
import { Refusal } from '../refusal.ts'

const refuse = (message: string, sqlstate = '42P13'): never => {
  throw new Refusal(sqlstate, message)
}

/** `interpret_function_parameter_list`: names once each, VARIADIC last and an array, defaults at the end. */
export function refuseParameters(parameters: readonly Parameter[]): void {
  let hasDefault = false
  let variadic = false
  for (const [at, { name, mode, type, hasDefault: own }] of parameters.entries()) {
    const isInput = mode !== 'out' && mode !== 'table'
    if (isInput && variadic) refuse('VARIADIC parameter must be the last input parameter')
    if (mode === 'variadic') {
      variadic = true
      const isArray = type.kind === 'array' || type.kind === 'unknown' || /^any(compatible)?(array)?$/.test(type.name)
      if (!isArray) refuse('VARIADIC parameter must be an array')
    }
    refuseRepeatedName(parameters.slice(0, at), { name, mode })
    if (own && !isInput) refuse('only input parameters can have default values')
    if (isInput && hasDefault && !own) {
      refuse('input parameters after one with a default value must also have defaults')
    }
    hasDefault ||= own
  }
}

/** An input and an output may share a name: pure inputs do not stand in the way of columns of the result. */
function refuseRepeatedName(before: readonly Parameter[], { name, mode }: Pick<Parameter, 'name' | 'mode'>): void {
  if (name === '') return
  const pureInput = (one: Parameter['mode']) => one === 'in' || one === 'variadic'
  const pureOutput = (one: Parameter['mode']) => one === 'out' || one === 'table'
  const clashes = before.some(
    (other) =>
      other.name === name &&
      !(pureInput(mode) && pureOutput(other.mode)) &&
      !(pureOutput(mode) && pureInput(other.mode)),
  )
  if (clashes) refuse(`parameter name "${name}" used more than once`)
}

const once: ReadonlySet<string> = new Set([
  'as',
  'language',
  'transform',
  'window',
  'volatility',
  'strict',
  'security',
  'leakproof',
  'cost',
  'rows',
  'support',
  'parallel',
])

const notOfProcedures: ReadonlySet<string> = new Set([
  'window',
  'volatility',
  'strict',
  'leakproof',
  'cost',
  'rows',
  'support',
  'parallel',
])

/** `compute_function_attributes`. */
export function refuseOptions(node: CreateFunctionStmt, about: { readonly returnsSet: boolean }): void {
  const seen = new Map<string, number>()
  for (const item of node.options ?? []) {
    if (!('DefElem' in item)) continue
    const { defname = '', arg } = item.DefElem
    if (once.has(defname) && seen.has(defname)) refuse('conflicting or redundant options', '42601')
    if (node.is_procedure && notOfProcedures.has(defname)) refuse('invalid attribute in procedure definition')
    const number =
      arg && 'Integer' in arg ? (arg.Integer.ival ?? 0) : arg && 'Float' in arg ? Number(arg.Float.fval) : 1
    seen.set(defname, number)
  }
  if (!seen.has('as') && !node.sql_body) refuse('no function body specified')
  if ((seen.get('cost') ?? 1) <= 0) refuse('COST must be positive', '22023')
  if ((seen.get('rows') ?? 1) <= 0) refuse('ROWS must be positive', '22023')
  if (seen.has('rows') && !about.returnsSet) {
    refuse('ROWS is not applicable when function does not return a set', '22023')
  }
}

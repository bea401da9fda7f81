import type { Node } from '@migration-doctor/sql'
import { qualifiedName } from '../names.ts'
import type { Type, TypeUse } from '../objects.ts'
import { Refusal, Unknowable } from '../refusal.ts'
import { baseType, shownType } from '../types.ts'

/** The default of a new column is evaluated at once, for the rows that there may be. */
export function refuseNewDefault(type: TypeUse, node: Node): void {
  refuseLongDefault(type, node)
  refuseUnit(node)
  doubtElements(type.type, node)
}

function refuseLongDefault({ type, modifiers }: TypeUse, node: Node): void {
  const [limit] = modifiers
  if (limit === undefined || !('A_Const' in node) || !['varchar', 'bpchar'].includes(type.name)) return
  const text = node.A_Const.sval?.sval
  if (text === undefined || [...text.trimEnd()].length <= limit) return
  const name = type.name === 'bpchar' ? 'character' : 'character varying'
  throw new Refusal('22001', `value too long for type ${name}(${limit})`)
}

/** Of an array of domains the elements are checked when it is made, whether there are rows or not. */
function doubtElements(type: Type, node: Node): void {
  const element = baseType(type).element
  if (element?.kind !== 'domain' || !('A_ArrayExpr' in node) || !node.A_ArrayExpr.elements?.length) return
  if ([...element.constraints.values()].some((one) => one.type === 'check'))
    throw new Unknowable(`whether the default's elements pass the checks of the domain ${shownType(element)}`)
}

/** Units of a point in time, in all spellings. */
const units = new Set(
  `c cent centuries century d day days dec decade decades decs dow doy epoch h hour hours hr hrs isodow isoyear j jd julian
   m mil millennia millennium mils min mins minute minutes mon mons month months ms msec msecs mseconds qtr quarter s sec
   second seconds secs timezone timezone_h timezone_m timezone_hour timezone_minute us usec usecs useconds w week weeks y
   year years yr yrs`.split(/\s+/),
)

const isOfUnits = (unit: string): boolean => units.has(unit) || /^(?:microsecon|millisecon|msecon|usecon)/.test(unit)

/** `extract(unit FROM now())` and its like. */
function refuseUnit(node: Node): void {
  if ('TypeCast' in node && node.TypeCast.arg) refuseUnit(node.TypeCast.arg)
  if (!('FuncCall' in node)) return
  const { funcname, args = [] } = node.FuncCall
  const [first, when] = args
  if (!['extract', 'date_part', 'date_trunc'].includes(qualifiedName(funcname).name) || !when || !isSteady(when)) return
  const unit = first && 'A_Const' in first ? first.A_Const.sval?.sval : undefined
  if (unit === undefined || isOfUnits(unit.toLowerCase())) return
  throw new Refusal('22023', `unit "${unit.toLowerCase()}" not recognized`)
}

/** The same for all rows of a statement: anything else is left until there are rows. */
function isSteady(node: Node): boolean {
  return 'SQLValueFunction' in node || ('FuncCall' in node && qualifiedName(node.FuncCall.funcname).name === 'now')
}

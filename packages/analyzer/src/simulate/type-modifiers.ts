import type { Node } from '@migration-doctor/sql'
import { flatMapped, mapped } from './mapped.ts'
import type { Type } from './objects.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './session.ts'

/** Modifiers as the parser reads them: `null` for one that is a word. */
type Written = readonly (number | null)[]

type Check = (
  given: readonly number[],
  about: { readonly session: Session; readonly name: string },
) => readonly number[]

const invalid = (message: string): never => {
  throw new Refusal('22023', message)
}

/** `anychar_typmodin`, `anybit_typmodin`: one length, within limits. */
const lengthOf =
  (word: string, most: number): Check =>
  (given) => {
    const [length = 0] = given
    if (given.length !== 1) invalid('invalid type modifier')
    if (length < 1) invalid(`length for type ${word} must be at least 1`)
    if (length > most) invalid(`length for type ${word} cannot exceed ${most}`)
    return given
  }

const maxNumericPrecision = 1000

const numeric: Check = (given, { session }) => {
  const [precision = 0, scale = 0] = given
  if (given.length > 2) invalid('invalid NUMERIC type modifier')
  if (precision < 1 || precision > maxNumericPrecision) {
    invalid(`NUMERIC precision ${precision} must be between 1 and ${maxNumericPrecision}`)
  }
  // A scale beyond the precision, or below zero, is of version 15.
  const [least, most] = session.pgVersion >= 15 ? [-1000, 1000] : [0, precision]
  if (scale < least || scale > most) invalid(`NUMERIC scale ${scale} must be between ${least} and ${most}`)
  return [precision, scale]
}

const mostFraction = 6

const fraction: Check = (given, { name }) => {
  const [digits = 0] = given
  if (given.length !== 1) invalid('invalid type modifier')
  if (digits < 0) invalid(`${name.toUpperCase()}(${digits}) precision must not be negative`)
  return [Math.min(digits, mostFraction)]
}

const interval: Check = (given) => {
  const [fields = 0, digits] = given
  if (given.length > 2) invalid('invalid INTERVAL type modifier')
  if (digits === undefined) return [fields]
  if (digits < 0) invalid(`INTERVAL(${digits}) precision must not be negative`)
  return [fields, Math.min(digits, mostFraction)]
}

/** Built-in types that take modifiers, `pg_type.typmodin`. */
const checks: Readonly<Record<string, Check>> = {
  bpchar: lengthOf('char', 10_485_760),
  varchar: lengthOf('varchar', 10_485_760),
  bit: lengthOf('bit', 83_886_080),
  varbit: lengthOf('varbit', 83_886_080),
  numeric,
  time: fraction,
  timetz: fraction,
  timestamp: fraction,
  timestamptz: fraction,
  interval,
}

const none: readonly number[] = []

/**
 * `typenameTypeMod`: the modifiers of a type as PostgreSQL stores them. Refuses what the type does not take; what a type
 * of an extension or of the user's own takes is its own affair.
 */
export function typeModifiers(session: Session, type: Type, nodes: readonly Node[] | undefined): readonly number[] {
  if (!nodes?.length) return none
  const written: Written = mapped(nodes, (node) => ('A_Const' in node ? constant(node.A_Const) : null))
  if (type.kind === 'unknown') return []
  const own = type.schema.name === 'pg_catalog' ? checks[type.name] : undefined
  if (own) {
    const given = flatMapped(written, (value) => value ?? [])
    if (given.length < written.length) throw new Refusal('22P02', 'invalid input syntax for type integer')
    return own(given, { session, name: type.name })
  }
  if (mayTakeModifiers(type)) return mapped(written, (value) => value ?? 0)
  throw new Refusal('42601', `type modifier is not allowed for type "${type.name}"`)
}

function constant(node: Extract<Node, { A_Const: unknown }>['A_Const']): number | null {
  if (node.ival) return node.ival.ival ?? 0
  return null
}

/** Only base types can have a function for modifiers. */
function mayTakeModifiers(type: Type): boolean {
  return type.schema.name !== 'pg_catalog' && (type.kind === 'base' || type.kind === 'shell')
}

const months = 1 << 1
const years = 1 << 2
const days = 1 << 3
const hours = 1 << 10
const minutes = 1 << 11
const seconds = 1 << 12

const intervalFields: ReadonlyMap<number, string> = new Map([
  [years, ' year'],
  [months, ' month'],
  [days, ' day'],
  [hours, ' hour'],
  [minutes, ' minute'],
  [seconds, ' second'],
  [years | months, ' year to month'],
  [days | hours, ' day to hour'],
  [days | hours | minutes, ' day to minute'],
  [days | hours | minutes | seconds, ' day to second'],
  [hours | minutes, ' hour to minute'],
  [hours | minutes | seconds, ' hour to second'],
  [minutes | seconds, ' minute to second'],
])

/** `intervaltypmodout`: ` day to second(3)`. */
export function shownInterval([fields = 0, digits]: readonly number[]): string {
  return `${intervalFields.get(fields) ?? ''}${digits === undefined ? '' : `(${digits})`}`
}

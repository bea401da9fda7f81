import type { Node } from '@migration-doctor/sql'
import type { SequenceFacts } from './objects.ts'
import { Refusal } from './refusal.ts'
import type { SequenceSettings } from './sequence-settings.ts'
import type { Session } from './session.ts'
import { formatType, resolveType } from './types.ts'

type SequenceType = SequenceSettings['type']

const highest: Readonly<Record<SequenceType, bigint>> = {
  smallint: 2n ** 15n - 1n,
  integer: 2n ** 31n - 1n,
  bigint: 2n ** 63n - 1n,
}
const lowest = (type: SequenceType): bigint => -highest[type] - 1n

const types: readonly SequenceType[] = ['smallint', 'integer', 'bigint']

/** What a sequence is like that nobody has said anything of. */
export const plainSettings = (type: SequenceType = 'bigint'): SequenceSettings => ({
  type,
  increment: 1n,
  min: 1n,
  max: highest[type],
  start: 1n,
  last: 1n,
})

/** An option that was given: `null` for `NO MINVALUE`, `RESTART` alone and the like. */
type Given = ReadonlyMap<string, Node | null>

/** `init_params`: the settings that options lead to. `before`: those of the sequence they are to change. */
export function readSettings(
  session: Session,
  options: readonly Node[] | undefined,
  before: SequenceFacts['settings'] | null,
): SequenceSettings {
  const given = givenOptions(options)
  const type = typeOf(session, given) ?? before?.type ?? 'bigint'
  const increment = number(given, 'increment') ?? before?.increment ?? 1n
  if (increment === 0n) refuse('INCREMENT must not be zero')
  const max = limitOf(given, 'maxvalue', { before, type, usual: increment > 0n ? highest[type] : -1n })
  const min = limitOf(given, 'minvalue', { before, type, usual: increment > 0n ? 1n : lowest(type) })
  if (min >= max) refuse(`MINVALUE (${min}) must be less than MAXVALUE (${max})`)
  const start = number(given, 'start') ?? before?.start ?? (increment > 0n ? min : max)
  refuseOutside('START', start, { min, max })
  const last = given.has('restart') ? (number(given, 'restart') ?? start) : (before?.last ?? start)
  refuseOutside('RESTART', last, { min, max })
  const cache = number(given, 'cache')
  if (cache !== null && cache <= 0n) refuse(`CACHE (${cache}) must be greater than zero`)
  return { type, increment, min, max, start, last }
}

function refuse(message: string): never {
  throw new Refusal('22023', message)
}

function givenOptions(options: readonly Node[] | undefined): Given {
  const given = new Map<string, Node | null>()
  for (const item of options ?? []) {
    if (!('DefElem' in item)) continue
    const { defname = '', arg, location } = item.DefElem
    if (given.has(defname)) throw new Refusal('42601', 'conflicting or redundant options', { at: location })
    given.set(defname, arg ?? null)
  }
  return given
}

function typeOf(session: Session, given: Given): SequenceType | null {
  const node = given.get('as')
  if (!node || !('TypeName' in node)) return null
  const name = formatType(resolveType(session, node.TypeName))
  return types.find((type) => type === name) ?? refuse('sequence type must be smallint, integer, or bigint')
}

function number(given: Given, name: string): bigint | null {
  const node = given.get(name)
  if (!node) return null
  if ('Integer' in node) return BigInt(node.Integer.ival ?? 0)
  return 'Float' in node ? BigInt(node.Float.fval ?? '0') : null
}

interface Limit {
  readonly before: SequenceSettings | null | undefined
  readonly type: SequenceType
  readonly usual: bigint
}

/** A limit that was the old type's own follows the type. */
function limitOf(given: Given, name: 'maxvalue' | 'minvalue', { before, type, usual }: Limit): bigint {
  const upper = name === 'maxvalue'
  const old = before && (upper ? before.max : before.min)
  const followed = before && before.type !== type && old === (upper ? highest[before.type] : lowest(before.type))
  const kept = old !== undefined && old !== null && !given.has(name) && !followed
  const value = number(given, name) ?? (kept ? old : usual)
  if (value > highest[type] || value < lowest(type))
    refuse(`${name.toUpperCase()} (${value}) is out of range for sequence data type ${type}`)
  return value
}

function refuseOutside(what: string, value: bigint, { min, max }: { min: bigint; max: bigint }): void {
  if (value < min) refuse(`${what} value (${value}) cannot be less than MINVALUE (${min})`)
  if (value > max) refuse(`${what} value (${value}) cannot be greater than MAXVALUE (${max})`)
}

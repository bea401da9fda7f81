import type { Node, PartitionBoundSpec } from '@migration-doctor/sql'
import type { PartitionBound, BoundValue as Value } from './bound.ts'
import type { Column, PartitionKey, Relation } from './objects.ts'
import { analyzeExpression, bareScope } from './query/index.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './session.ts'
import { baseType } from './types.ts'

const strategies: Readonly<Record<string, PartitionKey['strategy']>> = { l: 'list', r: 'range', h: 'hash' }

/** `transformPartitionBound`: the bound as the parent's key demands. */
export function readBound(session: Session, parent: Relation, node: PartitionBoundSpec): PartitionBound {
  const { strategy, columns } = parent.partitionKey ?? { strategy: 'list', columns: [] }
  if (node.is_default) {
    if (strategy === 'hash') invalid('a hash-partitioned table may not have a default partition')
    return { kind: 'default' }
  }
  if (strategies[node.strategy ?? ''] !== strategy)
    invalid(`invalid bound specification for a ${strategy} partition`, node.location)
  if (strategy === 'hash') return hashBound(node)
  if (strategy === 'list') return { kind: 'list', values: valuesOf(session, node.listdatums, columns, true) }
  return rangeBound(session, node, columns)
}

function invalid(message: string, at?: number): never {
  throw new Refusal('42P16', message, { at })
}

function hashBound({ modulus = 0, remainder = 0 }: PartitionBoundSpec): PartitionBound {
  if (modulus <= 0) invalid('modulus for hash partition must be an integer value greater than zero')
  if (remainder < 0) invalid('remainder for hash partition must be an integer value greater than or equal to zero')
  if (remainder >= modulus) invalid('remainder for hash partition must be less than modulus')
  return { kind: 'hash', modulus, remainder }
}

function rangeBound(session: Session, node: PartitionBoundSpec, columns: PartitionKey['columns']): PartitionBound {
  if (node.lowerdatums?.length !== columns.length)
    invalid('FROM must specify exactly one value per partitioning column')
  if (node.upperdatums?.length !== columns.length) invalid('TO must specify exactly one value per partitioning column')
  const from = valuesOf(session, node.lowerdatums, columns, false)
  return { kind: 'range', from, to: valuesOf(session, node.upperdatums, columns, false) }
}

function valuesOf(
  session: Session,
  nodes: readonly Node[] | undefined,
  columns: PartitionKey['columns'],
  sameColumn: boolean,
): readonly Value[] {
  return (nodes ?? []).map((node, at) => datumOf(session, node, columns[sameColumn ? 0 : at] ?? null))
}

/** What MINVALUE and MAXVALUE are read as, when nothing but a column could bear such a name. */
const limits: Readonly<Record<string, number>> = {
  minvalue: Number.NEGATIVE_INFINITY,
  maxvalue: Number.POSITIVE_INFINITY,
}

function datumOf(session: Session, node: Node, column: Column | null): Value {
  if ('ColumnRef' in node) {
    const [field] = node.ColumnRef.fields ?? []
    return limits[field && 'String' in field ? (field.String.sval ?? '') : ''] ?? null
  }
  if (column) {
    const target = { type: column.type, what: 'default' as const, column: column.name }
    analyzeExpression(session, node, bareScope(), target)
  }
  return column ? comparable(plainText(node), baseType(column.type.type).name) : null
}

function plainText(node: Node): string | null {
  if ('TypeCast' in node && node.TypeCast.arg) return plainText(node.TypeCast.arg)
  if (!('A_Const' in node)) return null
  const { sval, ival, fval } = node.A_Const
  if (ival) return String(ival.ival ?? 0)
  return sval?.sval ?? fval?.fval ?? (sval ? '' : null)
}

const numbers: ReadonlySet<string> = new Set(['int2', 'int4', 'int8', 'numeric', 'float4', 'float8'])
const texts: ReadonlySet<string> = new Set(['text', 'varchar'])
const times: ReadonlySet<string> = new Set(['date', 'timestamp', 'timestamptz'])

function comparable(text: string | null, type: string): Value {
  if (text === null) return null
  if (numbers.has(type)) return Number.isFinite(Number(text)) ? Number(text) : null
  if (texts.has(type)) return text
  return times.has(type) && /^\d{4}-\d\d-\d\d$/.test(text) ? text : null
}

/** `check_new_partition_bound`: refuses a bound that takes what another partition has. */
export function refuseOverlap(parent: Relation, name: string, bound: PartitionBound): void {
  const others = [...parent.children].flatMap((child) =>
    child.partition?.parent === parent && child.partition.bound
      ? [{ name: child.name, bound: child.partition.bound }]
      : [],
  )
  const clash = (message: string): never => {
    throw new Refusal('42P17', message)
  }
  if (bound.kind === 'hash') refuseModulus(bound.modulus, others, clash)
  if (bound.kind === 'range' && (compare(bound.from, bound.to) ?? -1) >= 0)
    clash(`empty range bound specified for partition "${name}"`)
  for (const other of others) {
    if (bound.kind === 'default' && other.bound.kind === 'default')
      clash(`partition "${name}" conflicts with existing default partition "${other.name}"`)
    if (overlap(bound, other.bound)) clash(`partition "${name}" would overlap partition "${other.name}"`)
  }
}

function refuseModulus(
  modulus: number,
  others: readonly { readonly bound: PartitionBound }[],
  clash: (message: string) => never,
): void {
  const moduli = others.flatMap(({ bound }) => (bound.kind === 'hash' ? bound.modulus : []))
  const fits = moduli.every((one) => Math.max(one, modulus) % Math.min(one, modulus) === 0)
  if (!fits) clash('every hash partition modulus must be a factor of the next larger modulus')
}

function overlap(a: PartitionBound, b: PartitionBound): boolean {
  if (a.kind === 'hash' && b.kind === 'hash') {
    const common = Math.min(a.modulus, b.modulus)
    return a.remainder % common === b.remainder % common
  }
  if (a.kind === 'list' && b.kind === 'list')
    return a.values.some((value) => value !== null && b.values.includes(value))
  if (a.kind !== 'range' || b.kind !== 'range') return false
  return (compare(a.from, b.to) ?? 0) < 0 && (compare(b.from, a.to) ?? 0) < 0
}

/** Below zero: the first comes first; `null` when it is not known. */
function compare(a: readonly Value[], b: readonly Value[]): number | null {
  for (const [at, left] of a.entries()) {
    const right = b[at] ?? null
    if (left === null || right === null) return null
    const order = orderOf(left, right)
    if (order !== 0) return order
  }
  return 0
}

function orderOf(left: number | string, right: number | string): number {
  if (left === right) return 0
  const infinite = (value: number | string) => (typeof value === 'number' && !Number.isFinite(value) ? value : 0)
  if (infinite(left) !== infinite(right)) return infinite(left) < infinite(right) ? -1 : 1
  return left < right ? -1 : 1
}

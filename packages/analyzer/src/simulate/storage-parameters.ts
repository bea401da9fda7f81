import type { Node } from '@migration-doctor/sql'
import { stringOf } from './names.ts'
import type { StorageOption } from './objects.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './session.ts'

/** What a list of parameters is for: a table, a TOAST table, a view, a column, or an access method's index. */
export type ParameterOwner = 'table' | 'toast' | 'view' | 'materialized view' | 'column' | 'partitioned table' | string

interface Rule {
  readonly of: readonly ParameterOwner[]
  /** Numbers between these; words out of these; no limits: a boolean. */
  readonly between?: readonly [number, number]
  readonly whole?: boolean
  readonly words?: readonly string[]
  readonly since?: number
  readonly until?: number
}

const maxInteger = 2_147_483_647
const tables = ['table', 'toast'] as const
const whole = (of: readonly ParameterOwner[], least: number, most: number, since?: number): Rule => ({
  of,
  between: [least, most],
  whole: true,
  ...(since === undefined ? {} : { since }),
})
const real = (of: readonly ParameterOwner[], least: number, most: number, since?: number): Rule => ({
  of,
  between: [least, most],
  ...(since === undefined ? {} : { since }),
})
const yesOrNo = (of: readonly ParameterOwner[], since?: number): Rule => ({
  of,
  ...(since === undefined ? {} : { since }),
})

/** `reloptions.c`, with the version that brought each. */
const rules: Readonly<Record<string, Rule>> = {
  fillfactor: whole(['table', 'btree', 'hash', 'gist', 'spgist'], 10, 100),
  parallel_workers: whole(['table'], 0, 1024),
  toast_tuple_target: whole(['table'], 128, 8160),
  user_catalog_table: yesOrNo(['table']),
  vacuum_index_cleanup: { of: tables, words: ['auto', 'on', 'off', 'true', 'false', 'yes', 'no', '1', '0'] },
  vacuum_truncate: yesOrNo(tables),
  vacuum_max_eager_freeze_failure_rate: real(tables, 0, 1, 18),
  autovacuum_enabled: yesOrNo(tables),
  autovacuum_vacuum_threshold: whole(tables, 0, maxInteger),
  autovacuum_vacuum_max_threshold: whole(tables, -1, maxInteger, 18),
  autovacuum_vacuum_insert_threshold: whole(tables, -1, maxInteger, 13),
  autovacuum_analyze_threshold: whole(['table'], 0, maxInteger),
  autovacuum_vacuum_cost_limit: whole(tables, 1, 10_000),
  autovacuum_vacuum_cost_delay: real(tables, 0, 100),
  autovacuum_freeze_min_age: whole(tables, 0, 1_000_000_000),
  autovacuum_freeze_max_age: whole(tables, 100_000, 2_000_000_000),
  autovacuum_freeze_table_age: whole(tables, 0, 2_000_000_000),
  autovacuum_multixact_freeze_min_age: whole(tables, 0, 1_000_000_000),
  autovacuum_multixact_freeze_max_age: whole(tables, 10_000, 2_000_000_000),
  autovacuum_multixact_freeze_table_age: whole(tables, 0, 2_000_000_000),
  autovacuum_vacuum_scale_factor: real(tables, 0, 100),
  autovacuum_vacuum_insert_scale_factor: real(tables, 0, 100, 13),
  autovacuum_analyze_scale_factor: real(['table'], 0, 100),
  log_autovacuum_min_duration: whole(tables, -1, maxInteger),
  deduplicate_items: yesOrNo(['btree'], 13),
  vacuum_cleanup_index_scale_factor: { ...real(['btree'], 0, 1e10), until: 13 },
  buffering: { of: ['gist'], words: ['auto', 'on', 'off'] },
  fastupdate: yesOrNo(['gin']),
  gin_pending_list_limit: whole(['gin'], 64, maxInteger),
  pages_per_range: whole(['brin'], 1, 131_072),
  autosummarize: yesOrNo(['brin']),
  security_barrier: yesOrNo(['view']),
  security_invoker: yesOrNo(['view'], 15),
  check_option: { of: ['view'], words: ['local', 'cascaded'] },
  n_distinct: real(['column'], -1, Number.POSITIVE_INFINITY),
  n_distinct_inherited: real(['column'], -1, Number.POSITIVE_INFINITY),
}

const methods: ReadonlySet<string> = new Set(['btree', 'hash', 'gist', 'gin', 'spgist', 'brin'])
const owners: ReadonlySet<string> = new Set(['table', 'toast', 'view', 'column'])

const refuse = (message: string): never => {
  throw new Refusal('22023', message)
}

const unrecognized = (name: string): Refusal => new Refusal('22023', `unrecognized parameter "${name}"`)

/** `WITH (…)` and `SET (…)`: parameters that the version knows for such an object, with values within their limits. */
export function refuseParameters(session: Session, owner: ParameterOwner, nodes: readonly Node[] | undefined): void {
  if (!nodes?.length) return
  // A materialized view is stored like a table.
  const kind = owner === 'materialized view' ? 'table' : owner
  // An access method of an extension has parameters of its own.
  const isKnown = owners.has(kind) || methods.has(kind) || kind === 'partitioned table'
  if (!isKnown) return
  const seen = new Set<string>()
  for (const item of nodes) {
    if (!('DefElem' in item)) continue
    const { defname = '', defnamespace, arg } = item.DefElem
    if (kind === 'table' && defnamespace === undefined && defname === 'oids') refuseOids(arg)
    else refuseOne(session, { kind, name: defname, space: defnamespace, arg, seen })
  }
}

function refuseOids(arg: Node | undefined): void {
  if (isTrue(textOf(arg))) throw new Refusal('0A000', 'tables declared WITH OIDS are not supported')
}

interface Given {
  readonly kind: ParameterOwner
  readonly name: string
  readonly space: string | undefined
  readonly arg: Node | undefined
  readonly seen: Set<string>
}

function refuseOne(session: Session, { kind, name, space, arg, seen }: Given): void {
  if (space !== undefined && !(space === 'toast' && kind === 'table')) {
    refuse(`unrecognized parameter namespace "${space}"`)
  }
  const owner = space ?? kind
  if (owner === 'partitioned table') refusePartitioned(session, name)
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
  const { pgVersion } = session
  const isKnown = rule?.of.includes(owner) && pgVersion >= (rule.since ?? 0) && pgVersion <= (rule.until ?? pgVersion)
  if (!rule || !isKnown) throw unrecognized(name)
  if (seen.has(`${owner}.${name}`)) refuse(`parameter "${name}" specified more than once`)
  seen.add(`${owner}.${name}`)
  refuseValue(name, rule, textOf(arg))
}

function refusePartitioned({ pgVersion }: Session, name: string): never {
  if (pgVersion >= 16) throw new Refusal('42809', 'cannot specify storage parameters for a partitioned table')
  throw unrecognized(name)
}

/** `WITH (…)` as it is kept. */
export function optionsOf(nodes: readonly Node[] | undefined): readonly StorageOption[] {
  return (nodes ?? []).flatMap((item) =>
    'DefElem' in item ? [{ name: item.DefElem.defname ?? '', value: textOf(item.DefElem.arg) }] : [],
  )
}

/** `defGetString`: a parameter without a value is `true`. */
function textOf(arg: Node | undefined): string {
  if (!arg) return 'true'
  if ('Integer' in arg) return String(arg.Integer.ival ?? 0)
  if ('Float' in arg) return arg.Float.fval ?? ''
  if ('Boolean' in arg) return String(arg.Boolean.boolval ?? false)
  if ('TypeName' in arg) return (arg.TypeName.names ?? []).map(stringOf).join('.')
  return stringOf(arg)
}

const yes = ['true', 'on', 'yes', '1']
const no = ['false', 'off', 'no', '0']

/** `parse_bool`: any beginning of the words that is not ambiguous. */
function isBoolean(text: string): boolean {
  const lower = text.toLowerCase()
  return lower !== '' && lower !== 'o' && [...yes, ...no].some((word) => word.startsWith(lower))
}

const isTrue = (text: string): boolean => isBoolean(text) && yes.some((word) => word.startsWith(text.toLowerCase()))

function refuseValue(name: string, { between, whole: isWhole, words }: Rule, text: string): void {
  if (words) {
    if (!words.includes(text.toLowerCase())) refuse(`invalid value for enum option "${name}": ${text}`)
    return
  }
  if (!between) {
    if (!isBoolean(text)) refuse(`invalid value for boolean option "${name}": ${text}`)
    return
  }
  const value = Number(text)
  const fits = text.trim() !== '' && Number.isFinite(value)
  if (!fits) refuse(`invalid value for ${isWhole ? 'integer' : 'floating point'} option "${name}": ${text}`)
  if (value < between[0] || value > between[1]) refuse(`value ${text} out of bounds for option "${name}"`)
}

/** `RESET (…)` names parameters, known or not, without values. */
export function refuseResetValues(nodes: readonly Node[] | undefined): void {
  for (const item of nodes ?? []) {
    if ('DefElem' in item && item.DefElem.arg)
      throw new Refusal('42601', 'RESET must not include values for parameters')
  }
}

import type * as encoded from './encoded.ts'

/**
 * Names a type: `int4` of pg_catalog, `information_schema.sql_identifier`, `postgis/geometry` of an extension.
 * Array types have the name PostgreSQL gives them, `_int4`.
 */
export type TypeRef = string

/** `i`mmutable, `s`table, `v`olatile. */
export type Volatility = 'i' | 's' | 'v'

export interface BuiltinType {
  readonly ref: TypeRef
  readonly name: string
  readonly kind: 'base' | 'composite' | 'domain' | 'enum' | 'pseudo' | 'range' | 'multirange'
  /** `pg_type.typcategory`. */
  readonly category: string
  readonly preferred: boolean
  readonly collatable: boolean
  readonly input: Volatility
  readonly output: Volatility
  readonly subscriptable: boolean
  readonly hasArray: boolean
  /** Of fixed-length array-like types such as `point`. */
  readonly element: TypeRef | null
  /** Base of a domain, subtype of a range, range of a multirange. */
  readonly base: TypeRef | null
  readonly labels: readonly string[]
}

export interface BuiltinFunction {
  readonly name: string
  readonly kind: 'function' | 'procedure' | 'aggregate' | 'window'
  /** Input arguments. */
  readonly inputs: readonly TypeRef[]
  /** How many of the last inputs may be left out. */
  readonly defaults: number
  /** Element type of the last input when it is VARIADIC. */
  readonly variadic: TypeRef | null
  readonly returns: TypeRef
  readonly returnsSet: boolean
  readonly volatility: Volatility
  /** All parameters in order, when there are output ones; else the inputs. */
  readonly parameters: readonly {
    readonly name: string
    readonly mode: 'in' | 'out' | 'inout' | 'variadic' | 'table'
    readonly type: TypeRef
  }[]
  /** Ordered-set and hypothetical-set aggregates: how many arguments stand in the parentheses. */
  readonly directArguments: number | null
}

export interface BuiltinOperator {
  readonly name: string
  readonly left: TypeRef | null
  readonly right: TypeRef | null
  readonly result: TypeRef
  readonly volatility: Volatility
}

export interface BuiltinCast {
  readonly source: TypeRef
  readonly target: TypeRef
  readonly context: 'implicit' | 'assignment' | 'explicit'
  readonly method: 'binary' | 'function' | 'inout'
  readonly volatility: Volatility
}

export interface BuiltinOpclass {
  readonly name: string
  readonly method: string
  readonly family: string
  readonly input: TypeRef
  readonly isDefault: boolean
}

/** A search operator of an operator family. */
export interface FamilyMember {
  readonly left: TypeRef
  readonly right: TypeRef
  readonly strategy: number
  readonly operator: string
}

export interface BuiltinRelation {
  readonly name: string
  readonly kind:
    | 'table'
    | 'view'
    | 'materialized view'
    | 'foreign table'
    | 'partitioned table'
    | 'index'
    | 'sequence'
    | 'composite type'
  readonly columns: readonly { readonly name: string; readonly type: TypeRef }[]
  /** Columns of the unique keys of an extension's table. */
  readonly keys: readonly (readonly string[])[]
}

/** What one owner, PostgreSQL itself or an extension, has in one schema. */
export interface BuiltinSchema {
  readonly name: string
  types(): readonly BuiltinType[]
  functionNames(): readonly string[]
  functions(name: string): readonly BuiltinFunction[]
  operatorNames(): readonly string[]
  operators(name: string): readonly BuiltinOperator[]
  opclasses(method: string): readonly BuiltinOpclass[]
  relationNames(): readonly string[]
  relation(name: string): BuiltinRelation | null
  /** `language`, `access method`, `collation`, `text search configuration`, `operator family for btree`, `role`, `schema`, … */
  others(kind: string): readonly string[]
  otherKinds(): readonly string[]
}

export interface BuiltinCatalog {
  /** Keyed by name; `''` holds what stands outside schemas, `@` what goes where an extension is installed. */
  readonly schemas: ReadonlyMap<string, BuiltinSchema>
  readonly casts: readonly BuiltinCast[]
  /** Search operators of a family. */
  members(method: string, family: string): readonly FamilyMember[]
}

const typeKinds: Readonly<Record<string, BuiltinType['kind']>> = {
  b: 'base',
  c: 'composite',
  d: 'domain',
  e: 'enum',
  p: 'pseudo',
  r: 'range',
  m: 'multirange',
}
const functionKinds: Readonly<Record<string, BuiltinFunction['kind']>> = { p: 'procedure', a: 'aggregate', w: 'window' }
const modes: Readonly<Record<string, BuiltinFunction['parameters'][number]['mode']>> = {
  o: 'out',
  b: 'inout',
  v: 'variadic',
  t: 'table',
}
const contexts: Readonly<Record<string, BuiltinCast['context']>> = { i: 'implicit', a: 'assignment' }
const methods: Readonly<Record<string, BuiltinCast['method']>> = { b: 'binary', i: 'inout' }
const relationKinds: Readonly<Record<string, BuiltinRelation['kind']>> = {
  v: 'view',
  m: 'materialized view',
  f: 'foreign table',
  p: 'partitioned table',
  i: 'index',
  S: 'sequence',
  c: 'composite type',
}

const volatilityOf = (letter: string | undefined): Volatility => (letter === 'i' || letter === 's' ? letter : 'v')

/** Reads an encoded catalog as one major version has it. Lists are decoded when they are asked for. */
export function decode(data: encoded.Catalog, major: number): BuiltinCatalog {
  const alive = (range: encoded.Range | undefined) =>
    range === undefined || ((range.since ?? 0) <= major && (range.until ?? Number.POSITIVE_INFINITY) >= major)
  const ref = (index: number): TypeRef => data.refs[index] ?? ''
  const optional = (index: number): TypeRef | null => (index < 0 ? null : ref(index))
  const context: Context = { alive, ref, optional }
  return {
    schemas: new Map(
      Object.entries(data.schemas).map(([name, content]) => [name, decodeSchema(name, content, context)]),
    ),
    casts: data.casts
      .filter((row) => alive(row[3]))
      .map(([source, target, flags]) => ({
        source: ref(source),
        target: ref(target),
        context: contexts[flags.charAt(0)] ?? 'explicit',
        method: methods[flags.charAt(1)] ?? 'function',
        volatility: volatilityOf(flags.charAt(2)),
      })),
    members: (method, family) =>
      own(data.members, `${method} ${family}`)
        .filter((row) => alive(row[4]))
        .map(([left, right, strategy, operator]) => ({ left: ref(left), right: ref(right), strategy, operator })),
  }
}

interface Context {
  alive(range: encoded.Range | undefined): boolean
  ref(index: number): TypeRef
  optional(index: number): TypeRef | null
}

function own<T>(lists: Readonly<Record<string, readonly T[]>>, key: string): readonly T[] {
  return (Object.hasOwn(lists, key) ? lists[key] : undefined) ?? []
}

function decodeSchema(name: string, content: encoded.SchemaContent, context: Context): BuiltinSchema {
  const others = (kind: string) =>
    own(content.others, kind).flatMap((row) =>
      typeof row === 'string' ? [row] : context.alive(row[1]) ? [row[0]] : [],
    )
  return {
    name,
    types: () => content.types.filter((row) => context.alive(row[4])).map((row) => decodeType(row, context)),
    functionNames: () => Object.keys(content.functions),
    functions: (wanted) =>
      own(content.functions, wanted)
        .filter((row) => context.alive(row[3]))
        .map((row) => decodeFunction(wanted, row, context)),
    operatorNames: () => Object.keys(content.operators),
    operators: (wanted) =>
      own(content.operators, wanted)
        .filter((row) => context.alive(row[4]))
        .map(([left, right, result, volatility]) => ({
          name: wanted,
          left: context.optional(left),
          right: context.optional(right),
          result: context.ref(result),
          volatility: volatilityOf(volatility),
        })),
    opclasses: (method) =>
      own(content.opclasses, method)
        .filter((row) => context.alive(row[4]))
        .map(([opclass, family, input, isDefault]) => ({
          name: opclass,
          method,
          family,
          input: context.ref(input),
          isDefault: isDefault === 1,
        })),
    relationNames: () => Object.keys(content.relations),
    relation: (wanted) =>
      decodeRelation(wanted, Object.hasOwn(content.relations, wanted) ? content.relations[wanted] : undefined, context),
    others,
    otherKinds: () => Object.keys(content.others),
  }
}

function decodeType(row: encoded.TypeRow, context: Context): BuiltinType {
  const [index, flags, element, base, extra] = row
  const ref = context.ref(index)
  return {
    ref,
    name: ref.slice(Math.max(ref.lastIndexOf('/'), ref.lastIndexOf('.')) + 1),
    kind: typeKinds[flags.charAt(0)] ?? 'base',
    category: flags.charAt(1),
    preferred: flags.charAt(2) === 'p',
    collatable: flags.charAt(3) === 'c',
    input: volatilityOf(flags.charAt(4)),
    output: volatilityOf(flags.charAt(5)),
    subscriptable: flags.charAt(6) === 's',
    hasArray: flags.charAt(7) === 'a',
    element: context.optional(element),
    base: context.optional(base),
    labels: extra?.labels ?? [],
  }
}

function decodeFunction(name: string, row: encoded.FunctionRow, context: Context): BuiltinFunction {
  const [inputs, returns, flags, extra] = row
  const all = extra?.all ?? inputs
  const lastInput = inputs.length - 1
  return {
    name,
    kind: functionKinds[flags.charAt(0)] ?? 'function',
    inputs: inputs.map(context.ref),
    defaults: extra?.defaults ?? 0,
    variadic: extra?.variadic === undefined ? null : context.ref(extra.variadic),
    returns: context.ref(returns),
    returnsSet: flags.charAt(2) === 's',
    volatility: volatilityOf(flags.charAt(1)),
    parameters: all.map((type, index) => ({
      name: extra?.names?.[index] ?? '',
      mode: extra?.modes
        ? (modes[extra.modes.charAt(index)] ?? 'in')
        : extra?.variadic !== undefined && index === lastInput
          ? 'variadic'
          : 'in',
      type: context.ref(type),
    })),
    directArguments: extra?.aggregate?.[1] ?? null,
  }
}

function decodeRelation(name: string, row: encoded.RelationRow | undefined, context: Context): BuiltinRelation | null {
  if (!row || !context.alive(row[2])) return null
  return {
    name,
    kind: relationKinds[row[0]] ?? 'table',
    columns: row[1]
      .filter((column) => context.alive(column[2]))
      .map(([column, type]) => ({ name: column, type: context.ref(type) })),
    keys: row[2]?.keys ?? [],
  }
}

import type * as encoded from '../../packages/analyzer/src/builtins/encoded.ts'
import { merge, mergeOrdered, type Ranged, type Snapshot } from './merge.ts'
import type { RawCatalog, RawFunction, RawRelation, RawType } from './raw.ts'

/** Turns the same catalog read from several majors, oldest first, into one compact value. */
export function encode(snapshots: readonly { major: number; catalog: RawCatalog }[]): encoded.Catalog {
  return new Encoder(snapshots).encode()
}

const rowKinds = new Set(['r', 'v', 'm', 'f', 'p'])

class Encoder {
  readonly #refs = new Map<string, number>()
  readonly #schemas: Record<string, encoded.SchemaContent> = {}
  readonly #snapshots: readonly { major: number; catalog: RawCatalog }[]

  constructor(snapshots: readonly { major: number; catalog: RawCatalog }[]) {
    this.#snapshots = snapshots
  }

  encode(): encoded.Catalog {
    this.#types()
    this.#functions()
    this.#operators()
    this.#opclasses()
    this.#relations()
    this.#others()
    const casts = this.#casts()
    const members = this.#members()
    return { refs: [...this.#refs.keys()], schemas: this.#schemas, casts, members }
  }

  #merged<K extends Exclude<keyof RawCatalog, 'relations'>>(list: K): readonly Ranged<RawCatalog[K][number]>[] {
    return merge<RawCatalog[K][number]>(this.#snapshots.map(({ major, catalog }) => ({ major, values: catalog[list] })))
  }

  #ref(type: string): number {
    const known = this.#refs.get(type)
    if (known !== undefined) return known
    this.#refs.set(type, this.#refs.size)
    return this.#refs.size - 1
  }

  #optional(type: string | null): number {
    return type === null ? -1 : this.#ref(type)
  }

  #schema(name: string): encoded.SchemaContent {
    const schema = this.#schemas[name] ?? {
      types: [],
      functions: {},
      operators: {},
      opclasses: {},
      relations: {},
      others: {},
    }
    this.#schemas[name] = schema
    return schema
  }

  #types(): void {
    const rowTypes = new Set<string>()
    for (const { catalog } of this.#snapshots) {
      for (const { schema, name, kind } of catalog.relations) if (rowKinds.has(kind)) rowTypes.add(`${schema}.${name}`)
    }
    const derived = new Set<string>()
    for (const { value } of this.#merged('types')) {
      if (value.kind === 'c' && rowTypes.has(`${value.schema}.${value.name}`)) derived.add(value.ref)
    }
    for (const { value: type, since, until } of this.#merged('types')) {
      const isArray = type.category === 'A' && type.element !== null && type.name === `_${baseName(type.element)}`
      if (derived.has(type.ref) || isArray) continue
      const row = [
        this.#ref(type.ref),
        typeFlags(type),
        this.#optional(type.element),
        this.#optional(type.base),
      ] as const
      const extra = ranged({ ...(type.labels === null ? {} : { labels: type.labels }) }, since, until)
      this.#schema(type.schema).types.push(extra ? [...row, extra] : [...row])
    }
  }

  #functions(): void {
    for (const { value: routine, since, until } of this.#merged('functions')) {
      const list = this.#schema(routine.schema).functions
      const row = [
        routine.arguments.map((type) => this.#ref(type)),
        this.#ref(routine.returns),
        routine.kind + routine.volatility + (routine.set ? 's' : ''),
      ] as const
      const extra = ranged(this.#functionExtra(routine), since, until)
      append(list, routine.name, extra ? [...row, extra] : [...row])
    }
  }

  #functionExtra(routine: RawFunction): encoded.FunctionExtra {
    return {
      ...(routine.defaults > 0 ? { defaults: routine.defaults } : {}),
      ...(routine.variadic === null ? {} : { variadic: this.#ref(routine.variadic) }),
      ...(routine.names === null ? {} : { names: routine.names }),
      ...(routine.modes && /[obt]/.test(routine.modes) ? { modes: routine.modes } : {}),
      ...(routine.all && routine.modes && /[obt]/.test(routine.modes)
        ? { all: routine.all.map((type) => this.#ref(type)) }
        : {}),
      ...(routine.aggregate === null ? {} : { aggregate: routine.aggregate }),
    }
  }

  #operators(): void {
    for (const { value: operator, since, until } of this.#merged('operators')) {
      const list = this.#schema(operator.schema).operators
      const types = [this.#optional(operator.left), this.#optional(operator.right), this.#ref(operator.result)] as const
      const extra = ranged({}, since, until)
      append(list, operator.name, extra ? [...types, operator.volatility, extra] : [...types, operator.volatility])
    }
  }

  #opclasses(): void {
    for (const { value: opclass, since, until } of this.#merged('opclasses')) {
      const list = this.#schema(opclass.schema).opclasses
      const row = [opclass.name, opclass.family, this.#ref(opclass.input), opclass.isDefault ? 1 : 0] as const
      const extra = ranged({}, since, until)
      append(list, opclass.method, extra ? [...row, extra] : [...row])
    }
  }

  #relations(): void {
    const bare = (relation: RawRelation) => ({
      schema: relation.schema,
      name: relation.name,
      kind: relation.kind,
      keys: relation.keys,
    })
    const relations = merge(
      this.#snapshots.map(({ major, catalog }) => ({ major, values: catalog.relations.map(bare) })),
    )
    for (const { value: relation, since, until } of relations) {
      const columns = relation.kind === 'i' || relation.kind === 'S' ? [] : this.#columns(relation)
      const extra = ranged(relation.keys.length > 0 ? { keys: relation.keys } : {}, since, until)
      const schema = this.#schema(relation.schema)
      schema.relations[relation.name] = extra ? [relation.kind, columns, extra] : [relation.kind, columns]
    }
  }

  #columns(relation: { schema: string; name: string }): encoded.Column[] {
    const snapshots: Snapshot<{ name: string; type: string }>[] = []
    for (const { major, catalog } of this.#snapshots) {
      const found = catalog.relations.find(({ schema, name }) => schema === relation.schema && name === relation.name)
      if (found) snapshots.push({ major, values: found.columns })
    }
    return mergeOrdered(snapshots).map(({ value, since, until }) => {
      const extra = ranged({}, since, until)
      return extra ? [value.name, this.#ref(value.type), extra] : [value.name, this.#ref(value.type)]
    })
  }

  #others(): void {
    for (const { value: other, since, until } of this.#merged('others')) {
      const list = this.#schema(other.schema).others
      const extra = ranged({}, since, until)
      append(list, other.kind, extra ? [other.name, extra] : other.name)
    }
  }

  #casts(): encoded.Cast[] {
    return this.#merged('casts').map(({ value: cast, since, until }) => {
      const row = [
        this.#ref(cast.source),
        this.#ref(cast.target),
        cast.context + cast.method + cast.volatility,
      ] as const
      const extra = ranged({}, since, until)
      return extra ? [...row, extra] : [...row]
    })
  }

  #members(): Record<string, encoded.Member[]> {
    const members: Record<string, encoded.Member[]> = {}
    for (const { value: member, since, until } of this.#merged('members')) {
      const row = [this.#ref(member.left), this.#ref(member.right), member.strategy, member.operator] as const
      const extra = ranged({}, since, until)
      append(members, `${member.method} ${member.family}`, extra ? [...row, extra] : [...row])
    }
    return members
  }
}

function baseName(ref: string): string {
  return ref.slice(Math.max(ref.lastIndexOf('/'), ref.lastIndexOf('.')) + 1)
}

function typeFlags(type: RawType): string {
  const flag = (is: boolean, letter: string) => (is ? letter : '-')
  const volatility = (type.input ?? 'i') + (type.output ?? 'i')
  return `${type.kind}${type.category}${flag(type.preferred, 'p')}${flag(type.collatable, 'c')}${volatility}${flag(type.subscript, 's')}${flag(type.array !== null, 'a')}`
}

function ranged<T extends object>(extra: T, since: number | null, until: number | null): (T & encoded.Range) | null {
  const all = { ...extra, ...(since === null ? {} : { since }), ...(until === null ? {} : { until }) }
  return Object.keys(all).length > 0 ? all : null
}

function append<T>(lists: Record<string, T[]>, key: string, value: T): void {
  const list = Object.hasOwn(lists, key) ? lists[key] : undefined
  if (list) list.push(value)
  else lists[key] = [value]
}

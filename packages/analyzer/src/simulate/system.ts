import {
  type BuiltinExtension,
  type BuiltinRelation,
  type BuiltinSchema,
  type Builtins,
  builtins,
  type TypeRef,
} from '../builtins/index.ts'
import { systemBase as base, blankColumn, blankOther, blankRelation, blankRoutine, blankType } from './blank.ts'
import { blankSchema, schemaWith } from './blank-schema.ts'
import type { Relation, Routine, Schema, Type } from './objects.ts'

/** What every database holds before the first migration. Shared between simulations, never changed. */
export interface SystemCatalog {
  readonly builtins: Builtins
  readonly catalog: Schema
  readonly schemas: ReadonlyMap<string, Schema>
  /** The type of a `TypeRef` of the built-in catalog. */
  type(ref: TypeRef): Type
  /** What an extension brings, as a schema that stands beside the one it is installed in. */
  content(extension: BuiltinExtension): Schema
}

const cache = new Map<number, SystemCatalog>()

/** The system schemas of one major version. */
export function systemCatalog(pgVersion: number): SystemCatalog {
  const known = cache.get(pgVersion)
  if (known) return known
  const made = build(builtins(pgVersion))
  cache.set(pgVersion, made)
  return made
}

/** Lists of hundreds of functions and views are decoded by name, when a name is asked for. */
class LazyMap<V> extends Map<string, V> {
  readonly #load: (name: string) => V | undefined
  constructor(load: (name: string) => V | undefined) {
    super()
    this.#load = load
  }
  override get(name: string): V | undefined {
    const known = super.get(name)
    if (known !== undefined) return known
    const loaded = this.#load(name)
    if (loaded !== undefined) super.set(name, loaded)
    return loaded
  }
  override has(name: string): boolean {
    return this.get(name) !== undefined
  }
}

/** A system schema in which one simulation makes things of its own; what is there stays shared. */
export function ownCopy(schema: Schema): Schema {
  return schemaWith(schema, {
    relations: new LazyMap<Relation>((name) => schema.relations.get(name)),
    types: new Map(schema.types),
    routines: new LazyMap<readonly Routine[]>((name) => schema.routines.get(name)),
    others: new Map(schema.others),
    guests: new Set(schema.guests),
  })
}

function build(content: Builtins): SystemCatalog {
  const byRef = new Map<TypeRef, Type>()
  const type = (ref: TypeRef): Type => byRef.get(ref) ?? unknownType
  const schemas = new Map<string, Schema>()
  for (const [name, part] of content.catalog.schemas) {
    if (name === '' || name === '@') continue
    const schema = systemSchema(name, part, type)
    schemas.set(name, schema)
    addTypes(schema, part, byRef)
  }
  const catalog = schemas.get('pg_catalog')
  if (!catalog) throw new Error('no built-in pg_catalog')
  const unknownType = blankType(base('unknown type'), 'unknown', catalog, { category: 'X' })
  for (const [name, schema] of schemas) {
    const part = content.catalog.schemas.get(name)
    if (part) linkTypes(schema, part, byRef)
  }
  addGlobals(catalog, content)
  const contents = new Map<string, Schema>()
  const contentOf = (extension: BuiltinExtension): Schema => {
    const known = contents.get(extension.name)
    if (known) return known
    const part = extension.catalog.schemas.get('@') ?? extension.catalog.schemas.values().next().value
    const made = part ? systemSchema(extension.name, part, type) : blankSchema(base(extension.name))
    contents.set(extension.name, made)
    if (part) {
      addTypes(made, part, byRef)
      linkTypes(made, part, byRef)
    }
    return made
  }
  return { builtins: content, catalog, schemas, type, content: contentOf }
}

function systemSchema(name: string, part: BuiltinSchema, type: (ref: TypeRef) => Type): Schema {
  const schema: Schema = schemaWith(base(name), {
    relations: new LazyMap<Relation>((wanted) => {
      const found = part.relation(wanted)
      return found ? systemRelation(found, schema, type) : undefined
    }),
    routines: new LazyMap<readonly Routine[]>((wanted) => systemRoutines(wanted, part, schema, type)),
  })
  for (const kind of part.otherKinds()) {
    for (const other of part.others(kind)) {
      schema.others.set(`${kind}:${other}`, blankOther(base(other), kind, schema))
    }
  }
  return schema
}

/** Languages, access methods and roles stand outside schemas; here they are kept with pg_catalog. */
function addGlobals(catalog: Schema, content: Builtins): void {
  const part = content.catalog.schemas.get('')
  for (const kind of part?.otherKinds() ?? []) {
    for (const name of part?.others(kind) ?? []) {
      catalog.others.set(`${kind}:${name}`, blankOther(base(name), kind, null))
    }
  }
}

function addTypes(schema: Schema, part: BuiltinSchema, byRef: Map<TypeRef, Type>): void {
  const all = part.types()
  for (const one of all) {
    const { category, preferred } = one
    const made = blankType(base(one.name), one.kind, schema, { category, preferred })
    schema.types.set(one.name, made)
    byRef.set(one.ref, made)
    if (!one.hasArray) continue
    const array = blankType(base(`_${one.name}`), 'array', schema, { category: 'A', element: made })
    made.array = array
    schema.types.set(array.name, array)
    byRef.set(one.ref.slice(0, one.ref.length - one.name.length) + array.name, array)
  }
}

/** Types rest on types of other schemas, so all have to be there before. */
function linkTypes(schema: Schema, part: BuiltinSchema, byRef: ReadonlyMap<TypeRef, Type>): void {
  for (const one of part.types()) {
    const made = byRef.get(one.ref)
    const behind = one.base === null ? undefined : byRef.get(one.base)
    if (made && behind) made.base = { type: behind, modifiers: [] }
    const row = one.kind === 'composite' ? schema.relations.get(one.name) : undefined
    if (made && row) {
      made.relation = row
      row.rowType = made
    }
  }
}

function systemRelation(found: BuiltinRelation, schema: Schema, type: (ref: TypeRef) => Type): Relation {
  const relation = blankRelation(base(found.name), found.kind, schema)
  for (const column of found.columns) {
    const use = { type: type(column.type), modifiers: [] }
    relation.columns.set(column.name, blankColumn(base(column.name), relation, use))
    relation.nextPosition++
  }
  return relation
}

function systemRoutines(
  name: string,
  part: BuiltinSchema,
  schema: Schema,
  type: (ref: TypeRef) => Type,
): readonly Routine[] | undefined {
  const found = part.functions(name)
  if (found.length === 0) return undefined
  return found.map((one) =>
    blankRoutine(base(name), {
      kind: one.kind,
      schema,
      parameters: one.parameters.map((parameter) => ({ ...parameter, type: type(parameter.type), hasDefault: false })),
      inputs: one.inputs.map(type),
      returns: type(one.returns),
      returnsSet: one.returnsSet,
      language: 'internal',
      body: null,
      volatility: undefined,
    }),
  )
}

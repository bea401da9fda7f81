import * as queries from './queries.ts'
import { type Owned, ofCore, ofExtension } from './queries.ts'
import type {
  RawCast,
  RawCatalog,
  RawExtension,
  RawFunction,
  RawMember,
  RawOpclass,
  RawOperator,
  RawOther,
  RawRelation,
  RawServer,
  RawType,
} from './raw.ts'
import type { Server } from './server.ts'

/** The schema into which extensions go that demand none; objects in it are written as being in `@`. */
const target = 'extension_target'

type Oid = number

class TypeNames {
  readonly #refs = new Map<Oid, string>()

  static async of(server: Server): Promise<TypeNames> {
    const names = new TypeNames()
    interface Row {
      oid: Oid
      name: string
      schema: string
      extension: string | null
    }
    for (const row of await server.rows<Row>(queries.typeNames)) names.#refs.set(row.oid, refOf(row))
    return names
  }

  /** `int4` of pg_catalog, `information_schema.sql_identifier`, `postgis/geometry` of an extension. */
  ref(oid: Oid): string {
    return this.#refs.get(oid) ?? `?${oid}`
  }

  optional(oid: Oid | null): string | null {
    return oid === null ? null : this.ref(oid)
  }
}

function refOf(row: { name: string; schema: string; extension: string | null }): string {
  if (row.extension !== null) return `${row.extension}/${row.name}`
  return row.schema === 'pg_catalog' ? row.name : `${row.schema}.${row.name}`
}

const schemaOf = (schema: string): string => (schema === target ? '@' : schema)

async function readTypes(server: Server, names: TypeNames, owned: Owned): Promise<readonly RawType[]> {
  type Row = Omit<RawType, 'ref' | 'element' | 'array' | 'base'> & {
    oid: Oid
    element: Oid | null
    array: Oid | null
    base: Oid | null
    defined: boolean
  }
  const rows = await server.rows<Row>(queries.types(owned))
  return rows
    .filter((row) => row.defined)
    .map(({ oid, defined: _, ...row }) => ({
      ...row,
      schema: schemaOf(row.schema),
      ref: names.ref(oid),
      element: names.optional(row.element),
      array: names.optional(row.array),
      base: names.optional(row.base),
    }))
}

async function readFunctions(server: Server, names: TypeNames, owned: Owned): Promise<readonly RawFunction[]> {
  type Row = Omit<RawFunction, 'arguments' | 'returns' | 'variadic' | 'all'> & {
    arguments: Oid[]
    returns: Oid
    variadic: Oid | null
    all: Oid[] | null
  }
  const rows = await server.rows<Row>(queries.functions(owned))
  return rows.map((row) => ({
    ...row,
    schema: schemaOf(row.schema),
    arguments: row.arguments.map((oid) => names.ref(oid)),
    returns: names.ref(row.returns),
    variadic: names.optional(row.variadic),
    all: row.all === null ? null : row.all.map((oid) => names.ref(oid)),
  }))
}

async function readOperators(server: Server, names: TypeNames, owned: Owned): Promise<readonly RawOperator[]> {
  type Row = Omit<RawOperator, 'left' | 'right' | 'result'> & { left: Oid | null; right: Oid | null; result: Oid }
  const rows = await server.rows<Row>(queries.operators(owned))
  return rows.map((row) => ({
    ...row,
    schema: schemaOf(row.schema),
    left: names.optional(row.left),
    right: names.optional(row.right),
    result: names.ref(row.result),
  }))
}

async function readCasts(server: Server, names: TypeNames, owned: Owned): Promise<readonly RawCast[]> {
  type Row = Omit<RawCast, 'source' | 'target'> & { source: Oid; target: Oid }
  const rows = await server.rows<Row>(queries.casts(owned))
  return rows.map((row) => ({ ...row, source: names.ref(row.source), target: names.ref(row.target) }))
}

async function readOpclasses(server: Server, names: TypeNames, owned: Owned): Promise<readonly RawOpclass[]> {
  const rows = await server.rows<Omit<RawOpclass, 'input'> & { input: Oid }>(queries.opclasses(owned))
  return rows.map((row) => ({ ...row, schema: schemaOf(row.schema), input: names.ref(row.input) }))
}

async function readMembers(server: Server, names: TypeNames, owned: Owned): Promise<readonly RawMember[]> {
  type Row = Omit<RawMember, 'left' | 'right'> & { left: Oid; right: Oid }
  const rows = await server.rows<Row>(queries.members(owned))
  return rows.map((row) => ({ ...row, left: names.ref(row.left), right: names.ref(row.right) }))
}

async function readRelations(server: Server, names: TypeNames, owned: Owned): Promise<readonly RawRelation[]> {
  type Row = Omit<RawRelation, 'columns'> & { columns: { name: string; type: Oid }[] }
  const rows = await server.rows<Row>(queries.relations(owned))
  return rows.map((row) => ({
    ...row,
    schema: schemaOf(row.schema),
    columns: row.columns.map(({ name, type }) => ({ name, type: names.ref(type) })),
  }))
}

async function readOthers(server: Server, owned: Owned): Promise<readonly RawOther[]> {
  const found: RawOther[] = []
  for (const query of queries.others(owned)) found.push(...(await server.rows<RawOther>(query)))
  return found.map((other) => ({ ...other, schema: schemaOf(other.schema) }))
}

async function readCatalog(server: Server, owned: Owned): Promise<RawCatalog> {
  const names = await TypeNames.of(server)
  return {
    types: await readTypes(server, names, owned),
    functions: await readFunctions(server, names, owned),
    operators: await readOperators(server, names, owned),
    casts: await readCasts(server, names, owned),
    opclasses: await readOpclasses(server, names, owned),
    members: await readMembers(server, names, owned),
    relations: await readRelations(server, names, owned),
    others: await readOthers(server, owned),
  }
}

type Available = Omit<RawExtension, 'catalog'>

/** Makes one extension in a transaction, reads it and takes it back; `null` when the server cannot make it. */
async function readExtension(server: Server, extension: Available): Promise<RawExtension | null> {
  await server.run('begin')
  try {
    await server.run(`create schema ${target}; set local search_path = ${target}, public`)
    for (const required of extension.requires)
      await server.run(`create extension if not exists "${required}" schema ${target} cascade`)
    await server.run(
      `create extension "${extension.name}"${extension.schema === null ? ` schema ${target}` : ''} cascade`,
    )
    return { ...extension, catalog: await readCatalog(server, ofExtension(extension.name)) }
  } catch (error) {
    console.error(`  ${extension.name}: ${error instanceof Error ? error.message : String(error)}`)
    return null
  } finally {
    await server.run('rollback')
  }
}

export interface ReadOptions {
  /** `false`: only extensions are taken from this server. */
  readonly core: boolean
  readonly wanted: (extension: string) => boolean
}

export async function readServer(server: Server, options: ReadOptions): Promise<RawServer> {
  const [major = 0] = await server.rows<number>(
    `select to_json(current_setting('server_version_num')::int / 10000) as row`,
  )
  const extensions: RawExtension[] = []
  for (const extension of await server.rows<Available>(queries.available)) {
    const read = options.wanted(extension.name) ? await readExtension(server, extension) : null
    if (read) extensions.push(read)
  }
  const empty: RawCatalog = {
    types: [],
    functions: [],
    operators: [],
    casts: [],
    opclasses: [],
    members: [],
    relations: [],
    others: [],
  }
  return { major, core: options.core, catalog: options.core ? await readCatalog(server, ofCore) : empty, extensions }
}

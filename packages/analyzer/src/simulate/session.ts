import type { ObjectRef } from '@migration-doctor/core'
import type { Skip } from './guards/difference.ts'
import type { Relation, Routine, Schema } from './objects.ts'
import type { Platform } from './platform.ts'
import type { Variables } from './query/variables.ts'
import { Store } from './store.ts'
import { ownCopy, type SystemCatalog } from './system.ts'

/** What happened to one object, for the lifespans. */
export interface Event {
  readonly action: 'create' | 'drop' | 'alter' | 'rename' | 'move'
  readonly object: ObjectRef
  /** New name of a rename, new schema of a move. */
  readonly to?: string
  readonly statement: number
}

export interface SessionOptions {
  readonly pgVersion: number
  readonly searchPath: readonly string[]
  readonly system: SystemCatalog
  /** Whose objects are there before the first migration; absent: PostgreSQL's alone. */
  readonly platform?: Platform | null
}

/** One connection's view of one simulated database. */
export class Session {
  readonly store = new Store()
  readonly system: SystemCatalog
  readonly pgVersion: number
  /** As `SET search_path` gives it; may name `$user` and schemas that do not exist. */
  searchPath: readonly string[]
  /** Number of the transaction at work; a new one for each transaction block and each statement alone. */
  transaction = 1
  /** Inside a transaction block, explicit or implied by the way the script is sent. */
  inBlock = false
  /** Subtransactions that are open: savepoints, and blocks with handlers. */
  nesting = 0
  checkFunctionBodies = true
  /** Extensions of which it is not known what they bring. */
  opaqueExtensions: readonly string[] = []
  /** Extensions taken as given, with the first statement that needs them. */
  readonly assumedExtensions = new Map<string, number>()
  /** Extensions that the history drops although nothing made them: they cannot be taken as given. */
  readonly unwantedExtensions = new Set<string>()
  /** Roles that the history itself makes. */
  readonly roles = new Set<string>()
  readonly platform: Platform | null
  /** Names that stand for placeholders which the project fills in before it sends a script. */
  placeholders: ReadonlyMap<string, string> = new Map()
  readonly #initialPath: readonly string[]
  /** The schemas of the search path, as long as neither changes. */
  #path: {
    readonly schemasVersion: number
    readonly searchPath: readonly string[]
    readonly schemas: readonly Schema[]
  } | null = null
  #pathAfterTransaction: readonly string[] | null = null
  /** System schemas in which something was made. */
  #ownSystemSchemas: Map<string, Schema> | null = null
  /** Events of all statements so far. */
  readonly events: Event[] = []
  /** A view was replaced by a query of itself. */
  mayHaveRecursiveViews = false
  /** Statements that were skipped although what is there looks different. */
  readonly skips: Skip[] = []
  /** Names (lower case) that an unreadable statement may have made or dropped; `everything` after one that may touch all. */
  readonly taintedNames = new Set<string>()
  everythingTainted = false
  /** Tables of the migration tool itself (lower case): tainted, but nothing else bears their names. */
  readonly toolTables = new Set<string>()
  readonly taintedForms: (readonly string[])[] = []
  /** All of that in time: which names (lower case) the statement of that number may have touched. */
  readonly taints: { readonly statement: number; readonly covers: (name: string) => boolean }[] = []
  /** What the query of a `CREATE TABLE AS` sees: the variables of the body that it stands in. */
  variables: Variables | null = null
  /** Which routine of the history each call means, by the node of the call, since it was last analysed. */
  readonly calls = new WeakMap<object, Routine>()
  /** Text of the script at work, so that bodies in it can be given places; `null` when it is not known. */
  script: string | null = null
  /** Why what the statement at work names could only be there by the doing of an unreadable one; `null`: all is there. */
  leaningOn: string | null = null
  /** Tables into which the history may have put rows; `all` after something of which that is not known. */
  mayHaveRows: Set<Relation> | 'all' = new Set()

  readonly #unrecord = () => {
    this.events.pop()
  }

  constructor(options: SessionOptions) {
    this.pgVersion = options.pgVersion
    this.searchPath = options.searchPath
    this.#initialPath = options.searchPath
    this.system = options.system
    this.platform = options.platform ?? null
    this.store.newSchema('public')
    for (const name of options.searchPath) {
      if (name !== '$user' && !this.schema(name)) this.store.newSchema(name)
    }
    this.store.commit()
  }

  /** `SET [LOCAL] search_path`; undone when the transaction is rolled back, and with LOCAL also when it commits. */
  setSearchPath(path: readonly string[], local: boolean): void {
    if (local && !this.inBlock) return
    if (local) this.#pathAfterTransaction ??= this.searchPath
    else this.#pathAfterTransaction = null
    this.store.set(this as { searchPath: readonly string[] }, 'searchPath', path)
  }

  resetSearchPath(local = false): void {
    this.setSearchPath(this.#initialPath, local)
  }

  setChecking(value: boolean): void {
    this.store.set(this as { checkFunctionBodies: boolean }, 'checkFunctionBodies', value)
  }

  /** A new transaction begins: what was set for the last one only is over. */
  nextTransaction(inBlock: boolean): void {
    this.transaction++
    this.inBlock = inBlock
    if (this.#pathAfterTransaction) this.searchPath = this.#pathAfterTransaction
    this.#pathAfterTransaction = null
  }

  /** Runs something in a subtransaction of its own. */
  nested<T>(work: () => T): T {
    this.nesting++
    try {
      return work()
    } finally {
      this.nesting--
    }
  }

  addOpaqueExtension(name: string): void {
    this.store.set(this as { opaqueExtensions: readonly string[] }, 'opaqueExtensions', [
      ...this.opaqueExtensions,
      name,
    ])
  }

  /** A schema by name, system schemas included. */
  schema(name: string): Schema | null {
    const key = name === 'pg_temp' ? temporarySchema : name
    const own = this.store.schemas.get(key) ?? this.#ownSystemSchemas?.get(key)
    return own ?? this.system.schemas.get(key) ?? this.platform?.schema(key) ?? null
  }

  /** What PostgreSQL brings, with what was made there. */
  *systemSchemas(): Iterable<Schema> {
    for (const [name, shared] of this.system.schemas) yield this.#ownSystemSchemas?.get(name) ?? shared
  }

  /** The schema itself or, for one that all simulations share, this one's copy: what is made goes there. */
  writable(schema: Schema): Schema {
    if (this.system.schemas.get(schema.name) !== schema) return schema
    const copy = ownCopy(schema)
    this.#ownSystemSchemas ??= new Map()
    this.#ownSystemSchemas.set(schema.name, copy)
    this.#path = null
    return copy
  }

  /** The schema of temporary objects, made when first needed, as in PostgreSQL. */
  temporarySchema(): Schema {
    return this.store.schemas.get(temporarySchema) ?? this.store.newSchema(temporarySchema)
  }

  temporarySchemaIfMade(): Schema | null {
    return this.store.schemas.get(temporarySchema) ?? null
  }

  /** Schemas in which unqualified names are looked for, in order. */
  path(): readonly Schema[] {
    const { schemasVersion } = this.store
    if (this.#path?.schemasVersion === schemasVersion && this.#path.searchPath === this.searchPath)
      return this.#path.schemas
    const schemas = this.#schemasOnPath()
    // A platform makes its schemas when they are first needed, unseen by the store.
    if (!this.platform) this.#path = { schemasVersion, searchPath: this.searchPath, schemas }
    return schemas
  }

  #schemasOnPath(): readonly Schema[] {
    const path: Schema[] = []
    const temporary = this.store.schemas.get(temporarySchema)
    if (temporary && !this.searchPath.includes('pg_temp')) path.push(temporary)
    if (!this.searchPath.includes('pg_catalog'))
      path.push(this.#ownSystemSchemas?.get('pg_catalog') ?? this.system.catalog)
    for (const name of this.searchPath) {
      const schema = this.schema(name)
      if (schema) path.push(schema)
    }
    return path
  }

  /** Where unqualified objects are made; `null` when no schema of the search path exists. */
  creationSchema(): Schema | null {
    for (const name of this.searchPath) {
      const schema = this.schema(name)
      if (schema) return schema
    }
    return null
  }

  record(action: Event['action'], object: ObjectRef, to?: string): void {
    const statement = this.store.now
    this.events.push(to === undefined ? { action, object, statement } : { action, object, statement, to })
    this.store.onRollback(this.#unrecord)
  }

  /** It is not known any more which tables are empty. */
  mayHaveRowsEverywhere(): void {
    this.store.set(this as { mayHaveRows: Session['mayHaveRows'] }, 'mayHaveRows', 'all')
  }

  /** May an object of this name exist, or be gone, although nothing readable says so? */
  isTainted(name: string): boolean {
    if (this.everythingTainted) return true
    const lower = name.toLowerCase()
    return this.taintedNames.has(lower) || this.taintedForms.some((parts) => hasForm(lower, parts))
  }

  /** An unreadable statement may have touched names made of these parts (lower case) with something unknown between them. */
  taintLike(parts: readonly string[]): void {
    this.taintedForms.push(parts)
    this.taints.push({ statement: this.store.now, covers: (name) => hasForm(name, parts) })
  }

  /** A table of the tool's own: whether it is there, and what it looks like, is the tool's affair. */
  taintToolTable(name: string): void {
    this.taint([name])
    this.toolTables.add(name.toLowerCase())
  }

  /** An unreadable statement may have touched these names; `null`: anything. */
  taint(names: readonly string[] | null): void {
    const lower = names && new Set(names.map((name) => name.toLowerCase()))
    if (lower === null) this.everythingTainted = true
    else for (const name of lower) this.taintedNames.add(name)
    this.taints.push({ statement: this.store.now, covers: (name) => lower?.has(name) ?? true })
  }

  /** May an object that is there be gone, because it was touched after it was made? */
  isTaintedSinceMade(name: string, column?: string): boolean {
    if (!this.isTainted(column ?? name)) return false
    const made = this.events.findLast(({ action, object }) => {
      return action === 'create' && object.name === name && object.column === column
    })
    const lower = (column ?? name).toLowerCase()
    return !made || this.taints.some(({ statement, covers }) => statement >= made.statement && covers(lower))
  }
}

export const temporarySchema = 'pg_temp'

/** Whether a name begins, goes on and ends with these parts in order. */
function hasForm(name: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts
  const last = rest.pop() ?? ''
  if (!name.startsWith(first) || name.length < first.length + last.length) return false
  let at = first.length
  for (const part of rest) {
    const found = name.indexOf(part, at)
    if (found === -1) return false
    at = found + part.length
  }
  return name.endsWith(last) && name.length - last.length >= at
}

import type { CatalogView } from '@migration-doctor/core'
import type { BuilderContext } from './context.ts'
import { Driver, type Target } from './driver.ts'
import { loadedTable } from './loaded.ts'
import { Statements } from './statement.ts'
import type { TableModel } from './table.ts'

/** TypeORM's own error, before anything is sent. */
export class Refusal extends Error {
  readonly missing: { readonly kind: string; readonly name: string; readonly table?: string } | null
  constructor(message: string, missing: Refusal['missing'] = null) {
    super(message)
    this.missing = missing
  }
}

/** A statement of the builder's. Notes in `typeorm_metadata` depend on the entities and are marked. */
export interface Sent {
  readonly sql: string
  readonly metadata?: boolean
}

/** What the query runner remembers of tables, over all its calls. */
export class TableMemory {
  tables: TableModel[] = []
  readonly paths = new Map<string, string>()
}

/** One call of the schema builder. */
export class Session {
  readonly driver: Driver
  readonly say: Statements
  readonly memory: TableMemory
  readonly sent: Sent[] = []
  readonly #ask: () => CatalogView
  #answer: CatalogView | null = null

  /** `ask` is called once at most: one call of the builder sees one catalog. */
  constructor(context: BuilderContext, memory: TableMemory, ask: () => CatalogView) {
    this.#ask = ask
    this.driver = new Driver(context, () => this.view)
    this.say = new Statements(this.driver)
    this.memory = memory
  }

  get view(): CatalogView {
    this.#answer ??= this.#ask()
    return this.#answer
  }

  get legacy(): boolean {
    return this.driver.context.major === 0
  }

  send(...statements: readonly string[]): void {
    this.sent.push(...statements.map((sql) => ({ sql })))
  }

  note(sql: string): void {
    this.sent.push({ sql, metadata: true })
  }

  load(target: Target): TableModel | null {
    const { table } = this.driver.parse(target)
    const shape = this.view.table(table, this.driver.schemaOf(target))
    return shape ? loadedTable(shape, this.driver, this.view) : null
  }

  /** From memory, else from the catalog. @throws Refusal as TypeORM does. */
  cached(name: string): TableModel {
    const known = this.memory.paths.get(name)
    const remembered = known === undefined ? undefined : this.#find(known)
    if (remembered) return remembered
    const found = this.load(name)
    if (!found) throw new Refusal(`Table "${name}" does not exist.`, { kind: 'table', name })
    const path = this.driver.path(found)
    const same = this.#find(path)
    if (same) return same
    this.memory.paths.set(name, path)
    this.memory.tables.push(found)
    return found
  }

  #find(path: string): TableModel | undefined {
    return this.memory.tables.find((table) => this.driver.path(table) === path)
  }

  /** What is remembered of a table becomes what it was changed to. */
  replace(table: TableModel, changed: TableModel): void {
    const old = this.driver.path(table)
    const found = this.#find(old)
    const path = this.driver.path(changed)
    for (const [key, cached] of this.memory.paths) if (cached === old) this.memory.paths.set(key, path)
    if (!found) return
    const { exclusions: _kept, ...rest } = changed
    Object.assign(found, rest)
  }
}

import type { Node, SelectStmt, WindowDef } from '@migration-doctor/sql'
import type { Volatility } from '../../builtins/index.ts'
import { mapped } from '../mapped.ts'
import type { Entity, Relation, Routine, Type } from '../objects.ts'
import type { Session } from '../session.ts'
import type { Expr } from './expression.ts'
import type { ExpressionKind } from './kinds.ts'
import type { NsColumn, NsItem } from './namespace.ts'
import type { Uses } from './uses.ts'
import type { Variables } from './variables.ts'
import { type TypeWorld, worldOf } from './world.ts'

export type { Variables }

/** A common table expression as references see it. */
export interface Cte {
  readonly name: string
  readonly columns: readonly CteColumn[] | null
  /** An INSERT, UPDATE, DELETE or MERGE without RETURNING. */
  readonly hasNoResult: boolean
}

export interface CteColumn {
  readonly name: string
  readonly type: Type | null
  readonly modifiers: readonly number[]
}

const noNames: ReadonlyMap<number, Relation> = new Map()

/** What one analysis gathers over all query levels. */
export class Gathered {
  readonly uses: Uses = { columns: new Set(), entities: new Set() }
  volatility: Volatility = 'i'
  variables: Variables | null = null
  /** What PostgreSQL checks only when all is analysed, as it rewrites a statement, and then when it plans it. */
  readonly whenRewritten: (() => void)[] = []
  readonly whenPlanned: (() => void)[] = []
  /** What is checked only when the statement runs, be it on no rows at all. */
  readonly whenExecuted: (() => void)[] = []
  /** A function or operator in it is not known, and so its volatility is not. */
  isUnsure = false

  #coercions: Map<number, Type> | null = null

  /** Types that literals and columns were turned into, by where they stand. */
  get coercions(): ReadonlyMap<number, Type> {
    return this.#coercions ?? new Map()
  }

  #named: Map<number, Relation> | null = null

  /** Relations that literals of type `regclass` name, by where the literals stand. */
  get named(): ReadonlyMap<number, Relation> {
    return this.#named ?? noNames
  }

  names(at: number, relation: Relation): void {
    this.#named ??= new Map()
    this.#named.set(at, relation)
  }

  turned(at: number, to: Type): void {
    this.#coercions ??= new Map()
    this.#coercions.set(at, to)
  }

  /** A call of which nothing is known. */
  doubt(): void {
    this.isUnsure = true
  }

  worsen(volatility: Volatility): void {
    if (volatility === 'v' || (volatility === 's' && this.volatility === 'i')) this.volatility = volatility
  }
}

/** A result column of a query. */
export interface ResultColumn {
  readonly name: string
  readonly expr: Expr
}

/** What a query yields; `null` when not even the names of its columns can be known. */
export type ResultColumns = readonly ResultColumn[] | null

/** The parts of the analysis that call each other, tied together where the analysis starts. */
export interface Analyzers {
  expression(state: QueryState, node: Node): Expr
  /** A query of its own level. `keepUnknown`: literals of its target list stay untyped. */
  select(state: QueryState, node: SelectStmt, keepUnknown: boolean): ResultColumns
  /** INSERT, UPDATE, DELETE or MERGE in a WITH clause: what it returns; `undefined` without RETURNING. */
  modify(state: QueryState, node: Node): ResultColumns | undefined
}

/** One query level at work: PostgreSQL's `ParseState`. */
export class QueryState {
  readonly session: Session
  /** What its columns know it by: expressions are kept by what is made of them, the state is not. */
  readonly identity = {}
  readonly world: TypeWorld
  readonly parent: QueryState | null
  readonly gathered: Gathered
  /** What names see at this moment. */
  items: NsItem[] = []
  /** All FROM items, also those that a join hides. */
  readonly allItems: NsItem[] = []
  kind: ExpressionKind = 'other'
  lateralActive = false
  hasAggregates = false
  hasWindows = false
  /** Definitions of windows met so far; PostgreSQL analyses them after all other clauses. */
  readonly windowDefinitions: WindowDef[] = []
  /** References of this level and those under it to columns of levels above it. */
  readonly outerColumns: Expr[] = []
  /** Something at this level could not be known, so absence proves nothing. */
  isOpaque = false

  readonly #analyzers: Analyzers
  // Most expressions are literals: what only queries need is made when first asked for.
  #ctes: Map<string, Cte> | null = null
  #laterCtes: Set<string> | null = null
  #windows: Set<string> | null = null

  constructor(session: Session, analyzers: Analyzers, parent: QueryState | null = null) {
    this.session = session
    this.#analyzers = analyzers
    this.world = parent?.world ?? worldOf(session)
    this.parent = parent
    this.gathered = parent?.gathered ?? new Gathered()
  }

  get ctes(): Map<string, Cte> {
    this.#ctes ??= new Map()
    return this.#ctes
  }

  /** Names of later WITH queries, which cannot be seen yet. */
  get laterCtes(): Set<string> {
    this.#laterCtes ??= new Set()
    return this.#laterCtes
  }

  get windows(): Set<string> {
    this.#windows ??= new Set()
    return this.#windows
  }

  child(): QueryState {
    return new QueryState(this.session, this.#analyzers, this)
  }

  /** `transformExpr`. */
  expr(node: Node): Expr {
    return this.#analyzers.expression(this, node)
  }

  exprs(nodes: readonly Node[] | undefined): readonly Expr[] {
    return mapped(nodes ?? [], (node) => this.expr(node))
  }

  /** Analyses a query one level down. */
  subquery(node: SelectStmt, keepUnknown = false): { readonly columns: ResultColumns; readonly level: QueryState } {
    const level = this.child()
    return { columns: this.#analyzers.select(level, node, keepUnknown), level }
  }

  /** Analyses a query at this level. */
  select(node: SelectStmt, keepUnknown = false): ResultColumns {
    return this.#analyzers.select(this, node, keepUnknown)
  }

  modify(node: Node): ResultColumns | undefined {
    return this.#analyzers.modify(this, node)
  }

  /** Runs one clause with its kind. */
  in<T>(kind: ExpressionKind, work: () => T): T {
    const before = this.kind
    this.kind = kind
    try {
      return work()
    } finally {
      this.kind = before
    }
  }

  addItem(item: NsItem): void {
    this.items.push(item)
    this.allItems.push(item)
  }

  use(entity: Entity): void {
    if (!entity.system) this.gathered.uses.entities.add(entity)
    else if (this.world.extensions.length > 0) this.#useExtensionOf(entity)
  }

  /** What an extension brought is shared between sessions; the extension itself is this one's. */
  #useExtensionOf(entity: Entity): void {
    if (!('schema' in entity)) return
    for (const extension of this.world.extensions) {
      if (extension.content !== null && extension.content === entity.schema) this.gathered.uses.entities.add(extension)
    }
  }

  useColumn(column: NsColumn): void {
    if (column.column && !column.column.system) this.gathered.uses.columns.add(column.column)
    for (const merged of column.merged ?? []) if (!merged.system) this.gathered.uses.columns.add(merged)
  }

  useType(type: Type | null): void {
    if (!type) return
    this.use(type.kind === 'array' && type.element ? type.element : type)
  }

  useRoutine(routine: Routine, volatility: Volatility): void {
    this.use(routine)
    this.gathered.worsen(volatility)
  }

  useRelation(relation: Relation): void {
    this.use(relation)
  }
}

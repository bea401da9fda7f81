import type { FuncCall, Node, SelectStmt } from '@migration-doctor/sql'
import type { Session } from '../../session.ts'
import type { Value } from '../value.ts'

/** PL/pgSQL's variables, or the parameters of a routine. */
export interface Variables {
  /** `undefined`: there is no such variable. */
  get(name: string): Value | undefined
  /** `$1`, counted from 1. */
  position(number: number): Value | undefined
}

export const noVariables: Variables = { get: () => undefined, position: () => undefined }

/** One row of one FROM item, as names see it. */
export interface Source {
  readonly alias: string
  /** In order; `*` gives them. */
  readonly columns: readonly string[]
  cell(column: string): Value
}

export interface ResultRow {
  readonly cells: readonly Value[]
  /** `false`: whether the row is there is not known. */
  readonly certain: boolean
}

/** What a query gives. */
export interface ResultSet {
  readonly columns: readonly string[]
  readonly rows: readonly ResultRow[]
  /** `false`: there may be further rows. */
  readonly complete: boolean
}

/** What an expression is evaluated in. */
export interface Context {
  readonly engine: Engine
  readonly sources: readonly Source[]
  /** The query around this one. */
  readonly outer: Context | null
  readonly ctes: ReadonlyMap<string, ResultSet>
  /** The rows that aggregates run over; `null` outside of aggregation, `incomplete` when they are not all known. */
  readonly group: readonly Context[] | 'incomplete' | null
}

/** The parts of the evaluator that need each other. */
export interface Engine {
  readonly session: Session
  readonly variables: Variables
  value(node: Node | undefined, context: Context): Value
  query(select: SelectStmt, context: Context | null): ResultSet
  /** Runs a routine of the history, with all that it does. */
  call(node: FuncCall, args: readonly Value[]): Value
}

export function rootContext(engine: Engine): Context {
  return { engine, sources: [], outer: null, ctes: new Map(), group: null }
}

export const nothingKnown: ResultSet = { columns: [], rows: [], complete: false }

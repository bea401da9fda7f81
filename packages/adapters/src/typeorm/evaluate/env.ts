import type * as t from '@babel/types'
import type { Place } from '@migration-doctor/core'
import type { Effects } from './effects.ts'
import type { Scope } from './scope.ts'
import type { SourceFile } from './source.ts'
import type { FunctionValue, ObjectValue, Unknown, Value } from './value.ts'

/** What a piece of the program sees while it is evaluated. */
export interface Env {
  readonly run: Interpreter
  readonly source: SourceFile
  readonly scope: Scope
  readonly self: Value
  /** Where `super` looks; `null` outside classes. */
  readonly home: ObjectValue | null
  /** The class that `new` was called on, for `new.target` and derived constructors. */
  readonly superClass: FunctionValue | null
}

/** How a statement ended, when it did not simply end. */
export type Completion =
  | { readonly kind: 'return'; readonly value: Value }
  | { readonly kind: 'break' | 'continue'; readonly label: string | null }
  /** It may have left the function, depending on something unknown. */
  | { readonly kind: 'maybe'; readonly why: Unknown }

/** The parts of the evaluator, as they see each other. */
export interface Interpreter {
  readonly effects: Effects
  expression(node: t.Node, env: Env): Value
  statement(node: t.Statement, env: Env): Completion | null
  call(fn: Value, self: Value, args: readonly Value[], site: Place): Value
  construct(fn: Value, args: readonly Value[], site: Place): Value
  get(target: Value, name: string, site: Place): Value
  /** The module's exports. */
  load(specifier: string, from: SourceFile, site: Place): Value
  /** A file beside the program; `null` when it is not there. */
  readText(path: string): string | null
  global(name: string): { readonly value: Value } | null
  environment(name: string): string | undefined
  /** The project's root, absolute. */
  readonly root: string
  /** A path as places name it. */
  relative(path: string): string
}

export function placeOf(node: t.Node, source: SourceFile): Place {
  return { file: source.file, span: { start: node.start ?? 0, end: node.end ?? 0 } }
}

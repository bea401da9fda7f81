import { quoteIdentifier } from '../names.ts'
import type { Column, KeptExpression, Relation, Schema, Type, TypeUse } from '../objects.ts'
import type { Analysed } from '../query/index.ts'
import type { CoercionContext } from '../query/pathway.ts'
import type { Session } from '../session.ts'
import { TreeBuilder } from './build.ts'
import { Printer, quoted } from './print.ts'
import { type Tree, Unprintable } from './tree.ts'

interface Kept {
  readonly session: Session
  readonly analysed: Analysed
  /** What it was turned into, if anything: the type of a column, or boolean. */
  readonly target: TypeUse | null
  readonly context: CoercionContext
  /** Which column a column stands for. */
  column(of: Column): Column | undefined
  readonly isPrefixed: boolean
  /** Number of the statement that wrote it. */
  readonly born: number
}

/** An analysed expression that prints itself when it is asked for, with the names that things have then. */
export class KeptAnalysis implements KeptExpression {
  readonly born: number
  readonly #kept: Kept

  constructor(kept: Kept) {
    this.born = kept.born
    this.#kept = kept
  }

  text(hostOf: (schema: Schema) => string): string | undefined {
    try {
      return new Printer(this.#kept.session.pgVersion, hostOf).print(this.#tree(hostOf))
    } catch (error) {
      if (error instanceof Unprintable) return undefined
      throw error
    }
  }

  type(): Type | null {
    return this.#kept.target?.type ?? this.#kept.analysed.expr.type
  }

  isNull(): boolean {
    return this.#holds((tree) => tree.is === 'constant' && tree.text === null)
  }

  looksLikeCall(): boolean {
    return this.#holds(looksLikeCall)
  }

  /** `false`, too, where it is not known. */
  #holds(of: (tree: Tree) => boolean): boolean {
    try {
      return of(this.#tree(({ name }) => name))
    } catch (error) {
      if (error instanceof Unprintable) return false
      throw error
    }
  }

  over(from: Relation, to: Relation): KeptAnalysis {
    const { column: before } = this.#kept
    const pairs = new Map([...from.columns.values()].map((one) => [one, to.columns.get(one.name)]))
    // Columns of the new table may be made only after this one.
    const column = (one: Column): Column | undefined => {
      const known = before(one)
      return known && (pairs.get(known) ?? (known.relation === from ? to.columns.get(known.name) : undefined))
    }
    return new KeptAnalysis({ ...this.#kept, column })
  }

  #tree(hostOf: (schema: Schema) => string): Tree {
    const { session, analysed, target, context, column, isPrefixed, born } = this.#kept
    const builder = new TreeBuilder({ session, named: analysed.named, hostOf, column, isPrefixed, born })
    const tree = builder.build(analysed.expr)
    return target ? builder.coercions.toTarget(tree, target, context) : tree
  }
}

/** `looks_like_function`: calls, and the words of SQL that are calls in all but name. */
function looksLikeCall(tree: Tree): boolean {
  return tree.is === 'call' || tree.is === 'syntax'
}

/** Keeps an expression that is turned into a type as a value that is assigned. */
export function keep(session: Session, analysed: Analysed | null, target: TypeUse | null): KeptAnalysis | null {
  return analysed && keepAs(session, analysed, target, false)
}

/** Written out, as V8 gives each copy of an object with `...` a layout of its own. */
function keepAs(session: Session, analysed: Analysed, target: TypeUse | null, isPrefixed: boolean): KeptAnalysis {
  const { now: born } = session.store
  return new KeptAnalysis({ context: 'assignment', column: itself, isPrefixed, session, analysed, target, born })
}

const itself = (of: Column): Column => of

/** Keeps a condition. */
export function keepCondition(session: Session, analysed: Analysed | null): KeptAnalysis | null {
  return keep(session, analysed, { type: session.system.type('bool'), modifiers: [] })
}

/** Keeps a condition over the old and the new row of a trigger. */
export function keepPrefixed(session: Session, analysed: Analysed | null): KeptAnalysis | null {
  const target = { type: session.system.type('bool'), modifiers: [] }
  return analysed && keepAs(session, analysed, target, true)
}

/** `nextval` of the sequence of a serial column. */
export class KeptNextval implements KeptExpression {
  readonly born: number
  readonly #pgVersion: number
  readonly #sequence: Relation
  readonly #type: Type

  constructor(session: Session, sequence: Relation) {
    this.born = session.store.now
    this.#pgVersion = session.pgVersion
    this.#sequence = sequence
    this.#type = session.system.type('int8')
  }

  text(hostOf: (schema: Schema) => string): string | undefined {
    const { schema, name, persistence } = this.#sequence
    // Whether a temporary one is named with its schema depends on who asks.
    if (persistence === 'temporary') return undefined
    const path = [hostOf(schema), name].map((part) => quoteIdentifier(part, this.#pgVersion)).join('.')
    return `nextval(${quoted(path)}::regclass)`
  }

  type(): Type {
    return this.#type
  }

  isNull(): boolean {
    return false
  }

  looksLikeCall(): boolean {
    return true
  }

  over(): KeptNextval {
    return this
  }
}

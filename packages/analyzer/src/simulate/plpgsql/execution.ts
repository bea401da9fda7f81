import type { FuncCall, Node } from '@migration-doctor/sql'
import type { Guard } from '../guards/difference.ts'
import { noteUnsent } from '../guards/skip.ts'
import { type Refusal, Unknowable } from '../refusal.ts'
import type { Session } from '../session.ts'
import type { Value } from './value.ts'

/** Runs one statement of the simulator; given, because it in turn runs bodies. */
export type ApplyNode = (session: Session, node: Node) => void

/** Calls a routine; given, because routines have bodies that are run in turn. */
export type CallRoutine = (execution: Execution, call: RoutineCall) => Value

export interface RoutineCall {
  readonly node: FuncCall
  readonly args: readonly Value[]
}

const mostSteps = 50_000

/** What all bodies that one statement runs share. */
export class Execution {
  readonly session: Session
  readonly apply: ApplyNode
  /** Why it is not known what became of a part; empty when all is known. */
  readonly doubts: string[] = []
  /** How often something was done of which it is not known what became of it. */
  doubted = 0
  /** How often rows were changed, which values or rows may refuse. */
  changed = 0
  /** The last statement that was refused. */
  refused: Node | null = null
  /** Routines that are being run. */
  depth = 0
  readonly #call: CallRoutine
  #steps = 0

  constructor(session: Session, apply: ApplyNode, call: CallRoutine) {
    this.session = session
    this.apply = apply
    this.#call = call
  }

  call(node: FuncCall, args: readonly Value[]): Value {
    return this.#call(this, { node, args })
  }

  /** Notes what is hidden by not sending statements. */
  unsent(guard: Guard, nodes: Iterable<Node>): void {
    const { session, apply } = this
    for (const node of nodes) noteUnsent(session, node, { guard, apply })
  }

  /** A handler takes over: that something was there already may hide what it looks like. */
  caught({ subject }: Refusal): void {
    if (this.refused && subject?.fault === 'existing') this.unsent('exception handler', [this.refused])
    this.refused = null
  }

  doubt(reason: string): void {
    this.doubted++
    if (!this.doubts.includes(reason)) this.doubts.push(reason)
  }

  /** Counts one statement. @throws Unknowable when there were too many. */
  step(): void {
    if (++this.#steps > mostSteps) throw new Unknowable('the body runs too long to be followed', null)
  }

  /** Something could not be told: what it may have touched is not known any more, and the work goes on. */
  giveUp(error: Unknowable): void {
    this.session.taint(error.mayTouch)
    this.doubt(error.message)
  }
}

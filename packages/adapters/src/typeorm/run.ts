import type { CatalogView, Environment, Place, Step } from '@migration-doctor/core'
import type { BuilderContext, Prototypes } from './builder/context.ts'
import { knownString } from './evaluate/convert.ts'
import { Exhausted, NeedsCatalog, NeedsFile } from './evaluate/effects.ts'
import { Realm } from './evaluate/realm.ts'
import { remembering } from './evaluate/remember.ts'
import type { Resolver } from './evaluate/resolve.ts'
import type { SourceStore } from './evaluate/source.ts'
import { FunctionValue, ObjectValue, Thrown, Unknown, type Value } from './evaluate/value.ts'
import { typeormPackages } from './package.ts'
import { makeQueryRunner } from './runner/query-runner.ts'

/** What every run of a project's program shares. */
export interface Workshop {
  readonly store: SourceStore
  readonly resolver: Resolver
  readonly environment: Environment
  readonly builder: BuilderContext
}

/** How to find a migration's instance again in a new run. */
export type Locate = (realm: Realm) => ObjectValue | null

export interface MethodRun {
  readonly locate: Locate
  readonly method: 'up' | 'down'
  readonly inTransaction: boolean
  readonly place: Place
}

export function newRealm(
  workshop: Workshop,
  unset: 'undefined' | 'unknown',
  answers: readonly CatalogView[] = [],
): Realm {
  return new Realm({ ...workshop, unset, answers, packages: typeormPackages })
}

/** Runs something that may need files, loading them as it asks for them. */
export async function withFiles<Result>(store: SourceStore, body: () => Result): Promise<Result> {
  for (;;) {
    try {
      return body()
    } catch (error) {
      if (!(error instanceof NeedsFile)) throw error
      await Promise.all(error.paths.map((path) => store.load(path)))
    }
  }
}

/**
 * The steps of one method. Where it asks what the catalog holds, a catalog step stands, which runs the method again from
 * its start with the answer: what was sent before is the same and left out.
 */
export function stepsOf(
  workshop: Workshop,
  run: MethodRun,
  answers: readonly CatalogView[] = [],
  sent = 0,
): readonly Step[] {
  const realm = newRealm(workshop, 'unknown', answers)
  const tail = (): Step[] => realm.effects.steps.slice(sent)
  try {
    invoke(realm, workshop, run)
    return tail()
  } catch (error) {
    if (error instanceof NeedsCatalog) {
      const already = realm.effects.steps.length
      const expand = (view: CatalogView): readonly Step[] =>
        stepsOf(workshop, run, [...answers, remembering(view)], already)
      return [...tail(), { kind: 'catalog', place: error.place, expand }]
    }
    return [...tail(), ...lastStep(error, run.place)]
  }
}

function lastStep(error: unknown, place: Place): Step[] {
  if (error instanceof Thrown) {
    const reason = `the program throws ${describe(error.value)}`
    return [{ kind: 'unreadable', place: error.place, reason, mayTouch: [] }]
  }
  if (error instanceof Exhausted) {
    return [{ kind: 'unreadable', place, reason: 'the program runs for too long to be followed', mayTouch: null }]
  }
  throw error
}

function describe(value: Value): string {
  const message = value instanceof ObjectValue ? knownString(value.props.get('message')) : knownString(value)
  return message ? `“${message}”` : 'an error'
}

function invoke(realm: Realm, workshop: Workshop, run: MethodRun): void {
  const instance = run.locate(realm)
  if (!instance) return
  const method = realm.get(instance, run.method, run.place)
  if (method instanceof FunctionValue) {
    const { inTransaction } = run
    const runner = makeQueryRunner({ ...workshop.builder, inTransaction, prototypes: prototypesIn(realm) })
    realm.call(method, instance, [runner], method.place ?? run.place)
  } else if (method instanceof Unknown) {
    realm.effects.emit({
      kind: 'unreadable',
      place: run.place,
      reason: `\`${run.method}\` is ${method.reason}`,
      mayTouch: null,
    })
  }
}

/** The prototypes of the library's classes as this run's modules see them. */
function prototypesIn(realm: Realm): Prototypes {
  return (name) => {
    const module = realm.library('typeorm')
    const made = module instanceof ObjectValue ? module.props.get(name) : undefined
    const prototype = made instanceof FunctionValue ? made.props.get('prototype') : undefined
    return prototype instanceof ObjectValue ? prototype : null
  }
}

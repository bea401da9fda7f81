import type { Place, ReadingProblem } from '@migration-doctor/core'
import type { Source } from './discover.ts'
import { knownString } from './evaluate/convert.ts'
import { exportedValues } from './evaluate/module.ts'
import { relativeTo } from './evaluate/path.ts'
import type { Realm } from './evaluate/realm.ts'
import { ArrayValue, FunctionValue, ObjectValue, Thrown, Unknown, type Value } from './evaluate/value.ts'
import { type Locate, newRealm, type Workshop, withFiles } from './run.ts'

/** What TypeORM makes of one exported function or class. */
export interface Loaded {
  /** Relative to the root. */
  readonly file: string
  /** `name` of the instance, else the name of its class. `null` when it cannot be known. */
  readonly name: string | null
  readonly className: string
  readonly place: Place
  readonly hasUp: boolean
  readonly hasDown: boolean
  /** `transaction` of the instance. */
  readonly transaction: boolean | null
  readonly locate: Locate
  /** Why `new` fails; `null` when it does not. */
  readonly fault: string | null
}

export interface LoadedFile {
  readonly file: string
  readonly classes: readonly Loaded[]
  readonly problems: readonly ReadingProblem[]
}

const nowhere: Place = { file: '', span: { start: 0, end: 0 } }

/** Everything that a file exports, as TypeORM's loader meets it. */
export async function loadFile(workshop: Workshop, source: Source): Promise<LoadedFile> {
  const file = relativeTo(workshop.store.root, source.path)
  await workshop.store.load(source.path)
  const program = workshop.store.program(source.path)
  if (!program?.program) {
    const fault = program?.fault ?? { message: 'it cannot be read', offset: 0 }
    const place = { file, span: { start: fault.offset, end: fault.offset + 1 } }
    return { file, classes: [], problems: [{ rule: 'unreadable-statement', place, data: { reason: fault.message } }] }
  }
  const classes = await withFiles(workshop.store, () => loadClasses(newRealm(workshop, 'unknown'), source, file))
  return { file, classes, problems: [] }
}

function loadClasses(realm: Realm, source: Source, file: string): Loaded[] {
  const found = exportedClasses(realm, source.path)
  return found.flatMap((made, index) => {
    if (source.only !== null && made.place?.span.start !== source.only) return []
    const locate: Locate = (other) => instanceAt(other, source.path, index)
    return [describe(realm, made, { file, locate })]
  })
}

function exportedClasses(realm: Realm, path: string): FunctionValue[] {
  return exportedValues(realm.module(path, nowhere), realm).flatMap((value) => functionsIn(value))
}

/** Arrays and objects are walked to the bottom, as the loader does. */
function functionsIn(value: Value, depth = 5): FunctionValue[] {
  if (value instanceof FunctionValue) return [value]
  if (depth === 0) return []
  if (value instanceof ArrayValue) return value.items.flatMap((item) => functionsIn(item, depth - 1))
  if (!(value instanceof ObjectValue) || value.proto) return []
  return [...value.props.values()].flatMap((item) => functionsIn(item, depth - 1))
}

function instanceAt(realm: Realm, path: string, index: number): ObjectValue | null {
  const made = exportedClasses(realm, path)[index]
  const instance = made?.build?.({ self: undefined, args: [], site: made.place ?? nowhere, run: realm })
  return instance instanceof ObjectValue ? instance : null
}

function describe(realm: Realm, made: FunctionValue, from: { file: string; locate: Locate }): Loaded {
  const place = made.place ?? { file: from.file, span: { start: 0, end: 0 } }
  const base = { ...from, className: made.name, place }
  const instance = instantiate(realm, made, place)
  if (!(instance instanceof ObjectValue)) {
    return { ...base, name: made.name, hasUp: false, hasDown: false, transaction: null, fault: String(instance) }
  }
  const own = realm.get(instance, 'name', place)
  const transaction = realm.get(instance, 'transaction', place)
  return {
    ...base,
    name: own instanceof Unknown ? null : nameOf(own, made),
    hasUp: isMethod(realm.get(instance, 'up', place)),
    hasDown: isMethod(realm.get(instance, 'down', place)),
    transaction: typeof transaction === 'boolean' ? transaction : null,
    fault: null,
  }
}

function nameOf(own: Value, made: FunctionValue): string {
  const name = knownString(own)
  return name === null || name === '' ? made.name : name
}

function isMethod(value: Value): boolean {
  return value instanceof FunctionValue || value instanceof Unknown
}

function instantiate(realm: Realm, made: FunctionValue, place: Place): Value | string {
  if (!made.build) return 'it is not a constructor'
  try {
    return made.build({ self: undefined, args: [], site: place, run: realm })
  } catch (error) {
    if (error instanceof Thrown) return 'its constructor fails'
    throw error
  }
}

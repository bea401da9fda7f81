import type { CatalogView, Place } from '@migration-doctor/core'
import { knownString } from '../evaluate/convert.ts'
import { type Call, type FunctionValue, native, ObjectValue, Unknown, type Value } from '../evaluate/value.ts'
import { Arguments } from './argument.ts'
import type { BuilderContext, Prototypes } from './context.ts'
import { chunkOfCall, placesOfNames } from './name-place.ts'
import { NotKnown } from './not-known.ts'
import { operations } from './operation.ts'
import { questions } from './question.ts'
import { Refusal, type Sent, Session, TableMemory } from './session.ts'
import { TableObjects } from './table-object.ts'

/** The schema builder of one query runner. */
export class SchemaBuilder {
  readonly #context: BuilderContext
  readonly #memory = new TableMemory()
  readonly #objects: TableObjects

  constructor(context: BuilderContext, prototypes: Prototypes) {
    this.#context = context
    this.#objects = new TableObjects(prototypes)
  }

  /** `null`: it has no such method. */
  method(name: string): FunctionValue | null {
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined
    if (operation) {
      return this.#native(name, (session, args) => {
        operation(session, args)
        this.#objects.refresh()
        return undefined
      })
    }
    const question = Object.hasOwn(questions, name) ? questions[name] : undefined
    return question ? this.#native(name, (session, args) => question(session, args, this.#objects)) : null
  }

  #native(name: string, body: (session: Session, args: Arguments) => Value): FunctionValue {
    return native(name, (call) => {
      const session = new Session(this.#context, this.#memory, () => viewFor(call))
      return guarded(call, session, () => body(session, new Arguments(call.args, this.#objects)))
    })
  }
}

function viewFor({ run, site }: Call): CatalogView {
  const view = run.effects.catalog(site)
  if (view instanceof Unknown) throw new NotKnown(view)
  return view
}

/** Runs a call and sends what it has to send, also when it is refused half-way. */
function guarded(call: Call, session: Session, body: () => Value): Value {
  try {
    const result = body()
    sendAll(call, session.sent)
    return result
  } catch (error) {
    if (error instanceof NotKnown) return unreadable(call, error.unknown)
    if (!(error instanceof Refusal)) throw error
    sendAll(call, session.sent)
    call.run.effects.emit({ kind: 'refusal', place: call.site, message: error.message, missing: error.missing })
    return new Unknown('a call that TypeORM refuses', call.site)
  }
}

function sendAll({ run, site, args }: Call, statements: readonly Sent[]): void {
  if (statements.length === 0) return
  const names = placesOfNames(args)
  for (const { sql, metadata } of statements) {
    if (metadata) run.effects.emit(metadataStep(site))
    else run.effects.emit({ kind: 'sql', chunk: chunkOfCall(sql, site, names) })
  }
}

function metadataStep(place: Place): { kind: 'unreadable'; place: Place; reason: string; mayTouch: readonly string[] } {
  const reason = 'TypeORM notes this in its table typeorm_metadata, which it makes only when the entities need it'
  return { kind: 'unreadable', place, reason, mayTouch: [] }
}

function unreadable(call: Call, unknown: Unknown): Value {
  const table = nameOf(call.args[0])
  const mayTouch = table === null ? null : [table.slice(table.lastIndexOf('.') + 1).toLowerCase()]
  const reason = `what the schema builder does depends on ${unknown.reason}`
  call.run.effects.emit({ kind: 'unreadable', place: call.site, reason, mayTouch })
  return new Unknown(unknown.reason, call.site)
}

function nameOf(value: Value): string | null {
  return value instanceof ObjectValue ? knownString(value.props.get('name')) : knownString(value)
}

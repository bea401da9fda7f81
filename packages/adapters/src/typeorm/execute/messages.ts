/** A statement that the child's driver was asked to send. */
export interface QueryMessage {
  readonly kind: 'query'
  readonly id: number
  /** Number of the connection within the child. */
  readonly connection: number
  readonly sql: string
  readonly parameters: readonly unknown[] | null
  /** While a migration runs; otherwise it is TypeORM's own business. */
  readonly running: boolean
  /** Method of the query runner that the user's program called; `null`: it came another way. */
  readonly method: string | null
  readonly stack: string
}

export interface LoadedMessage {
  readonly kind: 'loaded'
  readonly classes: readonly {
    /** -1: the file could not be loaded, for the reason in `error`. */
    readonly index: number
    readonly file: string
    readonly name: string | null
    readonly error: string | null
  }[]
}

/** What leads from the database to the entities. */
export interface ComparedMessage {
  readonly kind: 'compared'
  readonly statements: readonly { readonly sql: string; readonly parameters: readonly unknown[] }[]
  /** Why they could not be compared, in words that go on `needs …`. */
  readonly needs: string | null
}

/** What a migration ended by. */
export interface ThrownError {
  readonly message: string
  /** Number of the statement whose refusal it is. */
  readonly query: number | null
  readonly stack: string
  /** TypeORM itself refuses: a table that is not there. */
  readonly tool: boolean
}

export type ChildMessage =
  | QueryMessage
  | LoadedMessage
  | ComparedMessage
  | { readonly kind: 'ready' }
  | { readonly kind: 'begun'; readonly connection: number }
  | {
      readonly kind: 'ran'
      readonly error: ThrownError | null
    }
  | { readonly kind: 'failed'; readonly message: string }

const kinds = new Set(['query', 'loaded', 'ready', 'begun', 'ran', 'compared', 'failed'])

/** What the child says is our own program's word, but the user's code could speak too: anything else is dropped. */
export function asChildMessage(message: unknown): ChildMessage | null {
  const kind = typeof message === 'object' && message !== null && 'kind' in message ? message.kind : null
  return typeof kind === 'string' && kinds.has(kind) ? (message as ChildMessage) : null
}

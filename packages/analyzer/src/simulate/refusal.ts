/** What a refusal is about, so that its reason can be looked for in the rest of the history. */
export interface Subject {
  /** `missing`: PostgreSQL wanted it · `existing`: it stood in the way · `other`: neither. */
  readonly fault: 'missing' | 'existing' | 'other'
  readonly kind: SubjectKind
  /** `null`: looked for along the search path. */
  readonly schema: string | null
  readonly name: string
  readonly column?: string
}

export type SubjectKind =
  | 'schema'
  | 'relation'
  | 'column'
  | 'constraint'
  | 'type'
  | 'enum value'
  | 'routine'
  | 'trigger'
  | 'policy'
  | 'rule'
  | 'extension'
  | 'other'

/** What PostgreSQL would raise: its SQLSTATE, its message, and where in the script it points. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly sqlstate: string
  /** UTF-16 offset in the script's text; `null` when PostgreSQL points nowhere. */
  readonly at: number | null
  readonly subject: Subject | null

  constructor(sqlstate: string, message: string, about: { at?: number | undefined; subject?: Subject } = {}) {
    super(message)
    this.sqlstate = sqlstate
    this.at = about.at ?? null
    this.subject = about.subject ?? null
  }
}

/** The simulator cannot tell whether PostgreSQL would accept the statement. Never an error for the user. */
export class Unknowable extends Error {
  override readonly name = 'Unknowable'
  /** Names, besides those that the statement makes itself, that it may have made or dropped; `null`: anything. */
  readonly mayTouch: readonly string[] | null
  /** Part of the statement was run, and what it did stands. */
  readonly keepsWork: boolean

  constructor(reason: string, mayTouch: readonly string[] | null = [], keepsWork = false) {
    super(reason)
    this.mayTouch = mayTouch
    this.keepsWork = keepsWork
  }
}

import type { EmbeddedSql } from './embedded.ts'

/** A PL/pgSQL body, read. */
export interface PlpgsqlBody {
  readonly block: PlpgsqlBlock
  /** Parameters and the variables that PL/pgSQL makes by itself: `found`, `new`, `tg_op`. */
  readonly implicit: readonly PlpgsqlVariable[]
}

export interface PlpgsqlVariable {
  readonly name: string
  /** As written, in lower case where unquoted: `varchar(20)[]`, `users.id%TYPE`, `users%rowtype`, `record`. */
  readonly type: string
  readonly constant: boolean
  readonly notNull: boolean
  readonly default: EmbeddedSql | null
  /** Line within the body, from 1; 0 when it is not declared there. */
  readonly line: number
}

export interface PlpgsqlHandler {
  /** Names of conditions in lower case, or SQLSTATEs of five characters: `duplicate_object`, `others`, `42P07`. */
  readonly conditions: readonly string[]
  readonly body: readonly PlpgsqlStatement[]
}

export interface PlpgsqlBlock {
  readonly kind: 'block'
  readonly line: number
  readonly label: string | null
  readonly declarations: readonly PlpgsqlVariable[]
  readonly body: readonly PlpgsqlStatement[]
  /** `null`: no EXCEPTION part, and so no subtransaction. */
  readonly handlers: readonly PlpgsqlHandler[] | null
}

/** Where results go: a variable, a field as `record.field`, or several of them for the columns in order. */
export interface PlpgsqlTarget {
  readonly names: readonly string[]
  /** The one name is a record or row that takes all columns. */
  readonly row: boolean
  readonly strict: boolean
}

interface Loop {
  readonly line: number
  readonly label: string | null
  readonly body: readonly PlpgsqlStatement[]
}

export interface PlpgsqlBranch {
  readonly condition: EmbeddedSql
  readonly body: readonly PlpgsqlStatement[]
}

export type RaiseLevel = 'debug' | 'log' | 'info' | 'notice' | 'warning' | 'exception'

export interface PlpgsqlRaise {
  readonly kind: 'raise'
  readonly line: number
  readonly level: RaiseLevel
  /** Condition name or SQLSTATE; `null` when not given. */
  readonly condition: string | null
  /** Format with `%`; `null` when not given: with neither, the caught error is raised again. */
  readonly message: string | null
  readonly parameters: readonly EmbeddedSql[]
  /** Keys as written in `USING`, in lower case: `errcode`, `message`, `detail`, `hint`. */
  readonly options: ReadonlyMap<string, EmbeddedSql>
}

export type PlpgsqlStatement =
  | PlpgsqlBlock
  | PlpgsqlRaise
  | {
      readonly kind: 'if'
      readonly line: number
      readonly branches: readonly PlpgsqlBranch[]
      readonly otherwise: readonly PlpgsqlStatement[]
    }
  | {
      readonly kind: 'case'
      readonly line: number
      /** `null` for `CASE WHEN condition`; else each branch's condition is a list of values to find it in. */
      readonly value: EmbeddedSql | null
      readonly branches: readonly PlpgsqlBranch[]
      /** `null`: no ELSE, and falling through raises `case_not_found`. */
      readonly otherwise: readonly PlpgsqlStatement[] | null
    }
  | ({ readonly kind: 'loop' } & Loop)
  | ({ readonly kind: 'while'; readonly condition: EmbeddedSql } & Loop)
  | ({ readonly kind: 'for-query'; readonly target: PlpgsqlTarget; readonly query: EmbeddedSql } & Loop)
  | ({
      readonly kind: 'for-execute'
      readonly target: PlpgsqlTarget
      readonly query: EmbeddedSql
      readonly parameters: readonly EmbeddedSql[]
    } & Loop)
  | ({
      readonly kind: 'for-range'
      readonly variable: string
      readonly lower: EmbeddedSql
      readonly upper: EmbeddedSql
      readonly step: EmbeddedSql | null
      readonly reverse: boolean
    } & Loop)
  | ({
      readonly kind: 'for-array'
      readonly variable: string
      /** 0: one element at a time. */
      readonly slice: number
      readonly array: EmbeddedSql
    } & Loop)
  | {
      readonly kind: 'exit' | 'continue'
      readonly line: number
      readonly label: string | null
      readonly condition: EmbeddedSql | null
    }
  | { readonly kind: 'sql'; readonly line: number; readonly sql: EmbeddedSql; readonly into: PlpgsqlTarget | null }
  | {
      readonly kind: 'execute'
      readonly line: number
      /** The expression that gives the text of the statement. */
      readonly text: EmbeddedSql
      readonly parameters: readonly EmbeddedSql[]
      readonly into: PlpgsqlTarget | null
    }
  /** PERFORM, and RETURN QUERY. */
  | { readonly kind: 'perform'; readonly line: number; readonly query: EmbeddedSql }
  | { readonly kind: 'call'; readonly line: number; readonly sql: EmbeddedSql; readonly into: PlpgsqlTarget | null }
  | { readonly kind: 'assign'; readonly line: number; readonly variable: string; readonly value: EmbeddedSql }
  | {
      readonly kind: 'return'
      readonly line: number
      readonly value: EmbeddedSql | null
      readonly variable: string | null
    }
  | { readonly kind: 'assert'; readonly line: number; readonly condition: EmbeddedSql }
  | {
      readonly kind: 'diagnostics'
      readonly line: number
      /** `ROW_COUNT`, `RETURNED_SQLSTATE`, …, with the variable that takes it. */
      readonly items: readonly { readonly item: string; readonly variable: string }[]
    }
  | { readonly kind: 'transaction'; readonly line: number; readonly action: 'commit' | 'rollback' }
  /** OPEN, FETCH, CLOSE and RETURN NEXT: `what` names the parser's own kind. */
  | {
      readonly kind: 'unknown'
      readonly line: number
      readonly what: string
      readonly sql: readonly EmbeddedSql[]
      readonly into: PlpgsqlTarget | null
    }

import type { Span } from '@migration-doctor/core'
import type { Node } from '@pgsql/types'

type KeysOf<T> = T extends T ? keyof T : never

/** Names of the parser's node kinds: `CreateStmt`, `AlterTableStmt`, … */
export type NodeKind = KeysOf<Node> & string

/** The body of a node of one kind. */
export type NodeOf<K extends NodeKind> = Extract<Node, Record<K, unknown>> extends Record<K, infer Body> ? Body : never

/** One SQL statement. Every location inside `node` is a UTF-16 offset into the script's text. */
export interface Statement {
  readonly kind: NodeKind
  readonly node: Node
  /** In the script's text, without the semicolon and without the comments before it. */
  readonly span: Span
  /** The lines that follow a `COPY … FROM STDIN` in a psql script, without the closing `\.`. */
  readonly copyData?: Span
}

/** A run of text that PostgreSQL's parser refuses. */
export interface SyntaxProblem {
  readonly message: string
  /** `42601`, or what else the parser's message goes with; `22021` for a NUL character, `54001` for a statement nested too deeply to be read here. */
  readonly sqlstate: string
  /** The token at which the parser stopped. */
  readonly span: Span
  /** The whole statement that does not parse. */
  readonly statement: Span
}

/** A command to psql itself, as in `\connect shop` or `\i 02_tables.sql`. */
export interface MetaCommand {
  /** Without the backslash: `connect`, `c`, `i`, `set`, `gexec`. */
  readonly command: string
  /** Unquoted. */
  readonly args: readonly string[]
  readonly span: Span
}

export type ScriptItem =
  | { readonly statement: Statement }
  | { readonly problem: SyntaxProblem }
  /** Only in scripts for psql. */
  | { readonly meta: MetaCommand }

/** A script, read. Items stand in the order of the text. */
export interface Script {
  readonly items: readonly ScriptItem[]
}

/** The kind of a node, which is its only key. */
export function kindOf(node: Node): NodeKind {
  for (const key in node) return key as NodeKind
  throw new TypeError('a parse node without a kind')
}

/** One token; offsets in UTF-16. */
export interface SqlToken {
  readonly start: number
  readonly end: number
  readonly text: string
  /** `ASCII_59` is the semicolon; comments are `SQL_COMMENT` and `C_COMMENT`. */
  readonly name: string
}

import type { Span } from '@migration-doctor/core'
import { lex } from './lex.ts'
import { parseScript } from './parse.ts'
import type { NodeKind, NodeOf, Script, Statement } from './statement.ts'

/**
 * The pieces that Prisma's `@prisma/adapter-pg` makes of a script: cut at every semicolon, also those in quotes and
 * function bodies. Each piece is sent alone and commits alone. Source: `executeScript` of versions 6 and 7.
 */
export function cutAtSemicolons(text: string): readonly Span[] {
  const pieces: Span[] = []
  let start = 0
  while (start <= text.length) {
    const found = text.indexOf(';', start)
    const end = found === -1 ? text.length : found
    const piece = trimmed(text, start, end)
    if (piece.end > piece.start) pieces.push(piece)
    start = end + 1
  }
  return pieces
}

/** As JavaScript's `trim`, which is wider than PostgreSQL's white space. */
function trimmed(text: string, start: number, end: number): Span {
  const inner = text.slice(start, end)
  const from = start + (inner.length - inner.trimStart().length)
  return { start: from, end: Math.max(from, start + inner.trimEnd().length) }
}

/** How the native engine of Prisma ≥ 7.4 sends a script. */
export interface PrismaSplit {
  /** `unknown`: it depends on whether the engine's own parser understands a statement that we cannot vouch for. */
  readonly sent: 'statements' | 'batch' | 'unknown'
  /** One span for each message; for `batch` and `unknown` the whole script. */
  readonly pieces: readonly Span[]
  /** Why it is not cut, as a sentence; `null` when it is. */
  readonly reason: string | null
}

/**
 * What Prisma ≥ 7.4 does with a script: `sqlparser` (another parser than PostgreSQL's) finds the statements, and
 * when it does not understand one of them the whole script goes as one batch, which is one implicit transaction.
 * The tables below are what sqlparser 0.61, which Prisma 7.10 is built with, does. A script that is parsed already is
 * not parsed again.
 */
export function splitLikePrisma(text: string, { items }: Script = parseScript(text)): PrismaSplit {
  const statements = items.flatMap((item) => ('statement' in item ? [item.statement] : []))
  const pieces = statements.map((statement) => statement.span)
  if (statements.length === 1 && items.length === 1) return { sent: 'statements', pieces, reason: null }
  const refused = statements.find(isBeyondSqlparser)
  if (refused) return whole('batch', text, `Prisma's splitter does not understand ${opening(refused, text)}`)
  if (statements.length < items.length)
    return whole('unknown', text, "Prisma's splitter may not understand the statement that PostgreSQL refuses")
  const doubtful = statements.find((statement) => !isUnderstood(statement))
  if (doubtful) return whole('unknown', text, `Prisma's splitter may not understand ${opening(doubtful, text)}`)
  return { sent: 'statements', pieces, reason: null }
}

function whole(sent: 'batch' | 'unknown', text: string, reason: string): PrismaSplit {
  return { sent, pieces: [{ start: 0, end: text.length }], reason }
}

/** The first three words of a statement. */
function opening(statement: Statement, text: string): string {
  const words: string[] = []
  for (const lexeme of lex(text, statement.span.start, statement.span.end)) {
    if (lexeme.kind !== 'word' || words.length === 3) break
    words.push(text.slice(lexeme.start, lexeme.end))
  }
  return words.join(' ')
}

const beyond = new Set<NodeKind>([
  'DoStmt',
  'AlterSeqStmt',
  'ReindexStmt',
  'RefreshMatViewStmt',
  'LockStmt',
  'AlterObjectSchemaStmt',
])

function isBeyondSqlparser({ kind, node }: Statement): boolean {
  if ('DropStmt' in node) return node.DropStmt.removeType === 'OBJECT_INDEX' && node.DropStmt.concurrent === true
  if ('CreateFunctionStmt' in node) return node.CreateFunctionStmt.is_procedure === true
  if ('AlterTableStmt' in node) return commandsOf(node.AlterTableStmt).some(usesIndex)
  return beyond.has(kind)
}

function usesIndex(command: NodeOf<'AlterTableCmd'>): boolean {
  return command.def !== undefined && 'Constraint' in command.def && command.def.Constraint.indexname !== undefined
}

const understood = new Set<NodeKind>([
  'CreateStmt',
  'IndexStmt',
  'CreateEnumStmt',
  'AlterEnumStmt',
  'CreateSchemaStmt',
  'CreateExtensionStmt',
  'CreateTrigStmt',
  'ViewStmt',
  'CommentStmt',
  'TransactionStmt',
  'InsertStmt',
  'UpdateStmt',
  'DeleteStmt',
  'SelectStmt',
])

const understoodActions = new Set([
  'AT_AddColumn',
  'AT_DropColumn',
  'AT_AddConstraint',
  'AT_DropConstraint',
  'AT_ColumnDefault',
  'AT_SetNotNull',
  'AT_DropNotNull',
  'AT_AlterColumnType',
])

const understoodDrops = new Set(['OBJECT_TABLE', 'OBJECT_INDEX', 'OBJECT_TYPE', 'OBJECT_SEQUENCE', 'OBJECT_VIEW'])

const understoodRenames = new Set([
  'OBJECT_TABLE',
  'OBJECT_COLUMN',
  'OBJECT_TABCONSTRAINT',
  'OBJECT_INDEX',
  'OBJECT_TYPE',
])

/** Forms that sqlparser is known to read as PostgreSQL does: those that Prisma writes, and common ones by hand. */
function isUnderstood({ kind, node }: Statement): boolean {
  if ('AlterTableStmt' in node)
    return commandsOf(node.AlterTableStmt).every((command) => understoodActions.has(command.subtype ?? ''))
  if ('CreateStmt' in node) return !(node.CreateStmt.tableElts ?? []).some((element) => 'TableLikeClause' in element)
  if ('DropStmt' in node) return understoodDrops.has(node.DropStmt.removeType ?? '')
  if ('RenameStmt' in node) return understoodRenames.has(node.RenameStmt.renameType ?? '')
  return understood.has(kind)
}

function commandsOf(alter: NodeOf<'AlterTableStmt'>): NodeOf<'AlterTableCmd'>[] {
  return (alter.cmds ?? []).flatMap((command) => ('AlterTableCmd' in command ? [command.AlterTableCmd] : []))
}

import { type Node, parseScript } from '@migration-doctor/sql'
import { withHeirs } from '../heirs.ts'
import { hostsIn } from '../hosts.ts'
import type { Column, Constraint, KeptExpression, Relation } from '../objects.ts'
import { analyzeExpression, type ExpressionKind, relationScope } from '../query/index.ts'
import { Unknowable } from '../refusal.ts'
import type { Session } from '../session.ts'
import { keep, keepCondition } from './kept.ts'

/** A text that is read again, and may be refused then. */
interface Reread {
  readonly relation: Relation
  readonly kind: ExpressionKind
  readonly text: string | undefined
  put(kept: KeptExpression | null): void
}

/**
 * What uses a column whose type changes is made anew from its text: the text as it is before, and, when the returned
 * function is called, read with the new type.
 */
export function prepareReread(session: Session, column: Column): () => void {
  const texts = [...withHeirs(column)].flatMap((one) => textsWith(session, one))
  return () => {
    for (const { relation, kind, text, put } of texts)
      put(text === undefined ? null : reread(session, relation, kind, text))
  }
}

function textsWith(session: Session, column: Column): readonly Reread[] {
  const dependents = new Set([...(column.dependents ?? [])].map(({ from }) => from))
  return [...dependents].flatMap((one) => {
    if (one.class === 'constraint' && one.type === 'check') return ofCheck(session, one)
    return one.class === 'relation' && one.index ? ofIndex(session, one) : []
  })
}

function ofCheck(session: Session, constraint: Constraint): readonly Reread[] {
  const { owner, kept } = constraint
  if (!kept || owner.class !== 'relation') return []
  const put = (now: KeptExpression | null) => session.store.set(constraint, 'kept', now ?? undefined)
  return [{ relation: owner, kind: 'check constraint', text: textOf(session, kept), put }]
}

function ofIndex(session: Session, { index }: Relation): readonly Reread[] {
  if (!index) return []
  const { table: relation, keys, predicate } = index
  const expressions = keys.flatMap(({ details }): readonly Reread[] => {
    if (!details?.kept) return []
    const put = (now: KeptExpression | null) => session.store.set(details, 'kept', now)
    return [{ relation, kind: 'index expression', text: textOf(session, details.kept), put }]
  })
  if (!predicate) return expressions
  const put = (now: KeptExpression | null) => session.store.set(index, 'predicate', now)
  return [...expressions, { relation, kind: 'index predicate', text: textOf(session, predicate), put }]
}

/** What this statement has read again already would be printed a second time, which PostgreSQL does not. */
function textOf(session: Session, kept: KeptExpression): string | undefined {
  if (kept.born === session.store.now) return undefined
  return kept.text(hostsIn(session))
}

function reread(session: Session, relation: Relation, kind: ExpressionKind, text: string): KeptExpression | null {
  const node = expressionIn(`SELECT ${text}`)
  if (!node) return null
  try {
    const { analysed } = analyzeExpression(session, node, relationScope(relation, relation.name, kind))
    return kind === 'index expression' ? keep(session, analysed, null) : keepCondition(session, analysed)
  } catch (error) {
    if (error instanceof Unknowable) return null
    throw error
  }
}

function expressionIn(sql: string): Node | undefined {
  const [item] = parseScript(sql).items
  const node = item && 'statement' in item ? item.statement.node : undefined
  const [target] = node && 'SelectStmt' in node ? (node.SelectStmt.targetList ?? []) : []
  return target && 'ResTarget' in target ? target.ResTarget.val : undefined
}

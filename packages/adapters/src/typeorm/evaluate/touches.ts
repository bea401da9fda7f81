import type { Step } from '@migration-doctor/core'
import { parseScript, type Statement } from '@migration-doctor/sql'

const harmless = new Set([
  'select',
  'insert',
  'update',
  'delete',
  'merge',
  'values',
  'table',
  'with',
  'lock',
  'set',
  'reset',
  'show',
  'analyze',
])

/** Lower-case names of what some steps may change the shape of; `null`: anything. Data changes change no shape. */
export function touchesOf(steps: readonly Step[]): readonly string[] | null {
  const names = new Set<string>()
  for (const step of steps) {
    const touched = touchesOfStep(step)
    if (!touched) return null
    for (const name of touched) names.add(name)
  }
  return [...names]
}

function touchesOfStep(step: Step): readonly string[] | null {
  if (step.kind === 'unreadable') return step.mayTouch
  if (step.kind === 'sql') return isData(step.chunk.text) ? [] : touchesOfSql(step.chunk.text)
  return step.kind === 'refusal' ? [] : null
}

function touchesOfSql(sql: string): readonly string[] | null {
  const names = new Set<string>()
  for (const item of parseScript(sql).items) {
    if (!('statement' in item) || reachesFurther(item.statement)) return null
    if (!rowKinds.has(item.statement.kind)) collectTexts(item.statement.node, names)
  }
  return [...names]
}

const rowKinds = new Set(['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt', 'VariableSetStmt'])
const boundless = new Set([
  'DoStmt',
  'CallStmt',
  'CopyStmt',
  'CreateExtensionStmt',
  'CreateSchemaStmt',
  'DropOwnedStmt',
])

/** What it changes is not confined to the names that it holds. */
function reachesFurther({ kind, node }: Statement): boolean {
  if (boundless.has(kind)) return true
  if (!('DropStmt' in node)) return JSON.stringify(node).includes('"DROP_CASCADE"')
  const { behavior, removeType } = node.DropStmt
  return behavior === 'DROP_CASCADE' || removeType === 'OBJECT_SCHEMA' || removeType === 'OBJECT_EXTENSION'
}

/** Every text in a statement's tree: its names, and some words that are none and do no harm. */
function collectTexts(node: unknown, into: Set<string>): void {
  if (typeof node === 'string') into.add(node.toLowerCase())
  else if (typeof node === 'object' && node !== null) for (const inner of Object.values(node)) collectTexts(inner, into)
}

/** Whether a text starts as a statement that reads or writes rows and nothing else. */
export function isData(sql: string): boolean {
  return harmless.has(firstWord(sql).toLowerCase())
}

/** The first word after white space, comments and opening parentheses. */
export function firstWord(sql: string): string {
  let at = 0
  for (;;) {
    while (at < sql.length && (sql[at] ?? '').trim() === '') at += 1
    if (sql.startsWith('--', at)) at = lineEnd(sql, at)
    else if (sql.startsWith('/*', at)) at = commentEnd(sql, at)
    else if (sql[at] === '(') at += 1
    else break
  }
  let end = at
  while (end < sql.length && /[A-Za-z]/.test(sql[end] ?? '')) end += 1
  return sql.slice(at, end)
}

function lineEnd(sql: string, at: number): number {
  const end = sql.indexOf('\n', at)
  return end < 0 ? sql.length : end
}

function commentEnd(sql: string, at: number): number {
  const end = sql.indexOf('*/', at + 2)
  return end < 0 ? sql.length : end + 2
}

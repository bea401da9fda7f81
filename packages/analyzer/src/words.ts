import type { Judgement } from './judge.ts'
import type { Reason } from './reason.ts'
import type { Subject } from './simulate/refusal.ts'

/** A name as findings print it: in backquotes. */
export const quoted = (name: string): string => `\`${name}\``

/** What a refusal is about, in words: "table `users`", "column `age` of `users`". */
export function subjectWords({ subject, statement, message }: Judgement): string {
  if (!subject) return 'this'
  const isMade = subject.fault === 'existing'
  const word = isMade && isOfKey(subject, statement) ? 'index' : relationWord(isMade ? statement.kind : '', message)
  return wordsOf(subject, word)
}

/** The other relation that a table is made with, or gets, is the index of a key. */
function isOfKey({ name }: Subject, { kind, statement }: Judgement['statement']): boolean {
  if (kind === 'AlterTableStmt') return true
  const node = statement?.node
  return node !== undefined && 'CreateStmt' in node && node.CreateStmt.relation?.relname !== name
}

/** What people call the relation that a statement is about: PostgreSQL's message says it, or the statement's kind. */
function relationWord(kind: string, message: string): string {
  const said = /^(?:materialized view|index|view|sequence)(?= ")/.exec(message)?.[0]
  return said ?? relationWords[kind] ?? 'table'
}

const relationWords: Readonly<Record<string, string>> = {
  IndexStmt: 'index',
  ViewStmt: 'view',
  CreateSeqStmt: 'sequence',
}

function wordsOf(subject: Subject, relation: string): string {
  const own = subject.name.includes('.') && partKinds.has(subject.kind) ? subject.name.split('.') : null
  if (own) return `${subject.kind} ${quoted(own.slice(1).join('.'))} on ${quoted(own[0] ?? '')}`
  if (subject.column !== undefined && subject.kind === 'enum value') {
    return `value ${quoted(subject.column)} of enum ${quoted(subject.name)}`
  }
  if (subject.column !== undefined) {
    return subject.name === ''
      ? `column ${quoted(subject.column)}`
      : `column ${quoted(subject.column)} of ${quoted(subject.name)}`
  }
  const name = subject.schema === null ? subject.name : `${subject.schema}.${subject.name}`
  return `${subject.kind === 'relation' ? relation : (kindWords[subject.kind] ?? subject.kind)} ${quoted(name)}`
}

const partKinds = new Set(['constraint', 'trigger', 'policy', 'rule'])
const kindWords: Readonly<Record<string, string>> = { routine: 'function', other: 'object' }

/** Facts about what is missing, as every rule on missing things keeps them. */
export interface MissingData {
  readonly what: string
  readonly name: string
  /** The spelling, new name or schema under which it does exist. */
  readonly actual: string | null
  readonly why: Reason['kind']
  /** SQL that names what was meant, quoted where PostgreSQL needs it. */
  readonly meant: string | null
}

export function missingData(judgement: Judgement): MissingData | null {
  const { subject, reason } = judgement
  if (subject?.fault !== 'missing' || !reason) return null
  const actual = actualOf(reason)
  return {
    what: subjectWords(judgement),
    name: subject.column ?? subject.name,
    actual,
    why: reason.kind,
    meant: actual === null ? null : identifier(actual),
  }
}

function actualOf(reason: Reason): string | null {
  switch (reason.kind) {
    case 'folded':
    case 'misspelt':
      return reason.actual
    case 'renamed-earlier':
    case 'moved-earlier':
      return reason.to
    case 'other-schema':
      return reason.schema
    case 'extension-missing':
      return reason.extension
    default:
      return null
  }
}

/** A name as it must be written in SQL. */
export function identifier(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`
}

/** Why it is missing, as the second half of a sentence. */
export function whyWords(data: MissingData): string {
  switch (data.why) {
    case 'created-later':
      return 'is created only by a later statement'
    case 'creation-refused':
      return 'was never made, because the statement that makes it is refused'
    case 'guard-skipped':
      return 'was never made, because a guard skips the statement that makes it'
    case 'dropped-earlier':
      return 'was dropped earlier'
    case 'renamed-earlier':
      return `was renamed to ${quoted(data.actual ?? '')} earlier`
    case 'moved-earlier':
      return `was moved to schema ${quoted(data.actual ?? '')} earlier`
    case 'folded':
      return `does not exist; PostgreSQL folds unquoted names to lower case, and the history has ${quoted(data.meant ?? '')}`
    case 'misspelt':
      return `does not exist; perhaps ${quoted(data.meant ?? '')} is meant`
    case 'other-schema':
      return `does not exist there; the history has one in schema ${quoted(data.actual ?? '')}`
    case 'extension-missing':
      return `does not exist; it comes with the extension ${quoted(data.actual ?? '')}, which no migration creates`
    case 'never-created':
      return 'is created by no migration'
  }
}

/** What to do about something that is missing. */
export function missingHelp(data: MissingData): string {
  switch (data.why) {
    case 'created-later':
      return 'Move this statement behind the one that creates it, or create it earlier.'
    case 'creation-refused':
      return 'Cure the refused statement first.'
    case 'guard-skipped':
      return 'Make what is missing where the guard skips it, with `ALTER … ADD … IF NOT EXISTS`.'
    case 'dropped-earlier':
      return 'Remove this statement, or do not drop what it needs before it.'
    case 'renamed-earlier':
    case 'folded':
    case 'misspelt':
      return `Write ${quoted(data.meant ?? '')} instead of ${quoted(data.name)}.`
    case 'moved-earlier':
    case 'other-schema':
      return `Qualify the name with schema ${quoted(data.actual ?? '')}.`
    case 'extension-missing':
      return `Add \`CREATE EXTENSION IF NOT EXISTS ${identifier(data.actual ?? '')};\` to the first migration that needs it.`
    case 'never-created':
      return 'It was probably made outside the history, by `db push`, `synchronize` or by hand: add a migration that creates it.'
  }
}

/** The object that a statement makes again or that stands in its way. */
export interface ExistingData {
  readonly what: string
  readonly name: string
}

/** SQLSTATEs by which PostgreSQL says that something is there already. */
export const duplicateStates: ReadonlySet<string> = new Set(['42P07', '42701', '42710', '42723', '42P06', '42P04'])

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

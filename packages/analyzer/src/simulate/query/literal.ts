import { findRelation, findRoutines, findType, missing, type QualifiedName, schemasFor, shown } from '../names.ts'
import type { Type } from '../objects.ts'
import { Refusal, type SubjectKind, Unknowable } from '../refusal.ts'
import { baseType, shownType } from '../types.ts'
import { type Expr, makeExpr } from './expression.ts'
import { splitIdentifiers } from './identifiers.ts'
import { arrayElements, rangeBounds, rowFields } from './literal-parts.ts'
import { checkText } from './literal-text.ts'
import type { QueryState } from './state.ts'

/** What a type's input function would refuse when a literal is given that type; silent where it cannot be certain. */
export function checkLiteral(state: QueryState, expr: Expr, to: Type): void {
  const { text } = expr
  if (text === null || text === undefined) return
  const type = baseType(to)
  const literal = { text, type, at: expr.at }
  if (type.kind === 'enum') checkLabel(state, literal)
  else if (type.kind === 'array' && type.element) checkElements(state, expr, type.element)
  else if (type === state.world.core('record')) {
    throw new Refusal('0A000', 'input of anonymous composite types is not implemented', { at: expr.at })
  } else if (type.kind === 'range') checkBounds(state, literal)
  else if (type.kind === 'composite') checkFields(state, literal)
  else if (type.kind === 'multirange') checkBraces(literal)
  else if (type.system && type.schema.name === 'pg_catalog') {
    if (type.name.startsWith('reg')) checkObjectName(state, literal)
    else checkText(type.name, text, { at: expr.at, major: state.session.pgVersion })
  }
}

function checkBraces({ text, at }: Literal): void {
  if (!text.trim().startsWith('{')) throw new Refusal('22P02', `malformed multirange literal: "${text}"`, { at })
}

function checkBounds(state: QueryState, { text, type, at }: Literal): void {
  const bounds = rangeBounds(text)
  if (!bounds) throw new Refusal('22P02', `malformed range literal: "${text}"`, { at })
  const subtype = type.base?.type
  if (subtype) for (const bound of bounds) checkPart(state, { text: bound.text, type: subtype, at })
}

function checkFields(state: QueryState, { text, type, at }: Literal): void {
  const fields = rowFields(text)
  const columns = [...(type.relation?.columns.values() ?? [])]
  const isUnsure = !type.relation || type.relation.opaqueColumns
  const fits = isUnsure || fields?.length === columns.length || (columns.length === 0 && /^\s*\(\s*\)\s*$/.test(text))
  if (!fields || !fits) throw new Refusal('22P02', `malformed record literal: "${text}"`, { at })
  for (const [index, { type }] of columns.entries()) {
    const field = fields[index]
    if (field) checkPart(state, { text: field.text, type: type.type, at })
    else if (isRequired(type.type)) refuseNull(type.type, at)
  }
}

interface Literal {
  readonly text: string
  readonly type: Type
  readonly at: number | undefined
}

function checkLabel(state: QueryState, { text, type, at }: Literal): void {
  const { session } = state
  const label = type.labels.find(({ name }) => name === text)
  if (!label) {
    if (type.labels.length === 0 || session.isTainted(type.name) || session.isTainted(text)) return
    throw new Refusal('22P02', `invalid input value for enum ${shownType(type)}: "${text}"`, {
      at,
      subject: { fault: 'missing', kind: 'enum value', schema: type.schema.name, name: type.name, column: text },
    })
  }
  // Since version 17 a type of the same transaction may be used with all its labels.
  const isOwnType = session.pgVersion >= 17 && type.transaction === session.transaction && !label.nested
  if (label.transaction === 0 || label.transaction !== session.transaction || isOwnType) return
  throw new Refusal('55P04', `unsafe use of new value "${text}" of enum type ${shownType(type)}`, {
    at,
    subject: { fault: 'other', kind: 'enum value', schema: type.schema.name, name: type.name, column: text },
  })
}

/** Elements of a plain array literal; one with bounds or nested arrays is left alone. */
function checkElements(state: QueryState, expr: Expr, element: Type): void {
  const text = (expr.text ?? '').trim()
  if (!text.startsWith('{')) {
    if (/^(?:\[\s*[-+]?\d+(?:\s*:\s*[-+]?\d+)?\s*\]\s*)+=/.test(text)) return
    throw new Refusal('22P02', `malformed array literal: "${expr.text}"`, { at: expr.at })
  }
  const elements = arrayElements(text)
  const hasMore = /[{}\\]/.test(text.slice(1, -1))
  if (!elements && !(hasMore && text.endsWith('}')))
    throw new Refusal('22P02', `malformed array literal: "${expr.text}"`, { at: expr.at })
  for (const { text, isQuoted } of elements ?? []) {
    if (isQuoted || text.toUpperCase() !== 'NULL') checkPart(state, { text, type: element, at: expr.at })
    else if (isRequired(element)) refuseNull(element, expr.at)
  }
}

/** Unlike a value of its own, a part of a domain is checked as soon as it is read. */
function checkPart(state: QueryState, { text, type, at }: Literal): void {
  checkLiteral(state, makeExpr('literal', state.world.core('unknown'), { text, at }), type)
  for (let domain: Type | null = type; domain?.kind === 'domain'; domain = domain.base?.type ?? null) {
    if ([...domain.constraints.values()].some((one) => one.type === 'check'))
      throw new Unknowable(`whether "${text}" passes the checks of the domain ${shownType(domain)}`)
  }
}

/** A domain that takes no NULL, or is of one. */
function isRequired({ kind, notNull, base }: Type): boolean {
  return kind === 'domain' && (notNull || (base !== null && isRequired(base.type)))
}

function refuseNull(type: Type, at: number | undefined): never {
  throw new Refusal('23502', `domain ${shownType(type)} does not allow null values`, { at })
}

/** `regclass` and its like look their object up at once. */
function checkObjectName(state: QueryState, literal: Literal): void {
  const { text, type, at } = literal
  if (text === '-' || (text !== '' && [...text].every((character) => character >= '0' && character <= '9'))) return
  const name = splitIdentifiers(text)
  if (!name && (type.name === 'regclass' || type.name === 'regproc'))
    throw new Refusal('42602', 'invalid name syntax', { at })
  if (!name) return
  if (type.name === 'regclass') useRelationNamed(state, name, at)
  else if (type.name === 'regtype') requireTypeNamed(state, name, at)
  else if (type.name === 'regproc') requireRoutineNamed(state, name, at)
  else if (type.name === 'regconfig') requireConfiguration(state, name, at)
}

function missingSchemaOf(state: QueryState, schema: string, at: number | undefined): void {
  const name = { schema: null, name: schema }
  refuseMissing(state, { sqlstate: '3F000', message: `schema "${schema}" does not exist`, kind: 'schema', name, at })
}

function useRelationNamed(state: QueryState, name: QualifiedName, at: number | undefined): void {
  const { session } = state
  const found = findRelation(session, name)
  if (found) {
    state.useRelation(found)
    if (at !== undefined) state.gathered.names(at, found)
    return
  }
  // Since version 16 it is the relation that is missed.
  if (session.pgVersion < 16 && name.schema !== null && !session.schema(name.schema)) {
    missingSchemaOf(state, name.schema, at)
    return
  }
  refuseMissing(state, {
    sqlstate: '42P01',
    message: `relation "${shown(name)}" does not exist`,
    kind: 'relation',
    name,
    at,
  })
}

/** SQL's own spellings, which are no names in pg_type. */
const spelled = new Set([
  'integer',
  'int',
  'bigint',
  'smallint',
  'boolean',
  'real',
  'decimal',
  'dec',
  'character',
  'float',
  'double',
  'time',
  'timestamp',
  'interval',
  'bit',
  'national',
  'nchar',
])

function requireTypeNamed(state: QueryState, name: QualifiedName, at: number | undefined): void {
  if (findType(state.session, name) || name.name.includes(' ') || name.name.includes('[') || name.name.includes('('))
    return
  if (name.schema === null && spelled.has(name.name)) return
  if (name.schema !== null && !state.session.schema(name.schema)) {
    missingSchemaOf(state, name.schema, at)
    return
  }
  refuseMissing(state, { sqlstate: '42704', message: `type "${shown(name)}" does not exist`, kind: 'type', name, at })
}

function requireRoutineNamed(state: QueryState, name: QualifiedName, at: number | undefined): void {
  const { session } = state
  if (findRoutines(session, name).length > 0) return
  if (session.pgVersion < 16 && name.schema !== null && !session.schema(name.schema)) {
    missingSchemaOf(state, name.schema, at)
    return
  }
  refuseMissing(state, {
    sqlstate: '42883',
    message: `function "${shown(name)}" does not exist`,
    kind: 'routine',
    name,
    at,
  })
}

function requireConfiguration(state: QueryState, name: QualifiedName, at: number | undefined): void {
  const { session } = state
  for (const schema of schemasFor(session, name)) {
    const found = schema.others.get(`text search configuration:${name.name}`)
    if (!found) continue
    state.use(found)
    return
  }
  const message = `text search configuration "${shown(name)}" does not exist`
  refuseMissing(state, { sqlstate: '42704', message, kind: 'other', name, at })
}

export interface MissingThing {
  readonly sqlstate: string
  readonly message: string
  readonly kind: SubjectKind
  readonly name: QualifiedName
  readonly at: number | undefined
}

/** Refuses, unless something unreadable or unknown may have made it: then nothing is known. */
export function refuseMissing(state: QueryState, thing: MissingThing): void {
  try {
    missing(state.session, thing)
  } catch (error) {
    if (!(error instanceof Unknowable) && !state.world.isOpen) throw error
  }
}

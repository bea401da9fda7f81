import type {
  AlterEnumStmt,
  AlterTypeStmt,
  CompositeTypeStmt,
  Constraint as ConstraintNode,
  CreateDomainStmt,
  CreateEnumStmt,
  DefineStmt,
  Node,
} from '@migration-doctor/sql'
import type { TypeFacts } from './blank.ts'
import { refuseCollation } from './column-attributes.ts'
import { addColumn, readColumn } from './columns.ts'
import { recordConstraint, refuseTakenConstraintName } from './constraints/shared.ts'
import { Definition, requireFunctionNamed } from './definition.ts'
import { keepCondition } from './deparse/kept.ts'
import {
  chooseConstraintName,
  findRoutines,
  findType,
  missing,
  nameOf,
  type QualifiedName,
  qualifiedName,
  repeatedOf,
  shown,
  stringsOf,
  targetSchema,
} from './names.ts'
import type { EnumLabel, Schema, Type } from './objects.ts'
import { analyzeExpression, bareScope } from './query/index.ts'
import { Refusal } from './refusal.ts'
import { claimRelationName } from './relation-name.ts'
import type { Session } from './session.ts'
import { addArrayType, claimTypeName, resolveType } from './types.ts'

/** `CREATE TYPE … AS ENUM`. */
export function createEnum(session: Session, node: CreateEnumStmt): void {
  const { schema, name } = newTypeName(session, node.typeName)
  const names = stringsOf(node.vals)
  const twice = repeatedOf(names)
  if (twice !== undefined) throw new Refusal('23505', `enum label "${twice}" used more than once`)
  const labels: EnumLabel[] = []
  for (const label of names) labels.push({ name: label, transaction: 0 })
  addType(session, schema, name, { kind: 'enum', facts: { labels, category: 'E' } })
}

export function newTypeName(session: Session, parts: readonly Node[] | undefined): { schema: Schema; name: string } {
  const wanted = qualifiedName(parts)
  const schema = targetSchema(session, wanted)
  claimTypeName(session, schema, wanted.name)
  return { schema, name: wanted.name }
}

export function addType(
  session: Session,
  schema: Schema,
  name: string,
  wish: { kind: Type['kind']; facts: TypeFacts },
): Type {
  // PostgreSQL does not remember types that were made in a subtransaction.
  const transaction = session.nesting === 0 ? session.transaction : 0
  const { base, relation, labels, category } = wish.facts
  const type = session.store.newType(wish.kind, name, schema, { base, relation, labels, category, transaction })
  session.record('create', { kind: wish.kind, schema: schema.name, name })
  addArrayType(session, type)
  return type
}

/** A type of the user's that a statement names. */
export function requireType(session: Session, name: QualifiedName): Type {
  const type = findType(session, name)
  if (type) return type
  if (name.schema !== null && !session.schema(name.schema)) {
    const message = `schema "${name.schema}" does not exist`
    return missing(session, { sqlstate: '3F000', message, kind: 'schema', name: { schema: null, name: name.schema } })
  }
  return missing(session, { sqlstate: '42704', message: `type "${shown(name)}" does not exist`, kind: 'type', name })
}

/** `ALTER TYPE … ADD VALUE` and `RENAME VALUE`. */
export function alterEnum(session: Session, node: AlterEnumStmt): void {
  const type = requireType(session, qualifiedName(node.typeName))
  if (type.kind === 'unknown') return
  if (type.kind !== 'enum') throw new Refusal('42809', `"${type.name}" is not an enum`)
  const value = node.newVal ?? ''
  if (node.oldVal !== undefined) renameValue(session, type, node.oldVal, value)
  else addValue(session, type, node)
}

function renameValue(session: Session, type: Type, from: string, to: string): void {
  if (!type.labels.some((label) => label.name === from)) {
    throw new Refusal('22023', `"${from}" is not an existing enum label`, {
      subject: valueSubject('missing', type, from),
    })
  }
  refuseLabel(type, to)
  const former = { name: from, until: session.store.now }
  const labels = type.labels.map((label) =>
    label.name === from ? { ...label, name: to, formerNames: [...(label.formerNames ?? []), former] } : label,
  )
  session.store.set(type, 'labels', labels)
  session.record('rename', { kind: 'enum value', schema: type.schema.name, name: type.name, column: from }, to)
}

const valueSubject = (fault: 'missing' | 'existing', type: Type, value: string) =>
  ({ fault, kind: 'enum value', schema: type.schema.name, name: type.name, column: value }) as const

function refuseLabel(type: Type, value: string): void {
  if (!type.labels.some((label) => label.name === value)) return
  throw new Refusal('42710', `enum label "${value}" already exists`, { subject: valueSubject('existing', type, value) })
}

function addValue(session: Session, type: Type, node: AlterEnumStmt): void {
  const value = node.newVal ?? ''
  if (node.skipIfNewValExists && type.labels.some((label) => label.name === value)) return
  refuseLabel(type, value)
  const made = { name: value, transaction: session.inBlock ? session.transaction : 0, nested: session.nesting > 0 }
  const labels = [...type.labels]
  if (node.newValNeighbor === undefined) labels.push(made)
  else {
    const at = labels.findIndex((label) => label.name === node.newValNeighbor)
    if (at === -1) {
      throw new Refusal('22023', `"${node.newValNeighbor}" is not an existing enum label`, {
        subject: valueSubject('missing', type, node.newValNeighbor),
      })
    }
    labels.splice(node.newValIsAfter ? at + 1 : at, 0, made)
  }
  session.store.set(type, 'labels', labels)
  session.record('create', { kind: 'enum value', schema: type.schema.name, name: type.name, column: value })
}

/** `CREATE DOMAIN`. */
export function createDomain(session: Session, node: CreateDomainStmt): void {
  const wanted = qualifiedName(node.domainname)
  const schema = targetSchema(session, wanted)
  claimTypeName(session, schema, wanted.name)
  const base = resolveType(session, node.typeName)
  if (base.type.kind === 'pseudo')
    throw new Refusal('42804', `"${base.type.name}" is not a valid base type for a domain`)
  const collation = refuseCollation(session, node, base.type)
  const constraints = (node.constraints ?? []).flatMap((item) => ('Constraint' in item ? [item.Constraint] : []))
  refuseDomainConstraints(constraints, session.pgVersion)
  const { category } = base.type
  const type = addType(session, schema, wanted.name, { kind: 'domain', facts: { base, category } })
  session.store.depend(type, base.type, 'normal')
  if (collation) session.store.depend(type, collation, 'normal')
  for (const one of constraints) {
    if (one.contype === 'CONSTR_CHECK') addDomainCheck(session, type, { name: one.conname, expression: one.raw_expr })
    if (one.contype === 'CONSTR_NOTNULL') addDomainNotNull(session, type, one.conname)
    if (one.contype === 'CONSTR_DEFAULT') {
      const target = { type: base, what: 'default' as const, column: wanted.name }
      analyzeExpression(session, one.raw_expr, bareScope('default'), target)
      session.store.set(type, 'default', true)
    }
  }
}

const notOfDomains: Readonly<Record<string, string>> = {
  CONSTR_UNIQUE: 'unique',
  CONSTR_PRIMARY: 'primary key',
  CONSTR_EXCLUSION: 'exclusion',
  CONSTR_FOREIGN: 'foreign key',
}

function refuseDomainConstraints(constraints: readonly ConstraintNode[], pgVersion: number): void {
  const has = (type: ConstraintNode['contype']) => constraints.filter((one) => one.contype === type).length
  for (const { contype } of constraints) {
    const what = contype && notOfDomains[contype]
    if (what) throw new Refusal('42601', `${what} constraints not possible for domains`)
  }
  if (has('CONSTR_DEFAULT') > 1) throw new Refusal('42601', 'multiple default expressions')
  if (has('CONSTR_NULL') > 0 && has('CONSTR_NOTNULL') > 0) {
    throw new Refusal('42601', 'conflicting NULL/NOT NULL constraints')
  }
  if (has('CONSTR_NOTNULL') > 1 && pgVersion >= 17)
    throw new Refusal('42P17', 'redundant NOT NULL constraint definition')
}

/** Adds a CHECK to a domain. */
export function addDomainCheck(
  session: Session,
  type: Type,
  wish: { name: string | undefined; expression: Node | undefined; validated?: boolean },
): void {
  refuseTakenConstraintName(session, type, wish.name)
  const value = bareScope('domain check', { value: type.base?.type ?? null })
  const expression = analyzeExpression(session, wish.expression, value)
  const taken = new Set(type.constraints.keys())
  const name = wish.name ?? chooseConstraintName(type.schema, { first: type.name, second: null, label: 'check' }, taken)
  const constraint = session.store.newConstraint(name, type, {
    type: 'check',
    validated: wish.validated ?? true,
    kept: keepCondition(session, expression.analysed) ?? undefined,
  })
  session.store.depend(constraint, type, 'auto')
  for (const entity of expression.uses.entities) session.store.depend(constraint, entity, 'normal')
  recordConstraint(session, constraint)
}

/** Marks a domain NOT NULL, which is a constraint with a name since version 17. */
export function addDomainNotNull(session: Session, type: Type, name: string | undefined): void {
  session.store.set(type, 'notNull', true)
  if (session.pgVersion < 17) return
  refuseTakenConstraintName(session, type, name)
  const parts = { first: type.name, second: null, label: 'not_null' }
  const chosen = name ?? chooseConstraintName(type.schema, parts)
  const constraint = session.store.newConstraint(chosen, type, { type: 'not null' })
  session.store.depend(constraint, type, 'auto')
}

/** `CREATE TYPE … AS (…)`. */
export function createComposite(session: Session, node: CompositeTypeStmt): void {
  const name = nameOf(node.typevar)
  const schema = targetSchema(session, name, node.typevar?.location)
  const isTaken = schema.types.has(name.name)
  if (isTaken) claimTypeName(session, schema, name.name, node.typevar?.location)
  const wishes = (node.coldeflist ?? []).flatMap((item) =>
    'ColumnDef' in item ? [readColumn(session, item.ColumnDef)] : [],
  )
  claimRelationName(session, schema, name.name, node.typevar?.location)
  claimTypeName(session, schema, name.name, node.typevar?.location)
  const relation = session.store.newRelation('composite type', name.name, schema)
  const type = addType(session, schema, name.name, { kind: 'composite', facts: { relation, category: 'C' } })
  session.store.set(relation, 'rowType', type)
  session.store.depend(relation, type, 'internal')
  for (const wish of wishes) addColumn(session, relation, wish)
}

/** `CREATE TYPE name` (shell) and `CREATE TYPE name (INPUT = …)`. */
export function defineType(session: Session, node: DefineStmt): void {
  const wanted = qualifiedName(node.defnames)
  const schema = targetSchema(session, wanted)
  const before = schema.types.get(wanted.name)
  const definition = new Definition(node.definition)
  if ((node.definition ?? []).length === 0) {
    claimTypeName(session, schema, wanted.name)
    session.store.newType('shell', wanted.name, schema)
    session.record('create', { kind: 'type', schema: schema.name, name: wanted.name })
    return
  }
  if (before && before.kind !== 'shell') claimTypeName(session, schema, wanted.name)
  if (!before) {
    const message = `type "${wanted.name}" does not exist`
    missing(session, { sqlstate: '42710', message, kind: 'type', name: wanted })
  }
  for (const word of ['input', 'output']) {
    const name = definition.name(word)
    if (!name) throw new Refusal('42P17', `type ${word} function must be specified`)
    requireFunctionNamed(session, name)
  }
  session.store.set(before, 'kind', 'base')
  addArrayType(session, before)
  for (const word of ['input', 'output', 'receive', 'send', 'typmod_in', 'typmod_out', 'analyze']) {
    const name = definition.name(word)
    const [routine] = name ? findRoutines(session, name) : []
    if (routine) session.store.depend(before, routine, 'normal')
  }
}

/** `ALTER TYPE … SET (…)`: of base types only. */
export function alterBaseType(session: Session, node: AlterTypeStmt): void {
  const type = requireType(session, qualifiedName(node.typeName))
  if (type.kind !== 'base' && type.kind !== 'unknown') {
    throw new Refusal('42809', `${type.name} is not a base type`)
  }
}

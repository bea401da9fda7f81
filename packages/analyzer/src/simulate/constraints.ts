import type { Constraint as ConstraintNode, Node } from '@migration-doctor/sql'
import { type IndexWish, type KeyWish, keysOf, makeIndex, plainKey } from './indexes.ts'
import { chooseConstraintName, existing, missing, qualifiedName, requireRelation, stringOf } from './names.ts'
import type { Column, Constraint, Relation, Type } from './objects.ts'
import { analyzeExpression, relationScope } from './query/index.ts'
import { areComparable } from './query/opclass.ts'
import { worldOf } from './query/world.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './session.ts'
import { baseType, shownType } from './types.ts'

/** A constraint as a statement asks for it, with the column it stands beside, if any. */
export interface ConstraintWish {
  readonly node: ConstraintNode
  readonly column: Column | null
}

const actions: Readonly<Record<string, string>> = {
  a: 'no action',
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
}

export function refuseTakenConstraintName(
  session: Session,
  owner: Relation | Type,
  name: string | undefined,
  at?: number,
): void {
  if (name === undefined || !owner.constraints.has(name)) return
  const kind = owner.class === 'type' ? 'domain' : 'relation'
  existing(session, {
    sqlstate: '42710',
    message: `constraint "${name}" for ${kind} "${owner.name}" already exists`,
    kind: 'constraint',
    name: { schema: owner.schema.name, name: `${owner.name}.${name}` },
    at,
  })
}

/** Adds a CHECK constraint to a table, and to the tables that inherit from it. */
export function addCheck(session: Session, relation: Relation, wish: ConstraintWish): Constraint {
  const { node, column } = wish
  const expression = analyzeExpression(
    session,
    node.raw_expr,
    relationScope(relation, relation.name, 'check constraint'),
  )
  refuseTakenConstraintName(session, relation, node.conname, node.location)
  const used = [...expression.uses.columns].filter((one) => one.relation === relation)
  const name = node.conname ?? checkName(relation, used.length === 1 ? used[0] : undefined, column)
  const constraint = session.store.newConstraint(name, relation, {
    type: 'check',
    columns: used,
    validated: !node.skip_validation,
    noInherit: node.is_no_inherit ?? false,
    ...(node.raw_expr ? { condition: node.raw_expr } : {}),
  })
  for (const one of used) session.store.depend(constraint, one, 'auto')
  for (const entity of expression.uses.entities) session.store.depend(constraint, entity, 'normal')
  if (used.length === 0) session.store.depend(constraint, relation, 'auto')
  recordConstraint(session, constraint)
  for (const child of node.is_no_inherit ? [] : relation.children) inheritCheck(session, child, constraint)
  return constraint
}

function checkName(relation: Relation, used: Column | undefined, _beside: Column | null): string {
  return chooseConstraintName(relation.schema, { first: relation.name, second: used?.name ?? null, label: 'check' })
}

/** A child takes over a parent's CHECK, or merges it with its own of that name. */
export function inheritCheck(session: Session, child: Relation, parent: Constraint): void {
  const own = child.constraints.get(parent.name)
  if (own) {
    session.store.set(own, 'inherited', own.inherited + 1)
    return
  }
  const columns = parent.columns.flatMap((column) => child.columns.get(column.name) ?? [])
  const copy = session.store.newConstraint(parent.name, child, {
    type: 'check',
    columns,
    validated: parent.validated,
    local: false,
    inherited: 1,
    ...(parent.condition ? { condition: parent.condition } : {}),
  })
  for (const column of columns) session.store.depend(copy, column, 'auto')
  for (const grandchild of child.children) inheritCheck(session, grandchild, copy)
}

export function refuseNonBoolean(session: Session, type: Type | null, where: string, node: Node | undefined): void {
  if (!type || type.kind === 'unknown') return
  const base = baseType(type)
  if (base === session.system.catalog.types.get('bool') || base.name === 'unknown') return
  throw new Refusal('42804', `argument of ${where} must be type boolean, not type ${shownType(type)}`, {
    at: locationOf(node),
  })
}

function locationOf(node: Node | undefined): number | undefined {
  if (!node) return undefined
  for (const body of Object.values(node)) {
    if (typeof body === 'object' && body !== null && 'location' in body && typeof body.location === 'number')
      return body.location
  }
  return undefined
}

/** Adds a primary key, unique or exclusion constraint with the index behind it. */
export function addIndexConstraint(session: Session, relation: Relation, wish: IndexConstraintWish): Constraint {
  const { node } = wish
  // PostgreSQL makes the index first, so a name that both bear is the index's fault.
  if (node.conname === undefined || !relation.schema.relations.has(node.conname)) {
    refuseTakenConstraintName(session, relation, node.conname, node.location)
  }
  const index = makeIndex(session, relation, wish.index)
  return attachConstraint(session, relation, index, node)
}

export interface IndexConstraintWish {
  readonly node: ConstraintNode
  readonly index: IndexWish
}

const constraintTypes = {
  CONSTR_PRIMARY: 'primary key',
  CONSTR_UNIQUE: 'unique',
  CONSTR_EXCLUSION: 'exclusion',
} as const

/** Makes an index the index of a constraint of its own name. */
export function attachConstraint(
  session: Session,
  relation: Relation,
  index: Relation,
  node: ConstraintNode,
): Constraint {
  const { store } = session
  const type =
    node.contype === 'CONSTR_PRIMARY' || node.contype === 'CONSTR_UNIQUE' ? constraintTypes[node.contype] : 'exclusion'
  const columns = index.index?.keys.flatMap((key) => key.column ?? []) ?? []
  const constraint = store.newConstraint(index.name, relation, {
    type,
    columns,
    deferrable: node.deferrable ?? false,
    deferred: node.initdeferred ?? false,
    index,
  })
  for (const column of columns) store.depend(constraint, column, 'auto')
  if (columns.length === 0) store.depend(constraint, relation, 'auto')
  store.undepend(index, (edge) => edge.type === 'auto')
  store.depend(index, constraint, 'internal')
  if (index.index) store.set(index.index, 'constraint', constraint)
  if (type === 'primary key') {
    if (index.index) store.set(index.index, 'primary', true)
    for (const column of columns) store.set(column, 'notNull', true)
  }
  recordConstraint(session, constraint)
  return constraint
}

/** What `ADD PRIMARY KEY (a, b)` and its like ask of an index. */
export function indexConstraintWish(session: Session, relation: Relation, wish: ConstraintWish): IndexConstraintWish {
  const { node, column } = wish
  const names = (node.keys ?? []).map(stringOf)
  const columns = column ? [column] : names.map((name) => keyColumn(session, relation, name, node.location))
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) {
    const what = node.contype === 'CONSTR_PRIMARY' ? 'primary key' : 'unique'
    throw new Refusal('42701', `column "${twice}" appears twice in ${what} constraint`, { at: node.location })
  }
  const primary = node.contype === 'CONSTR_PRIMARY'
  if (primary) refuseSecondPrimaryKey(relation, node.location)
  const excluded = node.contype === 'CONSTR_EXCLUSION'
  const keys = excluded ? exclusionKeys(session, relation, node) : columns.map(plainKey)
  return {
    node,
    index: {
      name: node.conname ?? null,
      unique: !excluded,
      primary,
      exclusion: excluded,
      ofConstraint: true,
      method: node.access_method ?? (excluded ? 'gist' : 'btree'),
      keys,
      include: (node.including ?? []).map((item) => keyColumn(session, relation, stringOf(item), node.location)),
      predicate: node.where_clause ?? null,
      deferrable: node.deferrable ?? false,
      nullsNotDistinct: node.nulls_not_distinct ?? false,
      at: node.location,
    },
  }
}

function exclusionKeys(session: Session, relation: Relation, node: ConstraintNode): readonly KeyWish[] {
  return (node.exclusions ?? []).flatMap((pair) => {
    const [element, operator] = 'List' in pair ? (pair.List.items ?? []) : []
    const names = operator && 'List' in operator ? operator.List.items : undefined
    return keysOf(session, relation, element ? [element] : []).map((key) => ({
      ...key,
      operator: qualifiedName(names),
    }))
  })
}

function keyColumn(session: Session, relation: Relation, name: string, at: number | undefined): Column {
  const column = relation.columns.get(name)
  if (column) return column
  const message = `column "${name}" named in key does not exist`
  const owner = { schema: relation.schema.name, name: relation.name }
  return missing(session, { sqlstate: '42703', message, kind: 'column', name: owner, column: name, at })
}

export function refuseSecondPrimaryKey(relation: Relation, at: number | undefined): void {
  for (const constraint of relation.constraints.values()) {
    if (constraint.type !== 'primary key') continue
    throw new Refusal('42P16', `multiple primary keys for table "${relation.name}" are not allowed`, {
      at,
      subject: {
        fault: 'existing',
        kind: 'constraint',
        schema: relation.schema.name,
        name: `${relation.name}.${constraint.name}`,
      },
    })
  }
}

/** Adds a foreign key, after the checks of `ATAddForeignKeyConstraint`, in its order. */
export function addForeignKey(session: Session, relation: Relation, wish: ConstraintWish): Constraint {
  const { node, column } = wish
  refuseTakenConstraintName(session, relation, node.conname, node.location)
  const target = requireRelation(session, node.pktable)
  refuseWrongTarget(relation, target)
  const columns = column ? [column] : foreignColumns(session, relation, node.fk_attrs, node)
  const referenced = referencedKey(session, target, node)
  if (columns.length !== referenced.columns.length && !target.opaqueColumns) {
    throw new Refusal('42830', 'number of referencing and referenced columns for foreign key disagree', {
      at: node.location,
    })
  }
  const name =
    node.conname ??
    chooseConstraintName(relation.schema, { first: relation.name, second: joinedNames(columns), label: 'fkey' })
  for (const [at, one] of columns.entries()) refuseIncomparable(session, name, one, referenced.columns[at])
  return recordForeignKey(session, relation, { name, columns, target, referenced, node })
}

interface ReferencedKey {
  readonly columns: readonly Column[]
  readonly index: Relation | null
}

interface ForeignKeyFacts {
  readonly name: string
  readonly columns: readonly Column[]
  readonly target: Relation
  readonly referenced: ReferencedKey
  readonly node: ConstraintNode
}

function recordForeignKey(session: Session, relation: Relation, facts: ForeignKeyFacts): Constraint {
  const { name, columns, target, referenced, node } = facts
  const { store } = session
  const constraint = store.newConstraint(name, relation, {
    type: 'foreign key',
    columns,
    references: { table: target, columns: referenced.columns, index: referenced.index },
    onDelete: actions[node.fk_del_action ?? 'a'] ?? null,
    onUpdate: actions[node.fk_upd_action ?? 'a'] ?? null,
    deferrable: node.deferrable ?? false,
    deferred: node.initdeferred ?? false,
    validated: !node.skip_validation,
  })
  for (const column of columns) store.depend(constraint, column, 'auto')
  for (const column of referenced.columns) store.depend(constraint, column, 'normal')
  if (referenced.index) store.depend(constraint, referenced.index, 'normal')
  recordConstraint(session, constraint)
  return constraint
}

function refuseWrongTarget(relation: Relation, target: Relation): void {
  if (target.kind !== 'table' && target.kind !== 'partitioned table') {
    throw new Refusal('42809', `referenced relation "${target.name}" is not a table`)
  }
  if (relation.persistence === 'permanent' && target.persistence !== 'permanent') {
    throw new Refusal('42P16', 'constraints on permanent tables may reference only permanent tables')
  }
  if (relation.persistence === 'temporary' && target.persistence !== 'temporary') {
    throw new Refusal('42P16', 'constraints on temporary tables may reference only temporary tables')
  }
  if (relation.persistence === 'unlogged' && target.persistence === 'temporary') {
    throw new Refusal('42P16', 'constraints on unlogged tables may reference only permanent or unlogged tables')
  }
}

function foreignColumns(
  session: Session,
  relation: Relation,
  names: readonly Node[] | undefined,
  node: ConstraintNode,
) {
  if (relation.opaqueColumns) return []
  return (names ?? []).map((item) => {
    const name = stringOf(item)
    const column = relation.columns.get(name)
    if (column) return column
    const message = `column "${name}" referenced in foreign key constraint does not exist`
    const owner = { schema: relation.schema.name, name: relation.name }
    return missing(session, {
      sqlstate: '42703',
      message,
      kind: 'column',
      name: owner,
      column: name,
      at: node.location,
    })
  })
}

function referencedKey(session: Session, target: Relation, node: ConstraintNode): ReferencedKey {
  if (target.opaqueColumns) return { columns: [], index: null }
  if (!node.pk_attrs?.length) {
    for (const constraint of target.constraints.values()) {
      if (constraint.type === 'primary key') return { columns: constraint.columns, index: constraint.index }
    }
    throw new Refusal('42704', `there is no primary key for referenced table "${target.name}"`, {
      at: node.location,
      subject: { fault: 'missing', kind: 'constraint', schema: target.schema.name, name: `${target.name}.primary key` },
    })
  }
  const columns = foreignColumns(session, target, node.pk_attrs, node)
  const index = uniqueIndexOn(target, columns)
  if (index) return { columns, index }
  if (session.isTainted(target.name)) return { columns, index: null }
  throw new Refusal(
    '42830',
    `there is no unique constraint matching given keys for referenced table "${target.name}"`,
    {
      at: node.location,
      subject: { fault: 'missing', kind: 'constraint', schema: target.schema.name, name: `${target.name}.unique key` },
    },
  )
}

/** A unique, complete, immediate index on exactly these columns, in any order; the primary key's first. */
function uniqueIndexOn(target: Relation, columns: readonly Column[]): Relation | null {
  const wanted = new Set(columns)
  for (const index of target.indexes) {
    const facts = index.index
    if (!facts?.unique || facts.hasPredicate || facts.deferrable || !facts.valid) continue
    if (facts.keys.length === wanted.size && facts.keys.every((key) => key.column && wanted.has(key.column)))
      return index
  }
  return null
}

/** Checks a foreign key again, as PostgreSQL does when it makes it anew. */
export function refuseIncomparablePairs(session: Session, { name, columns, references }: Constraint): void {
  for (const [at, column] of columns.entries()) refuseIncomparable(session, name, column, references?.columns[at])
}

function refuseIncomparable(session: Session, name: string, from: Column, to: Column | undefined): void {
  if (!to || comparable(session, from.type.type, to.type.type)) return
  throw new Refusal('42804', `foreign key constraint "${name}" cannot be implemented`, {
    subject: {
      fault: 'other',
      kind: 'column',
      schema: to.relation.schema.name,
      name: to.relation.name,
      column: to.name,
    },
  })
}

/** Is there an `=` of the referenced key's operator family for these two types, or an implicit cast to it? */
function comparable(session: Session, from: Type, to: Type): boolean {
  if (baseType(from).kind === 'unknown' || baseType(to).kind === 'unknown') return true
  return areComparable(worldOf(session), to, from)
}

export function joinedNames(columns: readonly Column[]): string {
  return columns.map((column) => column.name).join('_')
}

export function recordConstraint(session: Session, constraint: Constraint): void {
  const { owner, name } = constraint
  session.record('create', { kind: 'constraint', schema: owner.schema.name, name: `${owner.name}.${name}` })
}

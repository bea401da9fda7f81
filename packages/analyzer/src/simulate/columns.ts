import type { ColumnDef, Constraint as ConstraintNode, Node, TypeName } from '@migration-doctor/sql'
import {
  refuseCollation,
  refuseCompression,
  refuseContradictions,
  refuseStorage,
  withAttributes,
} from './column-attributes.ts'
import { KeptNextval, keep } from './deparse/kept.ts'
import { dependOnExtensionOf } from './extension-types.ts'
import { existing, qualifiedName, stringOf } from './names.ts'
import type { Column, Default, Other, Relation, Type, TypeUse } from './objects.ts'
import { ownSequence } from './own-sequence.ts'
import { analyzeExpression, bareScope, relationScope, type Scope } from './query/index.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './session.ts'
import { resolveType, shownType } from './types.ts'

/** A map, as all names of types are looked for in it. */
const serialTypes: ReadonlyMap<string, string> = new Map([
  ['serial', 'int4'],
  ['serial4', 'int4'],
  ['bigserial', 'int8'],
  ['serial8', 'int8'],
  ['smallserial', 'int2'],
  ['serial2', 'int2'],
])

export const systemColumns: ReadonlySet<string> = new Set(['tableoid', 'cmax', 'xmax', 'cmin', 'xmin', 'ctid'])

/** A column as a statement asks for it, its names looked up, nothing made yet. */
export interface ColumnWish {
  readonly name: string
  readonly type: TypeUse
  readonly notNull: boolean
  readonly serial: boolean
  readonly identity: Column['identity']
  /** What stands in parentheses behind `AS IDENTITY`. */
  readonly sequenceOptions?: readonly Node[] | undefined
  readonly generated: Column['generated']
  readonly default: Node | null
  /** Constraints that the table has to make after the column: primary key, unique, check, references. */
  readonly constraints: readonly ConstraintNode[]
  readonly at: number | undefined
  /** The user's own that COLLATE names. */
  readonly collation?: Other | null
  /** COLLATE names another one than the default. */
  readonly isCollated?: boolean
}

/** `transformColumnDefinition`: resolves the type, sorts the constraints out. */
export function readColumn(session: Session, node: ColumnDef): ColumnWish {
  const serial = serialOf(node.typeName)
  const type = serial ? pgType(session, serial) : resolveType(session, node.typeName)
  const collation = refuseCollation(session, node, type.type)
  const own = withAttributes(constraintsOf(node))
  refuseContradictions(node, own, { serial: serial !== null, pgVersion: session.pgVersion })
  refusePseudo(node, type)
  refuseStorage(session, node.storage_name, type.type)
  refuseCompression(session, node.compression, type.type)
  const identity = ofType(own, 'CONSTR_IDENTITY')
  const generated = ofType(own, 'CONSTR_GENERATED')
  const fallback = ofType(own, 'CONSTR_DEFAULT')
  const notNull = (ofType(own, 'CONSTR_NOTNULL') ?? ofType(own, 'CONSTR_PRIMARY')) !== undefined
  return {
    name: node.colname ?? '',
    type,
    notNull: notNull || serial !== null || identity !== undefined || (node.is_not_null ?? false),
    serial: serial !== null,
    identity: identity ? (identity.generated_when === 'a' ? 'always' : 'by default') : null,
    sequenceOptions: identity?.options,
    generated: generated ? (generated.generated_kind === 'v' ? 'virtual' : 'stored') : null,
    default: generated?.raw_expr ?? fallback?.raw_expr ?? null,
    constraints: own,
    at: node.location,
    collation,
    isCollated: isCollated(node),
  }
}

/** Whether COLLATE names another collation than the default. */
export function isCollated({ collClause }: Pick<ColumnDef, 'collClause'>): boolean {
  return collClause?.collname !== undefined && qualifiedName(collClause.collname).name !== 'default'
}

/** The first of a kind; a loop, as every column of every table comes through here several times. */
function ofType(own: readonly ConstraintNode[], type: ConstraintNode['contype']): ConstraintNode | undefined {
  for (const one of own) if (one.contype === type) return one
  return undefined
}

function serialOf(type: TypeName | undefined): string | null {
  if (type?.names?.length !== 1 || type.pct_type) return null
  const serial = serialTypes.get(stringOf(type.names[0])) ?? null
  if (serial && type.arrayBounds?.length) {
    throw new Refusal('0A000', 'array of serial is not implemented', { at: type.location })
  }
  return serial
}

function pgType(session: Session, name: string): TypeUse {
  const type = session.system.catalog.types.get(name)
  if (!type) throw new Error(`no built-in type ${name}`)
  return type.plainUse
}

function refusePseudo(node: ColumnDef, use: TypeUse): void {
  if (node.typeName?.setof) {
    throw new Refusal('42P16', `column "${node.colname ?? ''}" cannot be declared SETOF`, { at: node.location })
  }
  if (use.type.kind !== 'pseudo') return
  const name = node.colname ?? ''
  throw new Refusal('42P16', `column "${name}" has pseudo-type ${shownType(use.type)}`, { at: node.location })
}

const noConstraints: readonly ConstraintNode[] = []

export function constraintsOf(node: ColumnDef): readonly ConstraintNode[] {
  if (!node.constraints) return noConstraints
  const found: ConstraintNode[] = []
  for (const item of node.constraints) if ('Constraint' in item) found.push(item.Constraint)
  return found
}

/** Makes the column; refuses a name that the table or the system has. */
export function addColumn(
  session: Session,
  relation: Relation,
  wish: Pick<ColumnWish, 'name' | 'type' | 'notNull' | 'collation' | 'isCollated'>,
): Column {
  refuseColumnName(session, relation, wish.name)
  const column = session.store.newColumn(relation, wish)
  const { schema, name } = relation
  session.record('create', { kind: 'column', schema: schema.name, name, column: wish.name })
  if (wish.isCollated) column.isCollated = true
  if (wish.collation) session.store.depend(column, wish.collation, 'normal')
  dependOnExtensionOf(session, column, wish.type.type)
  return column
}

export function refuseColumnName(session: Session, relation: Relation, name: string): void {
  if (relation.columns.has(name)) {
    existing(session, {
      sqlstate: '42701',
      message: `column "${name}" of relation "${relation.name}" already exists`,
      kind: 'column',
      name: { schema: relation.schema.name, name: relation.name },
      column: name,
    })
  }
  if (systemColumns.has(name) && relation.kind !== 'view') {
    throw new Refusal('42701', `column name "${name}" conflicts with a system column name`)
  }
}

/** Sets the default, the generation expression, the identity or the serial's sequence of a new column. */
export function finishColumn(session: Session, column: Column, wish: ColumnWish): void {
  const { store } = session
  if (wish.identity) {
    refuseIdentityType(column.type.type)
    store.set(column, 'identity', wish.identity)
    const sequence = ownSequence(session, column, wish.sequenceOptions)
    if (sequence.sequence) store.set(sequence.sequence, 'identity', true)
    store.undepend(sequence, (edge) => edge.to === column)
    store.depend(sequence, column, 'internal')
  } else if (wish.serial) {
    const sequence = ownSequence(session, column)
    const value = store.newDefault(column, null, session.system.type('int8'))
    value.expression = 'serial'
    value.kept = new KeptNextval(session, sequence)
    store.depend(value, sequence, 'normal')
  } else if (wish.default) {
    if (wish.generated) store.set(column, 'generated', wish.generated)
    setDefault(session, column, wish.default)
  }
}

const integers: ReadonlySet<string> = new Set(['int2', 'int4', 'int8'])

export function refuseIdentityType(type: Type): void {
  // A domain over one of them is none of them.
  if ((type.system && integers.has(type.name)) || type.kind === 'unknown') return
  throw new Refusal('22023', 'identity column type must be smallint, integer, or bigint')
}

/** `SET DEFAULT` or a generation expression, checked against the column's type. */
export function setDefault(session: Session, column: Column, node: Node): void {
  const { relation } = column
  const scope: Scope = column.generated ? relationScope(relation, relation.name, 'generated') : bareScope('default')
  const expression = analyzeExpression(session, node, scope, {
    type: column.type,
    what: 'default',
    column: column.name,
  })
  if (column.default) dropDefault(session, column)
  const kept = keep(session, expression.analysed, column.type)
  // A plain NULL is no default, unless a length or a domain makes something of it.
  if (!column.generated && saysNull(node) && kept?.isNull()) return
  const isLiteral = expression.type === session.system.type('unknown')
  const value = session.store.newDefault(column, null, isLiteral ? column.type.type : expression.type)
  value.expression = node
  value.kept = kept
  tieGenerated(session, value, expression.uses.columns)
  for (const entity of expression.uses.entities) session.store.depend(value, entity, 'normal')
}

/** NULL, cast or not. */
function saysNull(node: Node): boolean {
  if ('TypeCast' in node) return node.TypeCast.arg !== undefined && saysNull(node.TypeCast.arg)
  return 'A_Const' in node && (node.A_Const.isnull ?? false)
}

/** A generated column goes with its expression; before version 15 it goes with what the expression uses, unasked. */
export function tieGenerated(session: Session, value: Default, used: Iterable<Column>): void {
  const { store } = session
  if (value.column.generated) {
    store.undepend(value, (edge) => edge.to === value.column)
    store.depend(value, value.column, 'internal')
  }
  for (const one of used) store.depend(value, one, session.pgVersion >= 15 ? 'normal' : 'auto')
}

export function dropDefault(session: Session, column: Column): void {
  const value = column.default
  if (!value) return
  session.store.undepend(value, () => true)
  session.store.set(column, 'default', null)
}

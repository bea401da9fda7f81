import type { ObjectRef } from '@migration-doctor/core'
import type { AlterTableCmd, AlterTableStmt, IndexStmt, Node } from '@migration-doctor/sql'
import { findRelation, nameOf, type QualifiedName, qualifiedName } from '../names.ts'
import type { Relation, Schema, Type } from '../objects.ts'
import { type Session, temporarySchema } from '../session.ts'
import { columnPart, constraintPart, partShape, relationShape, type Shape, type ShapePart, typeShape } from './shape.ts'

/** An object that stands where a statement would make one. */
export interface Standing {
  readonly object: ObjectRef
  /** Number of the statement that made it. */
  readonly born: number
  /** The statement, or the part of it that makes this object, without its guard. */
  readonly node: Node
  /** Is it still the same object, under the same name? */
  isThere(): boolean
  /** What bears the name now; `null` when nothing does or its shape is not known. */
  shape(): Shape | null
  /** Takes it out of the way; undone with the store. */
  hide(): void
}

/** What stands in the way of what a statement makes. */
export function standingFor(session: Session, node: Node): readonly Standing[] {
  if ('CreateStmt' in node) {
    const bare: Node = { CreateStmt: { ...node.CreateStmt, if_not_exists: false } }
    return relation(session, schemaFor(session, node.CreateStmt.relation), nameOf(node.CreateStmt.relation).name, bare)
  }
  if ('CreateTableAsStmt' in node) {
    const range = node.CreateTableAsStmt.into?.rel
    const bare: Node = { CreateTableAsStmt: { ...node.CreateTableAsStmt, if_not_exists: false } }
    return relation(session, schemaFor(session, range), nameOf(range).name, bare)
  }
  if ('ViewStmt' in node && !node.ViewStmt.replace) {
    return relation(session, schemaFor(session, node.ViewStmt.view), nameOf(node.ViewStmt.view).name, node)
  }
  if ('CreateSeqStmt' in node) {
    const range = node.CreateSeqStmt.sequence
    const bare: Node = { CreateSeqStmt: { ...node.CreateSeqStmt, if_not_exists: false } }
    return relation(session, schemaFor(session, range), nameOf(range).name, bare)
  }
  if ('IndexStmt' in node) return index(session, node.IndexStmt)
  if ('AlterTableStmt' in node) return parts(session, node.AlterTableStmt)
  const name = typeName(node)
  return name ? type(session, schemaOf(session, name), name.name, node) : []
}

function typeName(node: Node): QualifiedName | null {
  if ('CreateEnumStmt' in node) return qualifiedName(node.CreateEnumStmt.typeName)
  if ('CreateDomainStmt' in node) return qualifiedName(node.CreateDomainStmt.domainname)
  if ('CompositeTypeStmt' in node) return nameOf(node.CompositeTypeStmt.typevar)
  return 'CreateRangeStmt' in node ? qualifiedName(node.CreateRangeStmt.typeName) : null
}

function schemaOf(session: Session, name: QualifiedName): Schema | null {
  return name.schema === null ? session.creationSchema() : session.schema(name.schema)
}

function schemaFor(session: Session, range: Parameters<typeof nameOf>[0]): Schema | null {
  if (range?.relpersistence === 't') return session.schema(temporarySchema)
  return schemaOf(session, nameOf(range))
}

function relation(session: Session, schema: Schema | null, name: string, node: Node): readonly Standing[] {
  const found = schema?.relations.get(name)
  if (!schema || !found || found.system) return []
  return [
    {
      object: { kind: found.kind, schema: schema.name, name },
      born: found.born,
      node,
      isThere: () => schema.relations.get(name) === found,
      shape: () => {
        const now = schema.relations.get(name)
        return now ? relationShape(now) : null
      },
      hide: () => hideRelation(session, found),
    },
  ]
}

function hideRelation({ store }: Session, found: Relation): void {
  store.remove(found.schema.relations, found.name)
  for (const index of found.indexes) store.remove(index.schema.relations, index.name)
  if (found.rowType) hideType({ store }, found.rowType)
}

function hideType({ store }: Pick<Session, 'store'>, found: Type): void {
  store.remove(found.schema.types, found.name)
  if (found.array) store.remove(found.array.schema.types, found.array.name)
}

function type(session: Session, schema: Schema | null, name: string, node: Node): readonly Standing[] {
  const found = schema?.types.get(name)
  if (!schema || !found || found.system) return []
  const own = found.relation
  return [
    {
      object: { kind: own?.kind ?? found.kind, schema: schema.name, name },
      born: found.born,
      node,
      isThere: () => schema.types.get(name) === found,
      shape: () => {
        const now = schema.types.get(name)
        if (!now) return null
        return now.relation ? relationShape(now.relation) : typeShape(now)
      },
      hide: () => (own ? hideRelation(session, own) : hideType(session, found)),
    },
  ]
}

function index(session: Session, statement: IndexStmt): readonly Standing[] {
  const table = findRelation(session, nameOf(statement.relation))
  if (!table || statement.idxname === undefined) return []
  const bare: Node = { IndexStmt: { ...statement, if_not_exists: false } }
  return relation(session, table.schema, statement.idxname, bare)
}

function parts(session: Session, statement: AlterTableStmt): readonly Standing[] {
  const table = findRelation(session, nameOf(statement.relation))
  if (!table || table.system || table.opaqueColumns) return []
  return (statement.cmds ?? []).flatMap((item) => {
    if (!('AlterTableCmd' in item)) return []
    const bare: Node = {
      AlterTableStmt: { ...statement, cmds: [{ AlterTableCmd: { ...item.AlterTableCmd, missing_ok: false } }] },
    }
    return (
      column(session, table, item.AlterTableCmd, bare) ?? constraint(session, table, item.AlterTableCmd, bare) ?? []
    )
  })
}

function column(session: Session, table: Relation, command: AlterTableCmd, node: Node): Standing | null {
  if (command.subtype !== 'AT_AddColumn' || !command.def || !('ColumnDef' in command.def)) return null
  const name = command.def.ColumnDef.colname ?? ''
  const found = table.columns.get(name)
  if (!found) return null
  return {
    ...partOf(table, () => table.columns.get(name), columnPart),
    object: { kind: 'column', schema: table.schema.name, name: table.name, column: name },
    born: found.born,
    node: withoutConstraints(node),
    hide: () => session.store.removeInOrder(table.columns, name),
  }
}

/** Keys of a new column would meet those that the table has. */
function withoutConstraints(node: Node): Node {
  if (!('AlterTableStmt' in node)) return node
  const cmds = (node.AlterTableStmt.cmds ?? []).map((item): Node => {
    if (!('AlterTableCmd' in item)) return item
    const { def } = item.AlterTableCmd
    if (!def || !('ColumnDef' in def)) return item
    const constraints = (def.ColumnDef.constraints ?? []).filter(
      (one) => 'Constraint' in one && !keyTypes.has(one.Constraint.contype ?? ''),
    )
    return { AlterTableCmd: { ...item.AlterTableCmd, def: { ColumnDef: { ...def.ColumnDef, constraints } } } }
  })
  return { AlterTableStmt: { ...node.AlterTableStmt, cmds } }
}

const keyTypes: ReadonlySet<string> = new Set(['CONSTR_PRIMARY', 'CONSTR_UNIQUE', 'CONSTR_FOREIGN', 'CONSTR_CHECK'])

function constraint(session: Session, table: Relation, command: AlterTableCmd, node: Node): Standing | null {
  if (command.subtype !== 'AT_AddConstraint' || !command.def || !('Constraint' in command.def)) return null
  const name = command.def.Constraint.conname
  const found = name === undefined ? undefined : table.constraints.get(name)
  if (name === undefined || !found) return null
  const { store } = session
  return {
    ...partOf(table, () => table.constraints.get(name), constraintPart),
    object: { kind: 'constraint', schema: table.schema.name, name: `${table.name}.${name}` },
    born: found.born,
    node,
    hide: () => {
      store.remove(table.constraints, name)
      store.unnameConstraint(table.schema, found)
      if (found.index) {
        store.remove(found.index.schema.relations, found.index.name)
        store.drop(table.indexes, found.index)
      }
    },
  }
}

function partOf<Part>(
  table: Relation,
  now: () => Part | undefined,
  describe: (part: Part) => ShapePart | null,
): Pick<Standing, 'isThere' | 'shape'> {
  const found = now()
  return {
    isThere: () => table.schema.relations.get(table.name) === table && now() === found,
    shape: () => {
      const part = now()
      return partShape(part === undefined ? null : describe(part))
    },
  }
}

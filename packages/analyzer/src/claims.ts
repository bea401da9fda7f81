import type { AlterTableStmt, CreateStmt, Node } from '@migration-doctor/sql'
import { nameOf, qualifiedName } from './simulate/names.ts'
import type { Claim } from './timeline.ts'

/** What a statement makes, read from its text alone: so that what a refused one did not make is known too. */
export function claimsOf(node: Node): readonly Claim[] {
  if ('CreateStmt' in node) return tableClaims(node.CreateStmt)
  if ('CreateForeignTableStmt' in node) return tableClaims(node.CreateForeignTableStmt.base ?? {})
  if ('AlterTableStmt' in node) return alterClaims(node.AlterTableStmt)
  if ('IndexStmt' in node) {
    const table = nameOf(node.IndexStmt.relation)
    return node.IndexStmt.idxname ? [{ kind: 'relation', schema: table.schema, name: node.IndexStmt.idxname }] : []
  }
  if ('ViewStmt' in node) return [{ kind: 'relation', ...nameOf(node.ViewStmt.view) }]
  if ('CreateTableAsStmt' in node) return [{ kind: 'relation', ...nameOf(node.CreateTableAsStmt.into?.rel) }]
  if ('CreateSeqStmt' in node) return [{ kind: 'relation', ...nameOf(node.CreateSeqStmt.sequence) }]
  if ('CreateEnumStmt' in node) return [{ kind: 'type', ...qualifiedName(node.CreateEnumStmt.typeName) }]
  if ('CreateDomainStmt' in node) return [{ kind: 'type', ...qualifiedName(node.CreateDomainStmt.domainname) }]
  if ('CompositeTypeStmt' in node) return [{ kind: 'type', ...nameOf(node.CompositeTypeStmt.typevar) }]
  if ('CreateRangeStmt' in node) return [{ kind: 'type', ...qualifiedName(node.CreateRangeStmt.typeName) }]
  if ('CreateSchemaStmt' in node) return schemaClaims(node)
  if ('CreateFunctionStmt' in node) return [{ kind: 'routine', ...qualifiedName(node.CreateFunctionStmt.funcname) }]
  if ('CreateExtensionStmt' in node)
    return [{ kind: 'extension', schema: null, name: node.CreateExtensionStmt.extname ?? '' }]
  if ('CreateTrigStmt' in node) return [partOf(node.CreateTrigStmt.relation, 'trigger', node.CreateTrigStmt.trigname)]
  if ('CreatePolicyStmt' in node)
    return [partOf(node.CreatePolicyStmt.table, 'policy', node.CreatePolicyStmt.policy_name)]
  if ('RenameStmt' in node) return renameClaims(node)
  if ('AlterEnumStmt' in node) {
    const { newVal, typeName } = node.AlterEnumStmt
    return newVal === undefined ? [] : [{ kind: 'enum value', ...qualifiedName(typeName), column: newVal }]
  }
  return []
}

function partOf(range: Parameters<typeof nameOf>[0], kind: Claim['kind'], name: string | undefined): Claim {
  const table = nameOf(range)
  return { kind, schema: table.schema, name: `${table.name}.${name ?? ''}` }
}

function schemaClaims(node: Extract<Node, { CreateSchemaStmt: unknown }>): readonly Claim[] {
  const name = node.CreateSchemaStmt.schemaname ?? ''
  return [{ kind: 'schema', schema: null, name }, ...(node.CreateSchemaStmt.schemaElts ?? []).flatMap(claimsOf)]
}

function tableClaims(node: CreateStmt): readonly Claim[] {
  const table = nameOf(node.relation)
  const claims: Claim[] = [
    { kind: 'relation', ...table },
    { kind: 'type', ...table },
  ]
  for (const element of node.tableElts ?? []) {
    if ('ColumnDef' in element) claims.push({ kind: 'column', ...table, column: element.ColumnDef.colname ?? '' })
    if ('Constraint' in element && element.Constraint.conname) {
      claims.push({ kind: 'constraint', schema: table.schema, name: `${table.name}.${element.Constraint.conname}` })
    }
  }
  return claims
}

function alterClaims(node: AlterTableStmt): readonly Claim[] {
  const table = nameOf(node.relation)
  return (node.cmds ?? []).flatMap((item): readonly Claim[] => {
    if (!('AlterTableCmd' in item)) return []
    const { subtype, def } = item.AlterTableCmd
    if (subtype === 'AT_AddColumn' && def && 'ColumnDef' in def) {
      return [{ kind: 'column', ...table, column: def.ColumnDef.colname ?? '' }]
    }
    if (subtype === 'AT_AddConstraint' && def && 'Constraint' in def && def.Constraint.conname) {
      return [{ kind: 'constraint', schema: table.schema, name: `${table.name}.${def.Constraint.conname}` }]
    }
    return []
  })
}

function renameClaims({ RenameStmt: node }: Extract<Node, { RenameStmt: unknown }>): readonly Claim[] {
  const to = node.newname ?? ''
  const table = nameOf(node.relation)
  switch (node.renameType) {
    case 'OBJECT_TABLE':
    case 'OBJECT_VIEW':
    case 'OBJECT_MATVIEW':
    case 'OBJECT_INDEX':
    case 'OBJECT_SEQUENCE':
      return [{ kind: 'relation', schema: table.schema, name: to }]
    case 'OBJECT_COLUMN':
      return [{ kind: 'column', ...table, column: to }]
    case 'OBJECT_TABCONSTRAINT':
      return [{ kind: 'constraint', schema: table.schema, name: `${table.name}.${to}` }]
    case 'OBJECT_TYPE': {
      const parts = node.object && 'List' in node.object ? node.object.List.items : undefined
      return [{ kind: 'type', schema: qualifiedName(parts).schema, name: to }]
    }
    case 'OBJECT_SCHEMA':
      return [{ kind: 'schema', schema: null, name: to }]
    default:
      return []
  }
}

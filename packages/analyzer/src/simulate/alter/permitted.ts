import type { AlterTableType } from '@migration-doctor/sql'
import type { Relation, RelationKind } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'

type Kinds = readonly RelationKind[]

const tables: Kinds = ['table', 'partitioned table']
const tablesAndForeign: Kinds = [...tables, 'foreign table']
const stored: Kinds = [...tables, 'materialized view']
const withColumns: Kinds = [...tablesAndForeign, 'composite type']

/** Kinds of relation that each action may be run on, `ATPrepCmd`. Actions that are left out run on all. */
const permitted: Partial<Record<AlterTableType, Kinds | ((pgVersion: number) => Kinds)>> = {
  AT_AddColumn: withColumns,
  AT_DropColumn: withColumns,
  AT_AlterColumnType: withColumns,
  AT_ColumnDefault: [...tablesAndForeign, 'view'],
  AT_DropNotNull: tablesAndForeign,
  AT_SetNotNull: tablesAndForeign,
  AT_SetExpression: tablesAndForeign,
  AT_DropExpression: tablesAndForeign,
  AT_SetStatistics: [...stored, 'index', 'foreign table'],
  AT_SetOptions: [...stored, 'foreign table'],
  AT_ResetOptions: [...stored, 'foreign table'],
  AT_SetStorage: [...stored, 'foreign table'],
  AT_SetCompression: stored,
  AT_AddConstraint: tablesAndForeign,
  AT_DropConstraint: tablesAndForeign,
  AT_ValidateConstraint: tablesAndForeign,
  AT_AlterConstraint: tables,
  AT_AlterColumnGenericOptions: ['foreign table'],
  AT_GenericOptions: ['foreign table'],
  AT_ClusterOn: (pgVersion) => (pgVersion >= 17 ? stored : ['table', 'materialized view']),
  AT_DropCluster: (pgVersion) => (pgVersion >= 17 ? stored : ['table', 'materialized view']),
  AT_SetLogged: (pgVersion) => (pgVersion >= 15 ? ['table', 'sequence'] : ['table']),
  AT_SetUnLogged: (pgVersion) => (pgVersion >= 15 ? ['table', 'sequence'] : ['table']),
  AT_SetAccessMethod: (pgVersion) => (pgVersion >= 17 ? stored : ['table', 'materialized view']),
  AT_SetTableSpace: [...stored, 'index'],
  AT_SetRelOptions: [...stored, 'view', 'index'],
  AT_ResetRelOptions: [...stored, 'view', 'index'],
  AT_AddInherit: tablesAndForeign,
  AT_DropInherit: tablesAndForeign,
  AT_AddOf: tables,
  AT_DropOf: tables,
  AT_ReplicaIdentity: stored,
  AT_EnableTrig: tablesAndForeign,
  AT_EnableAlwaysTrig: tablesAndForeign,
  AT_EnableReplicaTrig: tablesAndForeign,
  AT_DisableTrig: tablesAndForeign,
  AT_EnableTrigAll: tablesAndForeign,
  AT_DisableTrigAll: tablesAndForeign,
  AT_EnableTrigUser: tablesAndForeign,
  AT_DisableTrigUser: tablesAndForeign,
  AT_EnableRule: tables,
  AT_EnableAlwaysRule: tables,
  AT_EnableReplicaRule: tables,
  AT_DisableRule: tables,
  AT_EnableRowSecurity: tables,
  AT_DisableRowSecurity: tables,
  AT_ForceRowSecurity: tables,
  AT_NoForceRowSecurity: tables,
  AT_AttachPartition: (pgVersion) => ['partitioned table', 'index', ...(pgVersion >= 18 ? [] : (['table'] as const))],
  AT_DetachPartition: (pgVersion) => (pgVersion >= 18 ? ['partitioned table'] : tables),
  AT_DetachPartitionFinalize: tables,
  AT_AddIdentity: [...tablesAndForeign, 'view'],
  AT_SetIdentity: [...tablesAndForeign, 'view'],
  AT_DropIdentity: [...tablesAndForeign, 'view'],
}

/** Words of the actions that are not plain from their names, as PostgreSQL's message has them. */
const words: Partial<Record<AlterTableType, string>> = {
  AT_AlterColumnType: 'ALTER COLUMN ... SET DATA TYPE',
  AT_AlterColumnGenericOptions: 'ALTER COLUMN ... OPTIONS',
  AT_SetNotNull: 'ALTER COLUMN ... SET NOT NULL',
  AT_DropNotNull: 'ALTER COLUMN ... DROP NOT NULL',
  AT_EnableRowSecurity: 'ENABLE ROW SECURITY',
  AT_SetRelOptions: 'SET',
  AT_ResetRelOptions: 'RESET',
}

/** Refuses an action that relations of this kind do not have. */
export function refuseUnpermitted(session: Session, relation: Relation, type: AlterTableType | undefined): void {
  const rule = type && permitted[type]
  if (!rule) return
  const kinds = typeof rule === 'function' ? rule(session.pgVersion) : rule
  const isPartitioned = relation.index?.table.kind === 'partitioned table'
  const isOption = type === 'AT_SetRelOptions' || type === 'AT_ResetRelOptions'
  if (kinds.includes(relation.kind) && !(isPartitioned && isOption)) return
  const word = words[type] ?? spaced(type.slice('AT_'.length))
  throw new Refusal('42809', `ALTER action ${word} cannot be performed on relation "${relation.name}"`, {
    subject: { fault: 'other', kind: 'relation', schema: relation.schema.name, name: relation.name },
  })
}

/** `AddColumn` → `ADD COLUMN`. */
const spaced = (name: string): string => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toUpperCase()

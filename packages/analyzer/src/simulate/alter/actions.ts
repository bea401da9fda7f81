import type { AlterTableType } from '@migration-doctor/sql'
import { changeType } from '../change-type.ts'
import { refuseCompression, refuseStorage } from '../column-attributes.ts'
import { requireTableMethod, requireTablespace } from '../placement.ts'
import { requireRole } from '../role.ts'
import { type Action, columnOf } from './action.ts'
import { addColumnAction, columnDefault, dropColumn } from './columns.ts'
import { addConstraint, alterConstraint, dropConstraint, validate } from './constraints.ts'
import { addIdentity, dropExpression, dropIdentity, setExpression, setIdentity } from './identity.ts'
import { addInherit, attachPartition, detachPartition, dropInherit } from './inheritance.ts'
import { replicaIdentity, requireIndex, requireRule, requireTrigger } from './named-parts.ts'
import { notNull } from './not-null.ts'
import { columnOptions, resetParameters, setParameters, setStatistics, wordOf } from './parameters.ts'
import { addOf, dropOf, finalizeDetach } from './typed.ts'

type Run = (action: Action) => void

/** Actions that change what the catalog holds, or name something that must be there. */
export const alterActions: Partial<Record<AlterTableType, Run>> = {
  AT_AddColumn: addColumnAction,
  AT_DropColumn: dropColumn,
  AT_AlterColumnType: changeType,
  AT_ColumnDefault: columnDefault,
  AT_SetNotNull: (action) => notNull(action, true),
  AT_DropNotNull: (action) => notNull(action, false),
  AT_AddConstraint: addConstraint,
  AT_DropConstraint: dropConstraint,
  AT_ValidateConstraint: validate,
  AT_AlterConstraint: alterConstraint,
  AT_AddIdentity: addIdentity,
  AT_DropIdentity: dropIdentity,
  AT_SetIdentity: setIdentity,
  AT_DropExpression: dropExpression,
  AT_SetExpression: setExpression,
  AT_AddInherit: addInherit,
  AT_DropInherit: dropInherit,
  AT_AddOf: addOf,
  AT_DropOf: dropOf,
  AT_AttachPartition: attachPartition,
  AT_DetachPartitionFinalize: finalizeDetach,
  AT_DetachPartition: detachPartition,
  AT_EnableRowSecurity: ({ session, relation }) => session.store.set(relation, 'rowSecurity', true),
  AT_DisableRowSecurity: ({ session, relation }) => session.store.set(relation, 'rowSecurity', false),
  AT_SetStatistics: setStatistics,
  AT_SetOptions: columnOptions,
  AT_ResetOptions: columnOptions,
  AT_AlterColumnGenericOptions: (action) => void columnOf(action),
  AT_SetStorage: (action) => refuseStorage(action.session, wordOf(action), columnOf(action).type.type),
  AT_SetCompression: (action) => refuseCompression(action.session, wordOf(action), columnOf(action).type.type),
  AT_SetRelOptions: setParameters,
  AT_ResetRelOptions: resetParameters,
  AT_SetTableSpace: ({ session, command }) => requireTablespace(session, command.name),
  AT_SetAccessMethod: ({ session, command }) => requireTableMethod(session, command.name),
  AT_EnableTrig: requireTrigger,
  AT_DisableTrig: requireTrigger,
  AT_EnableAlwaysTrig: requireTrigger,
  AT_EnableReplicaTrig: requireTrigger,
  AT_EnableRule: requireRule,
  AT_EnableAlwaysRule: requireRule,
  AT_EnableReplicaRule: requireRule,
  AT_DisableRule: requireRule,
  AT_ClusterOn: requireIndex,
  AT_ReplicaIdentity: replicaIdentity,
  AT_ChangeOwner: ({ session, command }) => requireRole(session, command.newowner),
  AT_SetLogged: ({ session, relation }) => session.store.set(relation, 'persistence', 'permanent'),
  AT_SetUnLogged: ({ session, relation }) => session.store.set(relation, 'persistence', 'unlogged'),
}

/** Actions that leave the catalog as it is, with the reason. */
export const irrelevantActions: { readonly [K in AlterTableType]?: string } = {
  AT_DropCluster: 'forgets the index to cluster by',
  AT_EnableTrigAll: 'switches triggers on',
  AT_DisableTrigAll: 'switches triggers off',
  AT_EnableTrigUser: 'switches triggers on',
  AT_DisableTrigUser: 'switches triggers off',
  AT_ForceRowSecurity: 'extends row security to the owner',
  AT_NoForceRowSecurity: 'spares the owner row security',
  AT_GenericOptions: 'sets options of the foreign data wrapper’s own',
  AT_DropOids: 'does nothing since version 12',
}

/** Actions that nobody can write: the server makes them out of others. */
export const internalActions: { readonly [K in AlterTableType]?: string } = {
  AT_AddColumnToView: 'how CREATE OR REPLACE VIEW adds columns',
  AT_CookedColumnDefault: 'how LIKE and partitions take over defaults',
  AT_AddIndex: 'how ADD CONSTRAINT makes the index of a key',
  AT_AddIndexConstraint: 'how ADD CONSTRAINT … USING INDEX takes an index over',
  AT_ReAddIndex: 'how a change of type builds indexes again',
  AT_ReAddConstraint: 'how a change of type makes constraints again',
  AT_ReAddDomainConstraint: 'how a change of type makes constraints of domains again',
  AT_ReAddComment: 'how a change of type keeps comments',
  AT_ReAddStatistics: 'how a change of type keeps statistics',
  AT_ReplaceRelOptions: 'how CREATE OR REPLACE VIEW sets options',
}

import type { Node, NodeKind, ObjectType } from '@migration-doctor/sql'
import { addressOf } from './addresses.ts'
import { alterExtension, alterExtensionContents, tieToExtension } from './alter-extension.ts'
import { createCast } from './casts.ts'
import { alterDatabase, inTransaction } from './databases.ts'
import { define } from './define.ts'
import * as foreign from './foreign.ts'
import * as maintenance from './maintenance.ts'
import * as classes from './operator-classes.ts'
import * as publication from './publication.ts'
import { analyzeDml } from './query/index.ts'
import { requireCollation } from './require-collation.ts'
import { requireRole } from './role.ts'
import * as roles from './roles.ts'
import { alterRoutine } from './routine/alter.ts'
import * as server from './server-objects.ts'
import type { Session } from './session.ts'
import * as statistics from './statistics.ts'
import { alterConfiguration, alterDictionary } from './text-search.ts'
import { alterBaseType } from './type-statements.ts'

export type Handlers = {
  readonly [K in NodeKind]?: (session: Session, node: Extract<Node, Record<K, unknown>>) => void
}

/** Statements about what migrations make more rarely than tables, columns and indexes. */
export const objectHandlers: Handlers = {
  DefineStmt: (session, { DefineStmt: node }) => define(session, node),
  AlterTypeStmt: (session, { AlterTypeStmt: node }) => alterBaseType(session, node),
  AlterCollationStmt: (session, { AlterCollationStmt: node }) => void requireCollation(session, node.collname ?? []),
  AlterTSConfigurationStmt: (session, { AlterTSConfigurationStmt: node }) => alterConfiguration(session, node),
  AlterTSDictionaryStmt: (session, { AlterTSDictionaryStmt: node }) => alterDictionary(session, node),
  AlterOperatorStmt: (session, { AlterOperatorStmt: node }) =>
    required(session, 'OBJECT_OPERATOR', { ObjectWithArgs: node.opername ?? {} }),
  AlterOpFamilyStmt: (session, { AlterOpFamilyStmt: node }) => classes.alterFamily(session, node),
  CreateOpClassStmt: (session, { CreateOpClassStmt: node }) => classes.createOperatorClass(session, node),
  CreateOpFamilyStmt: (session, { CreateOpFamilyStmt: node }) => classes.createFamily(session, node),
  CreateCastStmt: (session, { CreateCastStmt: node }) => createCast(session, node),
  CreateTransformStmt: (session, { CreateTransformStmt: node }) => server.createTransform(session, node),
  CreateConversionStmt: (session, { CreateConversionStmt: node }) => server.createConversion(session, node),
  CreatePLangStmt: (session, { CreatePLangStmt: node }) => server.createLanguage(session, node),
  CreateAmStmt: (session, { CreateAmStmt: node }) => server.createMethod(session, node),
  CreateEventTrigStmt: (session, { CreateEventTrigStmt: node }) => server.createEventTrigger(session, node),
  AlterEventTrigStmt: (session, { AlterEventTrigStmt: node }) => server.alterEventTrigger(session, node),
  CreateSubscriptionStmt: (session, { CreateSubscriptionStmt: node }) => server.createSubscription(session, node),
  AlterSubscriptionStmt: (session, { AlterSubscriptionStmt: node }) => server.alterSubscription(session, node),
  DropSubscriptionStmt: (session, { DropSubscriptionStmt: node }) => server.dropSubscription(session, node),
  CreatePublicationStmt: (session, { CreatePublicationStmt: node }) => publication.createPublication(session, node),
  AlterPublicationStmt: (session, { AlterPublicationStmt: node }) => publication.alterPublication(session, node),
  CreateStatsStmt: (session, { CreateStatsStmt: node }) => statistics.createStatistics(session, node),
  AlterStatsStmt: (session, { AlterStatsStmt: node }) => statistics.alterStatistics(session, node),
  CreateFdwStmt: (session, { CreateFdwStmt: node }) => foreign.createWrapper(session, node),
  AlterFdwStmt: (session, { AlterFdwStmt: node }) => foreign.alterWrapper(session, node),
  CreateForeignServerStmt: (session, { CreateForeignServerStmt: node }) => foreign.createServer(session, node),
  AlterForeignServerStmt: (session, { AlterForeignServerStmt: node }) => foreign.alterServer(session, node),
  CreateUserMappingStmt: (session, { CreateUserMappingStmt: node }) => foreign.createMapping(session, node),
  AlterUserMappingStmt: (session, { AlterUserMappingStmt: node }) => foreign.alterMapping(session, node),
  DropUserMappingStmt: (session, { DropUserMappingStmt: node }) => foreign.dropMapping(session, node),
  CreateForeignTableStmt: (session, { CreateForeignTableStmt: node }) => foreign.createForeignTable(session, node),
  ImportForeignSchemaStmt: (session, { ImportForeignSchemaStmt: node }) => foreign.importSchema(session, node),
  AlterFunctionStmt: (session, { AlterFunctionStmt: node }) => alterRoutine(session, node),
  AlterExtensionStmt: (session, { AlterExtensionStmt: node }) => alterExtension(session, node),
  AlterExtensionContentsStmt: (session, { AlterExtensionContentsStmt: node }) => alterExtensionContents(session, node),
  AlterObjectDependsStmt: (session, { AlterObjectDependsStmt: node }) => tieToExtension(session, node),
  AlterOwnerStmt: (session, { AlterOwnerStmt: node }) => {
    const isServers = node.objectType === 'OBJECT_DATABASE' || node.objectType === 'OBJECT_TABLESPACE'
    const address =
      isServers || node.objectType === 'OBJECT_LARGEOBJECT' ? null : addressOf(session, node.objectType, node.object)
    if (address && !address.entity) address.refuse()
    requireRole(session, node.newowner)
    roles.noteRole(session, node.newowner)
  },
  CreateRoleStmt: (session, { CreateRoleStmt: node }) => roles.createRole(session, node),
  AlterRoleStmt: (session, { AlterRoleStmt: node }) => roles.alterRole(session, node),
  DropRoleStmt: (session, { DropRoleStmt: node }) => roles.dropRole(session, node),
  GrantRoleStmt: (session, { GrantRoleStmt: node }) => roles.grantRole(session, node),
  AlterDefaultPrivilegesStmt: (session, { AlterDefaultPrivilegesStmt: node }) =>
    roles.alterDefaultPrivileges(session, node),
  ReassignOwnedStmt: (session, { ReassignOwnedStmt: node }) => roles.reassignOwned(session, node),
  DropOwnedStmt: (session, { DropOwnedStmt: node }) => roles.dropOwned(session, node),
  TruncateStmt: (session, { TruncateStmt: node }) => maintenance.truncate(session, node),
  LockStmt: (session, { LockStmt: node }) => maintenance.lock(session, node),
  RefreshMatViewStmt: (session, { RefreshMatViewStmt: node }) => maintenance.refresh(session, node),
  ClusterStmt: (session, { ClusterStmt: node }) => maintenance.cluster(session, node),
  VacuumStmt: (session, { VacuumStmt: node }) => maintenance.vacuum(session, node),
  ReindexStmt: (session, { ReindexStmt: node }) => maintenance.reindex(session, node),
  ConstraintsSetStmt: (session, { ConstraintsSetStmt: node }) => maintenance.setConstraints(session, node),
  ExplainStmt: (session, { ExplainStmt: node }) => explained(session, node.query),
  DeclareCursorStmt: (session, { DeclareCursorStmt: node }) => explained(session, node.query),
  DiscardStmt: (session, { DiscardStmt: node }) => alterDatabase.discard(session, node),
  CreatedbStmt: inTransaction('CREATE DATABASE'),
  DropdbStmt: inTransaction('DROP DATABASE'),
  CreateTableSpaceStmt: (session, { CreateTableSpaceStmt: node }) => alterDatabase.createTablespace(session, node),
  DropTableSpaceStmt: inTransaction('DROP TABLESPACE'),
  AlterSystemStmt: inTransaction('ALTER SYSTEM'),
}

/** What a statement names must be there; what it changes about it is not kept. */
function required(session: Session, kind: ObjectType, object: Node): void {
  const address = addressOf(session, kind, object)
  if (!address.entity) address.refuse()
}

const queries: ReadonlySet<string> = new Set(['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'])

/** A query that is looked at, and not run. */
function explained(session: Session, query: Node | undefined): void {
  if (query && Object.keys(query).some((kind) => queries.has(kind))) analyzeDml(session, query)
}

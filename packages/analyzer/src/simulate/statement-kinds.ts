import type { NodeKind } from '@migration-doctor/sql'

type Reasons = { readonly [K in NodeKind]?: string }

/** Statements that leave the catalog as it is and that are always accepted here, with the reason. */
export const irrelevant: Reasons = {
  VariableShowStmt: 'shows a setting',
  NotifyStmt: 'sends a notification',
  ListenStmt: 'listens for notifications',
  UnlistenStmt: 'stops listening',
  CheckPointStmt: 'writes a checkpoint',
  LoadStmt: 'loads a library into the session',
  PrepareStmt: 'prepares a query for the session',
  DeallocateStmt: 'forgets a prepared query',
  ExecuteStmt: 'runs a prepared query',
  FetchStmt: 'reads a cursor',
  ClosePortalStmt: 'closes a cursor',
  AlterDatabaseStmt: 'changes the database as a whole',
  AlterDatabaseSetStmt: 'sets a setting for later sessions',
  AlterDatabaseRefreshCollStmt: 'notes a version of the operating system’s collations',
  AlterRoleSetStmt: 'sets a setting for later sessions',
  AlterTableSpaceOptionsStmt: 'tablespaces belong to the server',
}

/** Statements of which it cannot be told what they leave behind, with the reason. */
export const opaque: Reasons = {
  SecLabelStmt: 'security labels need a provider that the server has loaded',
  AlterTableMoveAllStmt: 'which objects lie in a tablespace is not known',
}

/** Nodes that are called statements and are never one of a script's, or never get as far as the simulator. */
export const notStatements: Reasons = {
  RawStmt: 'the wrapper of every statement, taken off when it is read',
  TransactionStmt: 'begins and ends transactions: followed before the catalog is looked at',
  ReturnStmt: 'the body of a function, as BEGIN ATOMIC and RETURN give it',
  PLAssignStmt: 'an assignment within PL/pgSQL',
  SetOperationStmt: 'a part of a query that has been analysed',
  ReplicaIdentityStmt: 'a part of ALTER TABLE',
}

import { loadParser, type NodeKind, peekScript, type Statement } from '@migration-doctor/sql'
import { isBeyondByParts } from './splitter-parts.ts'

/**
 * From 7.4 on the engine finds the statements of a script with the sqlparser crate (0.61 in Prisma 7.10), and sends the
 * script as one when any of them does not parse there. What that crate does not know is listed here by the node kinds
 * of PostgreSQL's own parser; details of spelling that leave no trace in the tree are not seen.
 */
export async function isCutIntoStatements(script: string): Promise<boolean> {
  if (!mayBeBeyond.test(script)) return true
  await loadParser()
  return peekScript(script).items.every((item) => 'statement' in item && !isBeyond(item.statement, script))
}

function isBeyond(statement: Statement, script: string): boolean {
  return beyond.has(statement.kind) || isBeyondByParts(statement, script)
}

/** Kinds of statement that the crate knows nothing of. */
const beyond: ReadonlySet<NodeKind> = new Set<NodeKind>([
  'AlterCollationStmt',
  'AlterDatabaseSetStmt',
  'AlterDatabaseStmt',
  'AlterDefaultPrivilegesStmt',
  'AlterDomainStmt',
  'AlterEventTrigStmt',
  'AlterExtensionContentsStmt',
  'AlterExtensionStmt',
  'AlterFdwStmt',
  'AlterForeignServerStmt',
  'AlterFunctionStmt',
  'AlterObjectSchemaStmt',
  'AlterPublicationStmt',
  'AlterSeqStmt',
  'AlterStatsStmt',
  'AlterSubscriptionStmt',
  'AlterSystemStmt',
  'AlterTSConfigurationStmt',
  'AlterTSDictionaryStmt',
  'ClusterStmt',
  'ConstraintsSetStmt',
  'CreateAmStmt',
  'CreateCastStmt',
  'CreateConversionStmt',
  'CreateEventTrigStmt',
  'CreateFdwStmt',
  'CreateForeignTableStmt',
  'CreatePLangStmt',
  'CreatePublicationStmt',
  'CreateStatsStmt',
  'CreateSubscriptionStmt',
  'CreateUserMappingStmt',
  'DoStmt',
  'DropOwnedStmt',
  'DropSubscriptionStmt',
  'GrantRoleStmt',
  'ImportForeignSchemaStmt',
  'LockStmt',
  'ReassignOwnedStmt',
  'RefreshMatViewStmt',
  'ReindexStmt',
  'RuleStmt',
  'SecLabelStmt',
])

/**
 * Words without which no statement can be beyond the crate: spares most scripts a parse. A match decides nothing.
 */
const mayBeBeyond =
  /\b(?:DO|REFRESH|REINDEX|LOCK|CLUSTER|ATTACH|DETACH|INHERITS?|UNLOGGED|LOGGED|TABLESPACE|COMMENT|FUNCTION|PROCEDURE|AGGREGATE|SEQUENCE|DOMAIN|PUBLICATION|SUBSCRIPTION|STATISTICS|COLLATION|COLLATE|RULE|OWNED|OWNER|PRIVILEGES|EXCLUDE|INCLUDE|INCLUDING|IDENTITY|GENERATED|STORAGE|COMPRESSION|EXPRESSION|CONCURRENTLY|LABEL|IMPORT|GRANT|REVOKE|REASSIGN|MATERIALIZED|ATTRIBUTE|SCHEMA|USING\s+INDEX|DATA|EVENT|VIEW|TRIGGER|EXTENSION|DATABASE|ROLE|SYSTEM|MAPPING|SERVER|CAST|OPERATOR|CONVERSION|LANGUAGE|CONSTRAINTS|RESET|CREATE\s+(?:USER|TEXT)|ALTER\s+(?:USER|TEXT|CONSTRAINT|INDEX|TYPE)|ON\s+ONLY)\b|\[|SET\s+(?:NULL|DEFAULT)\s*\(/i

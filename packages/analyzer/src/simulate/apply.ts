import type { Node, NodeKind, SelectStmt, Statement } from '@migration-doctor/sql'
import { addressOf } from './addresses.ts'
import { alterTable } from './alter-table.ts'
import { comment } from './comment.ts'
import { createTable } from './create-table.ts'
import { dropObjects } from './drop.ts'
import { grant } from './grant.ts'
import { guardedStanding, noteSkips } from './guards/skip.ts'
import { createIndex } from './create-index.ts'
import { existing, missing, qualifiedName, requireRelation } from './names.ts'
import type { Relation } from './objects.ts'
import {
  alterDomain,
  alterSequence,
  createExtension,
  createSchema,
  createSequence,
  setVariable,
} from './other-statements.ts'
import { checkRoutine, noteRows, runCall, runDo, runQuery } from './plpgsql/index.ts'
import { createPolicy } from './policy.ts'
import { analyzeDml, analyzeExpression, relationScope } from './query/index.ts'
import { Refusal, Unknowable } from './refusal.ts'
import { rename } from './rename/rename.ts'
import { requireRole } from './role.ts'
import { createRoutine } from './routine/create.ts'
import type { Session } from './session.ts'
import { setSchema } from './set-schema.ts'
import { createTrigger } from './trigger.ts'
import { alterEnum, createComposite, createDomain, createEnum, createRange, defineType } from './type-statements.ts'
import { refuseLaterFeatures } from './versions/refuse.ts'
import { createRule, createTableAs, createView, makeFromQuery } from './view-statements.ts'

type Handlers = { readonly [K in NodeKind]?: (session: Session, node: Extract<Node, Record<K, unknown>>) => void }

/** What the simulator does with each kind of statement. Kinds that stand in neither list are opaque. */
const handlers: Handlers = {
  CreateStmt: (session, { CreateStmt: node }) => createTable(session, node),
  CreateForeignTableStmt: (session, { CreateForeignTableStmt: node }) =>
    createTable(session, node.base ?? {}, 'foreign table'),
  AlterTableStmt: (session, { AlterTableStmt: node }) => alterTable(session, node),
  IndexStmt: (session, { IndexStmt: node }) => createIndex(session, node),
  DropStmt: (session, { DropStmt: node }) => dropObjects(session, node),
  RenameStmt: (session, { RenameStmt: node }) => rename(session, node),
  AlterObjectSchemaStmt: (session, { AlterObjectSchemaStmt: node }) => setSchema(session, node),
  CreateEnumStmt: (session, { CreateEnumStmt: node }) => createEnum(session, node),
  AlterEnumStmt: (session, { AlterEnumStmt: node }) => alterEnum(session, node),
  CreateDomainStmt: (session, { CreateDomainStmt: node }) => createDomain(session, node),
  AlterDomainStmt: (session, { AlterDomainStmt: node }) => alterDomain(session, node),
  CompositeTypeStmt: (session, { CompositeTypeStmt: node }) => createComposite(session, node),
  CreateRangeStmt: (session, { CreateRangeStmt: node }) => createRange(session, node),
  CreateSchemaStmt: (session, { CreateSchemaStmt: node }) => {
    createSchema(session, node)
    const before = session.searchPath
    session.setSearchPath([node.schemaname ?? node.authrole?.rolename ?? '', ...before], false)
    for (const element of node.schemaElts ?? []) applyNode(session, element)
    session.setSearchPath(before, false)
  },
  CreateSeqStmt: (session, { CreateSeqStmt: node }) => createSequence(session, node),
  AlterSeqStmt: (session, { AlterSeqStmt: node }) => alterSequence(session, node),
  CreateExtensionStmt: (session, { CreateExtensionStmt: node }) => createExtension(session, node),
  CreateFunctionStmt: (session, { CreateFunctionStmt: node }) => {
    const routine = createRoutine(session, node)
    if (session.checkFunctionBodies) checkRoutine(session, node, routine)
  },
  DoStmt: (session, { DoStmt: node }) => runDo(session, node, applyNode),
  CallStmt: (session, node) => {
    analyzeDml(session, node)
    runCall(session, node.CallStmt, applyNode)
  },
  CreateTrigStmt: (session, { CreateTrigStmt: node }) => createTrigger(session, node),
  CreatePolicyStmt: (session, { CreatePolicyStmt: node }) => createPolicy(session, node),
  ViewStmt: (session, { ViewStmt: node }) => createView(session, node),
  CreateTableAsStmt: (session, node) => {
    createTableAs(session, node.CreateTableAsStmt)
    noteRows(session, node, applyNode)
  },
  RuleStmt: (session, { RuleStmt: node }) => createRule(session, node),
  CommentStmt: (session, { CommentStmt: node }) => comment(session, node),
  GrantStmt: (session, { GrantStmt: node }) => grant(session, node),
  AlterOwnerStmt: (session, { AlterOwnerStmt: node }) => {
    requireRole(session, node.newowner)
    const address = addressOf(session, node.objectType, node.object)
    if (!address.entity) address.refuse()
  },
  VariableSetStmt: (session, { VariableSetStmt: node }) => setVariable(session, node),
  SelectStmt: (session, node) => select(session, node.SelectStmt, node),
  InsertStmt: change,
  UpdateStmt: change,
  DeleteStmt: change,
  MergeStmt: change,
  CopyStmt: change,
  TruncateStmt: (session, { TruncateStmt: node }) => {
    for (const item of node.relations ?? []) if ('RangeVar' in item) requireRelation(session, item.RangeVar)
  },
  LockStmt: (session, { LockStmt: node }) => {
    for (const item of node.relations ?? []) if ('RangeVar' in item) requireRelation(session, item.RangeVar)
    if (!session.inBlock) throw new Refusal('25P01', 'LOCK TABLE can only be used in transaction blocks')
  },
  RefreshMatViewStmt: (session, { RefreshMatViewStmt: node }) => {
    const view = requireRelation(session, node.relation)
    if (view.kind !== 'materialized view') throw new Refusal('42809', `"${view.name}" is not a materialized view`)
  },
  ClusterStmt: (session, { ClusterStmt: node }) => {
    if (node.relation) requireRelation(session, node.relation)
  },
  VacuumStmt: (session, { VacuumStmt: node }) => {
    if (node.is_vacuumcmd && session.inBlock) throw new Refusal('25001', 'VACUUM cannot run inside a transaction block')
    for (const item of node.rels ?? []) {
      if ('VacuumRelation' in item && item.VacuumRelation.relation)
        requireRelation(session, item.VacuumRelation.relation)
    }
  },
  DefineStmt: (session, { DefineStmt: node }) => {
    if (node.kind === 'OBJECT_TYPE') defineType(session, node)
    else throw new Unknowable('this kind of definition is not simulated')
  },
  ReindexStmt: (session, { ReindexStmt: node }) => {
    const concurrently = (node.params ?? []).some(
      (item) => 'DefElem' in item && item.DefElem.defname === 'concurrently',
    )
    if (concurrently && session.inBlock) {
      throw new Refusal('25001', 'REINDEX CONCURRENTLY cannot run inside a transaction block')
    }
    if (node.relation) requireRelation(session, node.relation)
  },
  CreatePublicationStmt: (session, { CreatePublicationStmt: node }) => {
    const name = node.pubname ?? ''
    if (session.store.globals.has(`publication:${name}`)) {
      const message = `publication "${name}" already exists`
      existing(session, { sqlstate: '42710', message, kind: 'other', name: { schema: null, name } })
    }
    for (const item of node.pubobjects ?? []) {
      if ('PublicationObjSpec' in item && item.PublicationObjSpec.pubtable?.relation) {
        requireRelation(session, item.PublicationObjSpec.pubtable.relation)
      }
    }
    session.store.newOther('publication', name, null)
    session.record('create', { kind: 'publication', schema: '', name })
  },
  AlterPublicationStmt: (session, { AlterPublicationStmt: node }) => {
    const address = addressOf(session, 'OBJECT_PUBLICATION', { String: { sval: node.pubname ?? '' } })
    if (!address.entity) address.refuse()
  },
  CreateStatsStmt: (session, { CreateStatsStmt: node }) => {
    for (const item of node.relations ?? []) {
      if ('RangeVar' in item) requireStatisticsColumns(session, requireRelation(session, item.RangeVar), node.exprs)
    }
    const name = qualifiedName(node.defnames)
    if (name.name === '') return
    const schema = session.schema(name.schema ?? '') ?? session.creationSchema()
    if (!schema) return
    if (schema.others.has(`statistics:${name.name}`)) {
      if (node.if_not_exists) return
      const message = `statistics object "${name.name}" already exists`
      existing(session, { sqlstate: '42710', message, kind: 'other', name })
    }
    session.store.newOther('statistics', name.name, schema)
  },
  AlterPolicyStmt: (session, { AlterPolicyStmt: node }) => {
    const relation = requireRelation(session, node.table)
    const parts = [relation.schema.name, relation.name, node.policy_name ?? ''].map((sval) => ({ String: { sval } }))
    const address = addressOf(session, 'OBJECT_POLICY', { List: { items: parts } })
    if (!address.entity) address.refuse()
  },
  AlterFunctionStmt: (session, { AlterFunctionStmt: node }) => {
    const address = addressOf(session, node.objtype, { ObjectWithArgs: node.func ?? {} })
    if (!address.entity) address.refuse()
  },
  AlterExtensionStmt: (session, { AlterExtensionStmt: node }) => {
    const address = addressOf(session, 'OBJECT_EXTENSION', { String: { sval: node.extname ?? '' } })
    if (!address.entity) address.refuse()
  },
  CreateRoleStmt: (session, { CreateRoleStmt: node }) => createRole(session, node.role ?? ''),
  DropOwnedStmt: () => {
    throw new Unknowable('DROP OWNED depends on who owns what', null)
  },
}

/** Kinds that leave the catalog as it is, with the reason. */
export const irrelevant: { readonly [K in NodeKind]?: string } = {
  VariableShowStmt: 'shows a setting',
  ExplainStmt: 'explains a query',
  NotifyStmt: 'sends a notification',
  ListenStmt: 'listens for notifications',
  UnlistenStmt: 'stops listening',
  CheckPointStmt: 'writes a checkpoint',
  DiscardStmt: 'resets the session',
  ConstraintsSetStmt: 'defers constraint checks',
  LoadStmt: 'loads a library',
  PrepareStmt: 'prepares a query',
  DeallocateStmt: 'forgets a prepared query',
  ExecuteStmt: 'runs a prepared query',
  DeclareCursorStmt: 'declares a cursor',
  FetchStmt: 'reads a cursor',
  ClosePortalStmt: 'closes a cursor',
  AlterDefaultPrivilegesStmt: 'sets default privileges',
  AlterSystemStmt: 'sets a server setting',
  AlterDatabaseStmt: 'changes the database as a whole',
  AlterDatabaseSetStmt: 'sets a database setting',
  AlterRoleStmt: 'roles belong to the server',
  AlterRoleSetStmt: 'roles belong to the server',
  DropRoleStmt: 'roles belong to the server',
  GrantRoleStmt: 'roles belong to the server',
  ReassignOwnedStmt: 'changes owners',
  SecLabelStmt: 'sets a security label',
  AlterObjectDependsStmt: 'ties an object to an extension',
}

/** Runs one statement on the catalog. @throws Refusal when PostgreSQL would refuse it, Unknowable when it cannot be told. */
export function apply(session: Session, statement: Statement): void {
  applyNode(session, statement.node)
}

export function applyNode(session: Session, node: Node): void {
  refuseLaterFeatures(node, session.pgVersion)
  for (const kind in node) {
    const handler = handlers[kind as NodeKind] as ((session: Session, node: Node) => void) | undefined
    if (handler) guarded(session, node, handler)
    else if (!(kind in irrelevant)) throw new Unknowable(`${kind} is not simulated`, null)
    return
  }
}

/** Runs a statement and notes what its `IF NOT EXISTS` hides. */
function guarded(session: Session, node: Node, handler: (session: Session, node: Node) => void): void {
  const standing = guardedStanding(session, node)
  handler(session, node)
  noteSkips(session, 'IF NOT EXISTS', standing, applyNode)
}

function select(session: Session, body: SelectStmt, node: Node): void {
  if (body.intoClause) {
    const { intoClause, ...rest } = body
    makeFromQuery(session, intoClause, { kind: 'table', query: { SelectStmt: rest }, ifNotExists: false })
    noteRows(session, node, applyNode)
    return
  }
  analyzeDml(session, node)
  setConfig(session, body)
  runQuery(session, body, applyNode)
}

/** INSERT and its like: the catalog stays as it is, but tables get rows. */
function change(session: Session, node: Node): void {
  analyzeDml(session, node)
  noteRows(session, node, applyNode)
}

/** `SELECT pg_catalog.set_config('search_path', '…', false)`, as every dump begins. */
function setConfig(session: Session, body: SelectStmt): void {
  for (const target of body.targetList ?? []) {
    const call =
      'ResTarget' in target && target.ResTarget.val && 'FuncCall' in target.ResTarget.val
        ? target.ResTarget.val.FuncCall
        : null
    if (!call || qualifiedName(call.funcname).name !== 'set_config') continue
    const [name, value, local] = (call.args ?? []).map((arg) => ('A_Const' in arg ? arg.A_Const : null))
    if (name?.sval?.sval !== 'search_path' || !value) continue
    const path = (value.sval?.sval ?? '').split(',').map((part) => part.trim().replace(/^"(.*)"$/, '$1'))
    session.setSearchPath(
      path.filter((part) => part !== ''),
      local?.boolval?.boolval ?? false,
    )
  }
}

/** What extended statistics are kept of: columns, or expressions of them. */
function requireStatisticsColumns(session: Session, relation: Relation, nodes: readonly Node[] | undefined): void {
  const scope = relationScope(relation, relation.name, 'statistics')
  for (const item of nodes ?? []) {
    if (!('StatsElem' in item)) continue
    const { name, expr } = item.StatsElem
    if (expr) analyzeExpression(session, expr, scope)
    if (name === undefined || relation.columns.has(name) || relation.opaqueColumns) continue
    const owner = { schema: relation.schema.name, name: relation.name }
    missing(session, {
      sqlstate: '42703',
      message: `column "${name}" does not exist`,
      kind: 'column',
      name: owner,
      column: name,
    })
  }
}

function createRole(session: Session, name: string): void {
  if (session.roles.has(name)) {
    const message = `role "${name}" already exists`
    existing(session, { sqlstate: '42710', message, kind: 'other', name: { schema: null, name } })
  }
  session.roles.add(name)
  session.store.onRollback(() => session.roles.delete(name))
}

import type { Node, NodeKind, SelectStmt, Statement } from '@migration-doctor/sql'
import { alterTable } from './alter-table.ts'
import { comment } from './comment.ts'
import { createIndex } from './create-index.ts'
import { createTable } from './create-table.ts'
import { dropObjects } from './drop.ts'
import { grant } from './grant.ts'
import { guardedStanding, noteSkips } from './guards/skip.ts'
import { type Handlers, objectHandlers } from './handlers.ts'
import { qualifiedName } from './names.ts'
import { alterDomain, createExtension, createSchema, setVariable } from './other-statements.ts'
import { checkRoutine, noteRows, runCall, runDo, runQuery } from './plpgsql/index.ts'
import { alterPolicy, createPolicy } from './policy.ts'
import { analyzeDml } from './query/index.ts'
import { createRange } from './range.ts'
import { Unknowable } from './refusal.ts'
import { rename } from './rename/rename.ts'
import { createRoutine } from './routine/create.ts'
import { refuseOtherSchema } from './schema-elements.ts'
import { alterSequence, createSequence } from './sequence.ts'
import type { Session } from './session.ts'
import { setSchema } from './set-schema.ts'
import { irrelevant, opaque } from './statement-kinds.ts'
import { createTrigger } from './trigger.ts'
import { alterEnum, createComposite, createDomain, createEnum } from './type-statements.ts'
import { refuseLaterFeatures } from './versions/refuse.ts'
import { createRule, createTableAs, createView, makeFromQuery } from './view-statements.ts'

/** What the simulator does with each kind of statement. Kinds that stand in no list are opaque. */
const ownHandlers: Handlers = {
  CreateStmt: (session, { CreateStmt: node }) => createTable(session, node),
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
    for (const element of node.schemaElts ?? []) {
      refuseOtherSchema(element, node.schemaname)
      applyNode(session, element)
    }
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
  VariableSetStmt: (session, { VariableSetStmt: node }) => setVariable(session, node),
  SelectStmt: (session, node) => select(session, node.SelectStmt, node),
  InsertStmt: change,
  UpdateStmt: change,
  DeleteStmt: change,
  MergeStmt: change,
  CopyStmt: change,
  AlterPolicyStmt: (session, { AlterPolicyStmt: node }) => alterPolicy(session, node),
}

const handlers: Handlers = { ...ownHandlers, ...objectHandlers }

/** Kinds of statements that the simulator runs on its catalog. */
export const simulatedKinds: readonly string[] = Object.keys(handlers)

/** Runs one statement on the catalog. @throws Refusal when PostgreSQL would refuse it, Unknowable when it cannot be told. */
export function apply(session: Session, statement: Statement): void {
  applyNode(session, statement.node)
}

export function applyNode(session: Session, node: Node): void {
  refuseLaterFeatures(node, session.pgVersion)
  for (const kind in node) {
    const handler = handlers[kind as NodeKind] as ((session: Session, node: Node) => void) | undefined
    if (handler) guarded(session, node, handler)
    else if (!(kind in irrelevant)) throw new Unknowable(opaque[kind as NodeKind] ?? `${kind} is not simulated`, null)
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

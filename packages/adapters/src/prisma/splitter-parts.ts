import type { AlterTableStmt, Constraint, CreateFunctionStmt, CreateStmt, Node, Statement } from '@migration-doctor/sql'

/** Whether a statement of a known kind has a part that the sqlparser crate does not read. */
export function isBeyondByParts({ node, span }: Statement, script: string): boolean {
  if ('AlterTableStmt' in node) return alterTable(node.AlterTableStmt)
  if ('CreateStmt' in node) return createTable(node.CreateStmt)
  if ('CreateFunctionStmt' in node) return createFunction(node.CreateFunctionStmt)
  if ('CreateTableAsStmt' in node) return /\bDATA$/i.test(script.slice(span.start, span.end).trimEnd())
  if ('DropStmt' in node) return node.DropStmt.concurrent === true || !droppable.has(node.DropStmt.removeType ?? '')
  if ('CommentStmt' in node) return !commentable.has(node.CommentStmt.objtype ?? '')
  if ('DefineStmt' in node) return node.DefineStmt.kind !== 'OBJECT_OPERATOR'
  if ('CreateRoleStmt' in node)
    return node.CreateRoleStmt.stmt_type === 'ROLESTMT_USER' && has(node.CreateRoleStmt.options)
  if ('IndexStmt' in node) return node.IndexStmt.relation?.inh !== true || node.IndexStmt.tableSpace !== undefined
  return renameOrOther(node)
}

function renameOrOther(node: Node): boolean {
  if ('RenameStmt' in node) {
    const { renameType, missing_ok, relationType } = node.RenameStmt
    if (renameType === 'OBJECT_INDEX') return missing_ok === true
    return !renamable.has(renameType ?? '') || (renameType === 'OBJECT_COLUMN' && relationType !== 'OBJECT_TABLE')
  }
  if ('AlterOwnerStmt' in node) return node.AlterOwnerStmt.objectType !== 'OBJECT_SCHEMA'
  if ('CreateSeqStmt' in node) return !isAscending((node.CreateSeqStmt.options ?? []).map(optionName))
  if ('GrantStmt' in node) return (node.GrantStmt.objects ?? []).some(hasNamedArgument)
  if ('UpdateStmt' in node) return (node.UpdateStmt.targetList ?? []).some(setsElement)
  return false
}

const droppable = new Set([
  'OBJECT_TABLE',
  'OBJECT_INDEX',
  'OBJECT_VIEW',
  'OBJECT_MATVIEW',
  'OBJECT_TYPE',
  'OBJECT_SEQUENCE',
  'OBJECT_FUNCTION',
  'OBJECT_PROCEDURE',
  'OBJECT_TRIGGER',
  'OBJECT_POLICY',
  'OBJECT_SCHEMA',
  'OBJECT_EXTENSION',
  'OBJECT_DOMAIN',
  'OBJECT_OPERATOR',
])

const commentable = new Set([
  'OBJECT_TABLE',
  'OBJECT_COLUMN',
  'OBJECT_SCHEMA',
  'OBJECT_EXTENSION',
  'OBJECT_DATABASE',
  'OBJECT_ROLE',
])

const renamable = new Set([
  'OBJECT_TABLE',
  'OBJECT_COLUMN',
  'OBJECT_TABCONSTRAINT',
  'OBJECT_TYPE',
  'OBJECT_SCHEMA',
  'OBJECT_ROLE',
  'OBJECT_POLICY',
])

const alterations = new Set([
  'AT_AddInherit',
  'AT_AlterConstraint',
  'AT_AttachPartition',
  'AT_ClusterOn',
  'AT_DetachPartition',
  'AT_DropCluster',
  'AT_DropExpression',
  'AT_DropIdentity',
  'AT_DropInherit',
  'AT_ResetRelOptions',
  'AT_SetCompression',
  'AT_SetExpression',
  'AT_SetIdentity',
  'AT_SetLogged',
  'AT_SetStatistics',
  'AT_SetStorage',
  'AT_SetTableSpace',
  'AT_SetUnLogged',
])

function alterTable({ objtype, cmds }: AlterTableStmt): boolean {
  return objtype !== 'OBJECT_TABLE' || (cmds ?? []).some(alteration)
}

function alteration(node: Node): boolean {
  if (!('AlterTableCmd' in node)) return false
  const { subtype, def } = node.AlterTableCmd
  if (alterations.has(subtype ?? '')) return true
  if (!def) return false
  if ('Constraint' in def)
    return constraint(def.Constraint) || (subtype === 'AT_AddIdentity' && has(def.Constraint.options))
  return subtype === 'AT_AlterColumnType' && 'ColumnDef' in def && def.ColumnDef.collClause !== undefined
}

function constraint({ contype, indexname, including, fk_del_set_cols, is_no_inherit }: Constraint): boolean {
  return (
    contype === 'CONSTR_EXCLUSION' ||
    indexname !== undefined ||
    has(including) ||
    has(fk_del_set_cols) ||
    (contype === 'CONSTR_CHECK' && is_no_inherit === true)
  )
}

function createTable({ relation, tableElts }: CreateStmt): boolean {
  return relation?.relpersistence === 'u' || (tableElts ?? []).some(tableElement)
}

function tableElement(node: Node): boolean {
  if ('TableLikeClause' in node) return (node.TableLikeClause.options ?? 0) !== 0
  if ('Constraint' in node) return constraint(node.Constraint)
  if (!('ColumnDef' in node)) return false
  return (node.ColumnDef.constraints ?? []).some((inner) => 'Constraint' in inner && constraint(inner.Constraint))
}

function createFunction({ is_procedure, returnType, parameters, options, sql_body }: CreateFunctionStmt): boolean {
  const modes = (parameters ?? []).map((node) =>
    'FunctionParameter' in node ? node.FunctionParameter.mode : undefined,
  )
  const returnsSet = returnType?.setof === true && !modes.includes('FUNC_PARAM_TABLE')
  const hasAtomicBody = sql_body !== undefined && 'List' in sql_body
  const names = (options ?? []).map(optionName)
  return (
    is_procedure === true ||
    returnsSet ||
    modes.includes('FUNC_PARAM_VARIADIC') ||
    hasAtomicBody ||
    names.some(isOddOption)
  )
}

function isOddOption(name: string): boolean {
  return ['cost', 'rows', 'leakproof', 'window', 'support', 'transform'].includes(name)
}

/** The crate wants the options of a sequence in this order. */
const sequenceOptions = ['as', 'increment', 'minvalue', 'maxvalue', 'start', 'cache', 'cycle', 'owned_by']

function isAscending(names: readonly string[]): boolean {
  const places = names.map((name) => sequenceOptions.indexOf(name))
  return places.every((place, index) => place >= 0 && (index === 0 || place > (places[index - 1] ?? -1)))
}

function optionName(node: Node): string {
  return 'DefElem' in node ? (node.DefElem.defname ?? '') : ''
}

/** `GRANT EXECUTE ON FUNCTION f(a int)`. */
function hasNamedArgument(node: Node): boolean {
  if (!('ObjectWithArgs' in node)) return false
  return (node.ObjectWithArgs.objfuncargs ?? []).some(
    (argument) => 'FunctionParameter' in argument && argument.FunctionParameter.name !== undefined,
  )
}

/** `SET a[1] = 2`. */
function setsElement(node: Node): boolean {
  return 'ResTarget' in node && has(node.ResTarget.indirection)
}

function has(list: readonly unknown[] | undefined): boolean {
  return list !== undefined && list.length > 0
}

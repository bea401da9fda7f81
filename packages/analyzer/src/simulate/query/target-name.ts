import type { Node } from '@migration-doctor/sql'
import { mapped } from '../mapped.ts'
import { stringOf } from '../names.ts'

/** `FigureColname`: the name that a result column gets when none is given. */
export function figureName(node: Node): string {
  return figure(node)?.name ?? '?column?'
}

interface Figured {
  readonly name: string
  /** How sure the choice is: 2 beats 1. */
  readonly strength: 1 | 2
}

const strong = (name: string): Figured => ({ name, strength: 2 })
const weak = (name: string): Figured => ({ name, strength: 1 })

function lastName(nodes: readonly Node[] | undefined): string | undefined {
  return mapped(nodes ?? [], stringOf).findLast((name) => name !== '')
}

const valueFunctions: Readonly<Record<string, string>> = {
  SVFOP_CURRENT_DATE: 'current_date',
  SVFOP_CURRENT_TIME: 'current_time',
  SVFOP_CURRENT_TIME_N: 'current_time',
  SVFOP_CURRENT_TIMESTAMP: 'current_timestamp',
  SVFOP_CURRENT_TIMESTAMP_N: 'current_timestamp',
  SVFOP_LOCALTIME: 'localtime',
  SVFOP_LOCALTIME_N: 'localtime',
  SVFOP_LOCALTIMESTAMP: 'localtimestamp',
  SVFOP_LOCALTIMESTAMP_N: 'localtimestamp',
  SVFOP_CURRENT_ROLE: 'current_role',
  SVFOP_CURRENT_USER: 'current_user',
  SVFOP_USER: 'user',
  SVFOP_SESSION_USER: 'session_user',
  SVFOP_CURRENT_CATALOG: 'current_catalog',
  SVFOP_CURRENT_SCHEMA: 'current_schema',
}

const xmlNames: Readonly<Record<string, string>> = {
  IS_XMLCONCAT: 'xmlconcat',
  IS_XMLELEMENT: 'xmlelement',
  IS_XMLFOREST: 'xmlforest',
  IS_XMLPARSE: 'xmlparse',
  IS_XMLPI: 'xmlpi',
  IS_XMLROOT: 'xmlroot',
}

const jsonNames: Readonly<Record<string, string>> = {
  JsonParseExpr: 'json',
  JsonScalarExpr: 'json_scalar',
  JsonSerializeExpr: 'json_serialize',
  JsonObjectConstructor: 'json_object',
  JsonArrayConstructor: 'json_array',
  JsonArrayQueryConstructor: 'json_array',
  JsonObjectAgg: 'json_objectagg',
  JsonArrayAgg: 'json_arrayagg',
  MergeSupportFunc: 'merge_action',
}

const jsonFunctions: Readonly<Record<string, string>> = {
  JSON_EXISTS_OP: 'json_exists',
  JSON_QUERY_OP: 'json_query',
  JSON_VALUE_OP: 'json_value',
}

function figure(node: Node): Figured | null {
  if ('ColumnRef' in node) return named(lastName(node.ColumnRef.fields))
  if ('A_Indirection' in node) {
    const field = lastName(node.A_Indirection.indirection)
    return field === undefined ? (node.A_Indirection.arg ? figure(node.A_Indirection.arg) : null) : strong(field)
  }
  if ('FuncCall' in node) return named(lastName(node.FuncCall.funcname))
  if ('A_Expr' in node) return node.A_Expr.kind === 'AEXPR_NULLIF' ? strong('nullif') : null
  if ('TypeCast' in node) {
    const inner = node.TypeCast.arg ? figure(node.TypeCast.arg) : null
    if (inner?.strength === 2) return inner
    const type = lastName(node.TypeCast.typeName?.names)
    return type === undefined ? inner : weak(type)
  }
  if ('CollateClause' in node) return node.CollateClause.arg ? figure(node.CollateClause.arg) : null
  if ('GroupingFunc' in node) return strong('grouping')
  return figureConstruct(node)
}

function named(name: string | undefined): Figured | null {
  return name === undefined ? null : strong(name)
}

function figureConstruct(node: Node): Figured | null {
  if ('SubLink' in node) return figureSubLink(node)
  if ('CaseExpr' in node) {
    const inner = node.CaseExpr.defresult ? figure(node.CaseExpr.defresult) : null
    return inner?.strength === 2 ? inner : weak('case')
  }
  if ('A_ArrayExpr' in node) return strong('array')
  if ('RowExpr' in node) return strong('row')
  if ('CoalesceExpr' in node) return strong('coalesce')
  if ('MinMaxExpr' in node) return strong(node.MinMaxExpr.op === 'IS_LEAST' ? 'least' : 'greatest')
  if ('SQLValueFunction' in node) return named(valueFunctions[node.SQLValueFunction.op ?? ''])
  if ('XmlExpr' in node) return named(xmlNames[node.XmlExpr.op ?? ''])
  if ('XmlSerialize' in node) return strong('xmlserialize')
  if ('JsonFuncExpr' in node) return named(jsonFunctions[node.JsonFuncExpr.op ?? ''])
  for (const kind in node) return named(jsonNames[kind])
  return null
}

function figureSubLink(node: Extract<Node, { SubLink: unknown }>): Figured | null {
  const { subLinkType, subselect } = node.SubLink
  if (subLinkType === 'EXISTS_SUBLINK') return strong('exists')
  if (subLinkType === 'ARRAY_SUBLINK') return strong('array')
  if (subLinkType !== 'EXPR_SUBLINK' || !subselect || !('SelectStmt' in subselect)) return null
  let query = subselect.SelectStmt
  while (query.larg && query.op && query.op !== 'SETOP_NONE') query = query.larg
  const target = query.targetList?.[0]
  if (!target || !('ResTarget' in target)) return null
  if (target.ResTarget.name) return strong(target.ResTarget.name)
  return target.ResTarget.val ? figure(target.ResTarget.val) : null
}

import type { A_Const, FuncCall, Node, SQLValueFunction } from '@migration-doctor/sql'
import { qualifiedName } from './names.ts'
import type { Default } from './objects.ts'
import { quoteIdent, quoteLiteral } from './plpgsql/evaluate/quoting.ts'

/** A default as `pg_get_expr` shows it, without the casts that it adds; `undefined` where that is not known. */
export function shownDefault(value: Default): string | undefined {
  const { expression } = value
  if (expression === null) return undefined
  if (expression === 'serial' || isNextval(expression)) return shownNextval(value)
  return shown(expression)
}

function isNextval(node: Node): boolean {
  return 'FuncCall' in node && qualifiedName(node.FuncCall.funcname).name === 'nextval'
}

function shownNextval(value: Default): string | undefined {
  for (const { to } of value.dependencies ?? []) {
    if (to.class !== 'relation' || to.kind !== 'sequence') continue
    const { schema, name } = to
    const path =
      schema === value.column.relation.schema ? quoteIdent(name) : `${quoteIdent(schema.name)}.${quoteIdent(name)}`
    return `nextval('${path.replaceAll("'", "''")}'::regclass)`
  }
  return undefined
}

function shown(node: Node): string | undefined {
  if ('A_Const' in node) return shownConstant(node.A_Const)
  if ('TypeCast' in node) return node.TypeCast.arg && shown(node.TypeCast.arg)
  if ('SQLValueFunction' in node) return shownValueFunction(node.SQLValueFunction)
  if ('FuncCall' in node) return shownCall(node.FuncCall)
  if ('A_ArrayExpr' in node) return listed(node.A_ArrayExpr.elements, (list) => `ARRAY[${list}]`)
  return undefined
}

function shownConstant({ sval, ival, fval, boolval, bsval, isnull }: A_Const): string | undefined {
  if (isnull) return 'NULL'
  if (sval) return quoteLiteral(sval.sval ?? '')
  if (ival) return String(ival.ival ?? 0)
  if (boolval) return boolval.boolval ? 'true' : 'false'
  return bsval ? undefined : fval?.fval
}

function shownCall({ funcname, args, over, agg_filter }: FuncCall): string | undefined {
  if (over || agg_filter) return undefined
  const { name } = qualifiedName(funcname)
  return listed(args, (list) => `${quoteIdent(name)}(${list})`)
}

function listed(nodes: readonly Node[] | undefined, around: (list: string) => string): string | undefined {
  const parts = (nodes ?? []).map(shown)
  return parts.every((part) => part !== undefined) ? around(parts.join(', ')) : undefined
}

/** `SVFOP_CURRENT_TIMESTAMP_N` → `CURRENT_TIMESTAMP(3)` */
function shownValueFunction({ op, typmod }: SQLValueFunction): string | undefined {
  const words = op?.replace(/^SVFOP_/, '')
  if (words === undefined) return undefined
  return words.endsWith('_N') ? `${words.slice(0, -2)}(${typmod ?? 0})` : words
}

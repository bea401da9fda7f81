import type { TimelineStatement } from '@migration-doctor/analyzer'
import type { Span } from '@migration-doctor/core'
import type { ColumnRef, Node } from '@migration-doctor/sql'
import { listsOf, nameIn, tokensOf } from './elements.ts'

/** Where a `CREATE INDEX` names a column: as a key, in INCLUDE, in expressions and in the predicate. Offsets in its text, ascending. */
export function columnUses({ statement, text, span }: TimelineStatement, column: string): readonly Span[] {
  const node = statement?.node
  if (!node || !('IndexStmt' in node)) return []
  const { indexParams = [], indexIncludingParams = [], whereClause } = node.IndexStmt
  const lists = listsOf(text)
  const keys = [
    ...keyUses(text, lists[0], { params: indexParams, column }),
    ...keyUses(text, lists[1], { params: indexIncludingParams, column }),
  ]
  const refs = [...columnRefs(indexParams), ...columnRefs(whereClause)].flatMap((ref) =>
    refUse(ref, { text, from: span.start, column }),
  )
  return [...keys, ...refs].sort((a, b) => a.start - b.start)
}

/** The parser keeps no place of a plain key: it is the first token of its element. */
function keyUses(
  text: string,
  list: readonly Span[] = [],
  { params, column }: { params: readonly Node[]; column: string },
): readonly Span[] {
  return params.flatMap((param, at): readonly Span[] => {
    const element = list[at]
    if (!element || !('IndexElem' in param) || param.IndexElem.name !== column) return []
    const token = tokensOf(text).find(({ start }) => start >= element.start)
    return token ? [{ start: token.start, end: token.end }] : []
  })
}

interface Within {
  readonly text: string
  /** Where the statement begins in its script. */
  readonly from: number
  readonly column: string
}

/** `orders.total`: the last of the names. */
function refUse({ fields = [], location }: ColumnRef, { text, from, column }: Within): readonly Span[] {
  const last = fields.at(-1)
  if (location === undefined || !last || !('String' in last) || last.String.sval !== column) return []
  const token = tokensOf(text)
    .filter(({ start }) => start >= location - from)
    .find(({ start, end }) => nameIn(text.slice(start, end)) === column)
  return token ? [{ start: token.start, end: token.end }] : []
}

/** Every column reference in a parse tree. */
function columnRefs(value: unknown): readonly ColumnRef[] {
  if (Array.isArray(value)) return value.flatMap(columnRefs)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'ColumnRef' ? [inner as ColumnRef] : columnRefs(inner),
  )
}

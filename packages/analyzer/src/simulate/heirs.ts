import type { Column } from './objects.ts'

/** A column, and its like in all tables that inherit it: parents before children. */
export function* withHeirs(column: Column): Iterable<Column> {
  yield column
  for (const child of column.relation.children) {
    const own = child.columns.get(column.name)
    if (own) yield* withHeirs(own)
  }
}

import { simulate, type TimelineStatement } from '@migration-doctor/analyzer'
import { type Catalog, type ColumnObject, type Migration, type Project, verbatimChunk } from '@migration-doctor/core'
import { qualified } from './names.ts'

/** The columns of a table as it stands before a statement, and as the statement would make it. */
export interface TableShapes {
  readonly before: readonly ColumnObject[]
  readonly wanted: readonly ColumnObject[]
}

/** Simulates a `CREATE TABLE` that is refused as if the earlier table were not there. */
export function tableShapes(
  statement: TimelineStatement,
  table: { schema: string; name: string },
  context: { project: Project; statements: readonly TimelineStatement[]; pgVersion: number },
): TableShapes {
  const earlier = context.statements.filter((one) => one.number < statement.number && one.verdict.kind === 'accepted')
  const texts = earlier.map((one) => one.text)
  const drop = `DROP TABLE IF EXISTS ${qualified(table.schema, table.name)} CASCADE`
  const before = catalogAfter(texts, context)
  const wanted = catalogAfter([...texts, drop, statement.text], context)
  return { before: columnsOf(before, table), wanted: columnsOf(wanted, table) }
}

function catalogAfter(
  texts: readonly string[],
  { project, pgVersion }: { project: Project; pgVersion: number },
): Catalog {
  const migration: Migration = {
    name: 'shape',
    file: 'shape.sql',
    orderKey: '',
    up: texts.map((text) => ({ kind: 'sql', chunk: verbatimChunk('shape.sql', text) })),
    down: null,
    execution: { transaction: 'none', send: 'statement' },
    checksums: [],
    problems: [],
  }
  return simulate({ ...project, tool: 'sql', migrations: [migration] }, { pgVersion }).catalog()
}

/** The columns of one table, in order. */
export function columnsOf(catalog: Catalog, table: { schema: string; name: string }): readonly ColumnObject[] {
  const columns: ColumnObject[] = []
  for (const object of catalog.objects.values()) {
    if (object.kind === 'column' && object.schema === table.schema && object.table === table.name) columns.push(object)
  }
  return columns.sort((a, b) => a.position - b.position)
}

import type { Judgement } from '@migration-doctor/analyzer'
import type { ColumnObject } from '@migration-doctor/core'
import { replaceStatement } from '../edit.ts'
import { elementsOf } from '../elements.ts'
import { type Cure, defineFix, type Edit, type FixContext } from '../fix.ts'
import { guardedColumn, guardedTable } from '../guard.ts'
import { qualified } from '../names.ts'
import { allEdits, allowsBlocks, commentOut, judgementOf, refusedWith, relationOf } from '../refused.ts'
import { tableShapes } from '../shapes.ts'

/** Drops the second creation when both make the same; else turns it into guarded ALTERs that reach the later shape. */
export const fix = defineFix({
  rule: 'duplicate-create',
  cure(finding, context): Cure | null {
    const root = judgementOf(finding, context)
    if (!root) return null
    const rest = refusedWith(finding, context).filter((one) => one !== root)
    const own = root.statement.kind === 'CreateStmt' ? tableEdit(root, context) : repeated(root, context)
    const edits = allEdits([own, ...rest.map((one) => repeated(one, context))])
    if (!edits) return null
    return { edits, risk: 'low', losesData: false, undo: 'Restore the file from version control.' }
  },
})

/** The name that the duplicate has in both places must mean the same thing; what differs needs a person. */
function repeated(judgement: Judgement, context: FixContext): Edit | null {
  const { statement, subject } = judgement
  const first = firstWords(judgement, context)
  if (first !== null && first.text !== normal(statement.text)) return null
  const where = first ? ` by ${first.migration}` : ''
  return commentOut(statement, `${subject?.column ?? subject?.name} is made already${where}`, context)
}

const normal = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/ IF NOT EXISTS/i, '')
    .trim()

/** The statement that made the object first, when the timeline has it. */
function firstWords({ statement, subject }: Judgement, { analysis }: FixContext) {
  if (!subject) return null
  const made = analysis.world.judgements.lifespans
    .of(subject)
    .findLast((one) => one.action === 'create' && one.statement < statement.number)
  const first = made && analysis.world.timeline.statements[made.statement]
  return first ? { text: normal(first.text), migration: first.migration.name } : null
}

function tableEdit(judgement: Judgement, context: FixContext): Edit | null {
  const { statement } = judgement
  const table = relationOf(judgement, context)
  if (!table) return null
  const { timeline } = context.analysis.world
  const { before, wanted } = tableShapes(statement, table, {
    project: context.project,
    statements: timeline.statements,
    pgVersion: timeline.pgVersion,
  })
  const known = new Map(before.map((column) => [column.name, column]))
  if (
    before.length === 0 ||
    wanted.some((column) => known.has(column.name) && known.get(column.name)?.type !== column.type)
  ) {
    return null
  }
  const added = wanted.filter((column) => !known.has(column.name))
  const sql = added.length === 0 ? sameShape(judgement, table, wanted) : additions(judgement, table, added)
  return sql === null ? null : replaceStatement(statement, sql, context.project)
}

function sameShape(
  { statement }: Judgement,
  table: { schema: string; name: string },
  wanted: readonly ColumnObject[],
): string {
  const why = `-- ${table.name} is made already; here it is only checked that it has the columns this migration needs.`
  return allowsBlocks(statement)
    ? `${why}\n${guardedTable(table, wanted, statement.text)}`
    : `-- ${table.name} is made already.`
}

/** `ADD COLUMN` for what only the second definition has, in its own words. */
function additions(
  { statement }: Judgement,
  table: { schema: string; name: string },
  added: readonly ColumnObject[],
): string | null {
  const definitions = new Map<string, string>()
  for (const span of elementsOf(statement.text)) {
    const text = statement.text.slice(span.start, span.end)
    const name = text.startsWith('"')
      ? text.slice(1, text.indexOf('"', 1))
      : (/^\S+/.exec(text)?.[0].toLowerCase() ?? '')
    definitions.set(name, text)
  }
  const lines = added.map((column) => {
    const definition = definitions.get(column.name)
    if (definition === undefined) return null
    const plain = `ALTER TABLE ${qualified(table.schema, table.name)} ADD COLUMN ${definition};`
    return allowsBlocks(statement) ? guardedColumn(table, column, definition) : plain
  })
  if (lines.includes(null)) return null
  return [`-- ${table.name} is made already; this migration only adds what it lacks.`, ...lines].join('\n')
}

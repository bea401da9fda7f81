import type { Judgement, TimelineStatement } from '@migration-doctor/analyzer'
import type { ColumnObject } from '@migration-doctor/core'
import { sameStatements } from '@migration-doctor/sql'
import { elementsByName } from '../elements.ts'
import { type Cure, defineFix, type Edit, type FixContext, type Undo } from '../fix.ts'
import { check, columnsGuard, guarded, type Named, tableGuard } from '../guard.ts'
import { identifier, qualified } from '../names.ts'
import { commentOut, guardStyle, judgementOf, refusedWith, relationOf } from '../refused.ts'
import { tableShapes } from '../shapes.ts'

/** Drops the second creation when both make the same; else turns it into guarded ALTERs that reach the later shape. */
export const fix = defineFix({
  rule: 'duplicate-create',
  cure(finding, context): Cure | null {
    const root = judgementOf(finding, context)
    if (!root) return null
    // What only lacked the refused statement's objects is well as soon as they are made.
    const rest = refusedWith(finding, context).filter((one) => one !== root && one.subject?.fault === 'existing')
    const own = editOf(root, context)
    if (!own) return null
    return {
      edits: [own, ...rest.flatMap((one) => editOf(one, context) ?? [])],
      risk: 'low',
      losesData: false,
      undo: 'Restore the file from version control.',
    }
  },
})

function editOf(judgement: Judgement, context: FixContext): Edit | null {
  return judgement.statement.kind === 'CreateStmt' ? tableEdit(judgement, context) : repeated(judgement, context)
}

/** The name that the duplicate has in both places must mean the same thing; what differs needs a person. */
function repeated(judgement: Judgement, context: FixContext): Edit | null {
  const { statement, subject } = judgement
  const first = firstWords(judgement, context)
  if (!first || !sameStatements(first.text, statement.text)) return null
  return commentOut(statement, `${subject?.column ?? subject?.name} is made already by ${first.migration}`)
}

/** The statement that made the object first, when the timeline has it. */
function firstWords({ statement, subject }: Judgement, { analysis }: FixContext) {
  if (!subject) return null
  const made = analysis.world.judgements.lifespans
    .of(subject)
    .findLast((one) => one.action === 'create' && one.statement < statement.number)
  const first = made && analysis.world.timeline.statements[made.statement]
  return first ? { text: first.text, migration: first.migration.name } : null
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
  if (before.length === 0 || wanted.some((column) => differs(known.get(column.name), column))) return null
  const added = wanted.filter((column) => !known.has(column.name))
  const sql = added.length === 0 ? sameShape(statement, table, wanted) : additions(statement, table, { added, wanted })
  return sql === null ? null : { statement, sql, undo: undoOf(statement, table, added) }
}

/** Of all that the statement would have made only the added columns are this migration's own. */
function undoOf({ claims }: TimelineStatement, table: Named, added: readonly ColumnObject[]): Undo {
  const own = new Set(added.map(({ name }) => name))
  const lost = claims.filter(({ column }) => column === undefined || !own.has(column))
  const drops = added.map(({ name }) => `DROP COLUMN IF EXISTS ${identifier(name)}`)
  const sql = drops.length === 0 ? [] : [`ALTER TABLE ${qualified(table.schema, table.name)} ${drops.join(', ')};`]
  return { lost, sql }
}

/** The column is there, and is another one. */
function differs(known: ColumnObject | undefined, wanted: ColumnObject): boolean {
  return known !== undefined && (known.type !== wanted.type || known.notNull !== wanted.notNull)
}

function sameShape(statement: TimelineStatement, table: Named, wanted: readonly ColumnObject[]): string | null {
  const { differs, message } = tableGuard(table, wanted, statement.text)
  if (differs === null) return null
  return [
    `-- ${table.name} is made already; here it is only checked that it has what this migration needs.`,
    check(differs, message, guardStyle(statement)),
  ].join('\n')
}

interface Columns {
  readonly added: readonly ColumnObject[]
  readonly wanted: readonly ColumnObject[]
}

/** `ADD COLUMN` for what only the second definition has, in its own words. */
function additions(statement: TimelineStatement, table: Named, { added, wanted }: Columns): string | null {
  const own = elementsByName(statement.text)
  const definitions = added.flatMap((column) => own.get(column.name) ?? [])
  if (definitions.length !== added.length) return null
  const sql = guarded(columnsGuard(table, definitions, wanted), guardStyle(statement))
  return sql === null ? null : `-- ${table.name} is made already; this migration only adds what it lacks.\n${sql}`
}

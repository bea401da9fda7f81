import type { Claim, Judgement } from '@migration-doctor/analyzer'
import { type Cure, defineFix, type FixContext } from '../fix.ts'
import { type ForeignKeyText, foreignKeys } from '../foreign-key.ts'
import { foreignKeyGuard, guarded } from '../guard.ts'
import { identifier, qualified } from '../names.ts'
import { commentOut, guardStyle, judgementOf, refusedWith } from '../refused.ts'

/** Takes the constraint out where its table is not there yet, and adds it in a migration that comes after both. */
export const fix = defineFix({
  rule: 'foreign-key-out-of-order',
  cure(finding, context): Cure | null {
    const root = judgementOf(finding, context)
    if (!root) return null
    const all = [root, ...refusedWith(finding, context).filter((one) => isForeignKey(one) && one !== root)]
    const taken = all.map((one) => takeOut(one, context))
    if (taken.includes(null)) return null
    const edits = taken.flatMap((one) => one?.edit ?? [])
    const keys = taken.flatMap((one) => one?.keys ?? [])
    const style = guardStyle(root.statement)
    return {
      edits,
      patches: [
        {
          title: `add foreign keys of ${[...new Set(keys.map((key) => key.table.name))].join(' and ')}`,
          comment: [
            `The tables that these foreign keys join exist only now; ${root.statement.migration.name} came too early.`,
          ],
          up: keys.map((key) => guarded(foreignKeyGuard(key), style) ?? again(key)),
          down: keys.map(
            (key) => `ALTER TABLE ${tableOf(key)} DROP CONSTRAINT IF EXISTS ${identifier(key.constraint)};`,
          ),
          after: null,
          outsideTransaction: false,
        },
      ],
      risk: 'low',
      losesData: false,
      undo: 'Restore the file from version control and delete the new migration.',
    }
  },
})

const tableOf = ({ table }: ForeignKeyText): string => qualified(table.schema, table.name)

/** One statement that may run twice, for tools that would cut a block at its semicolons. */
function again(key: ForeignKeyText): string {
  const name = identifier(key.constraint)
  return `ALTER TABLE ${tableOf(key)} DROP CONSTRAINT IF EXISTS ${name}, ADD CONSTRAINT ${name} ${key.definition};`
}

function isForeignKey({ statement, subject }: Judgement): boolean {
  return statement.statement !== null && subject?.kind === 'relation' && foreignKeys(statement, subject.name) !== null
}

function takeOut({ statement, subject }: Judgement, { project }: FixContext) {
  const found = foreignKeys(statement, subject?.name ?? '', project.defaultSchema)
  if (!found) return null
  const reason = `the foreign key to ${subject?.name} is added by a later migration, when that table exists`
  const lost = found.keys.map(({ table, constraint }): Claim => {
    return { kind: 'constraint', schema: table.schema, name: `${table.name}.${constraint}` }
  })
  const sql = found.rest ?? commentOut(statement, reason).sql
  return { edit: { statement, sql, undo: { lost, sql: [] } }, keys: found.keys }
}

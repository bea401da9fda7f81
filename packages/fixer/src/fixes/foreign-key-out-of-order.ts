import type { Judgement } from '@migration-doctor/analyzer'
import { replaceStatement } from '../edit.ts'
import { type Cure, defineFix, type Edit, type FixContext } from '../fix.ts'
import { type ForeignKeyText, foreignKeys } from '../foreign-key.ts'
import { guardedForeignKey } from '../guard.ts'
import { identifier, qualified } from '../names.ts'
import { allEdits, allowsBlocks, commentOut, judgementOf, refusedWith } from '../refused.ts'

/** Takes the constraint out where its table is not there yet, and adds it in a migration that comes after both. */
export const fix = defineFix({
  rule: 'foreign-key-out-of-order',
  cure(finding, context): Cure | null {
    const root = judgementOf(finding, context)
    if (!root) return null
    const all = [root, ...refusedWith(finding, context).filter((one) => isForeignKey(one) && one !== root)]
    const taken = all.map((one) => takeOut(one, context))
    const edits = allEdits(taken.map((one) => one?.edit ?? null))
    if (!edits) return null
    const keys = taken.flatMap((one) => one?.keys ?? [])
    const guard = allowsBlocks(root.statement)
    return {
      edits,
      patches: [
        {
          title: `add foreign keys of ${[...new Set(keys.map((key) => key.table.name))].join(' and ')}`,
          comment: [
            `The tables that these foreign keys join exist only now; ${root.statement.migration.name} came too early.`,
          ],
          up: keys.map((key) => (guard ? guardedForeignKey(key) : plain(key))),
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

const plain = (key: ForeignKeyText): string =>
  `ALTER TABLE ${tableOf(key)} ADD CONSTRAINT ${identifier(key.constraint)} ${key.definition};`

function isForeignKey({ statement, subject }: Judgement): boolean {
  return statement.statement !== null && subject?.kind === 'relation' && foreignKeys(statement, subject.name) !== null
}

function takeOut(
  judgement: Judgement,
  context: FixContext,
): { edit: Edit | null; keys: readonly ForeignKeyText[] } | null {
  const { statement, subject } = judgement
  const found = foreignKeys(statement, subject?.name ?? '', context.project.defaultSchema)
  if (!found) return null
  const reason = `the foreign key to ${subject?.name} is added by a later migration, when that table exists`
  const edit =
    found.rest === null
      ? commentOut(statement, reason, context)
      : replaceStatement(statement, found.rest, context.project)
  return { edit, keys: found.keys }
}

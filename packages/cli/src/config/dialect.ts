import { dialectNames } from '@migration-doctor/adapters'
import * as v from 'valibot'

const name = v.picklist(dialectNames)
const text = (description: string) => v.optional(v.pipe(v.string(), v.minLength(1), v.description(description)))

const columns = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1), v.description('The column that identifies a migration.')),
  appliedAt: text('The column that says when it was applied.'),
  success: text('A boolean column; false says that the migration failed.'),
  checksum: text('The column with the hash of the file, in hex.'),
  description: text('A column for the words of the name.'),
})

const table = v.strictObject({
  name: text('`table` or `schema.table`.'),
  columns: v.pipe(columns, v.description('Names of the columns.')),
  holds: v.optional(
    v.pipe(
      v.picklist(['file', 'stem', 'version', 'number']),
      v.description(
        'What the column `name` holds: the file’s name, that without its ending, the version as it is written, or the version without leading zeros.',
      ),
    ),
  ),
  checksum: v.optional(
    v.pipe(v.picklist(['md5', 'sha1', 'sha256', 'sha384', 'sha512']), v.description('How the checksum is made.')),
  ),
})

const marks = v.strictObject({
  up: text('Beginning of the line above the way up, such as `-- up`.'),
  down: text('Beginning of the line above the way down.'),
  noTransaction: text('Beginning of a line that takes the file out of its transaction.'),
})

/** A plain SQL tool: one of those that are built in, or a runner of the user's own. */
export const dialectSchema = v.union([
  name,
  v.strictObject({
    like: v.optional(v.pipe(name, v.description('What is left out is as in this one. Default: `generic`.'))),
    files: v.optional(
      v.pipe(
        v.string(),
        v.check(isPattern, 'it is no regular expression'),
        v.description(
          'Regular expression of the files’ paths below the folder; its groups are `version`, `label` and `direction` (up or down).',
        ),
      ),
    ),
    order: v.optional(
      v.pipe(
        v.picklist(['bytes', 'localeCompare', 'number', 'version']),
        v.description(
          'How the runner sorts: by name (`bytes`, `localeCompare`), or by the group `version` as a number, or part by part (`1.10` behind `1.9`).',
        ),
      ),
    ),
    newFile: text('Name of a new file; `{version}` and `{label}` are filled in.'),
    transaction: v.optional(
      v.pipe(
        v.picklist(['migration', 'batch', 'none']),
        v.description('One transaction for each migration, one for all that are pending, or none.'),
      ),
    ),
    send: v.optional(
      v.pipe(
        v.picklist(['script', 'statement', 'psql']),
        v.description('A file as one query, statement by statement, or by psql.'),
      ),
    ),
    marks: v.optional(v.pipe(marks, v.description('Comment lines that cut a file.'))),
    table: v.optional(v.pipe(table, v.description('The tracking table.'))),
    commands: v.optional(
      v.pipe(
        v.strictObject({ run: v.string(), status: v.string() }),
        v.description('How you run what is pending, and see what was run.'),
      ),
    ),
  }),
])

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').source !== ''
  } catch {
    return false
  }
}

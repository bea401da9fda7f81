import type { ColumnObject } from '@migration-doctor/core'
import { identifier, literal, qualified } from './names.ts'

/** Makes a table when it is absent, and stops loudly when it is there in another shape. */
export function guardedTable(
  table: { schema: string; name: string },
  columns: readonly ColumnObject[],
  create: string,
): string {
  const regclass = `to_regclass(${literal(qualified(table.schema, table.name))})`
  return block([
    `IF ${regclass} IS NULL THEN`,
    indent(`${create.trimEnd().replace(/;$/, '')};`),
    `ELSIF EXISTS (`,
    indent(shapeDiffers(regclass, columns)),
    `) THEN`,
    indent(
      `RAISE EXCEPTION ${literal(`${table.name} is there already, but in another shape than this migration makes it`)};`,
    ),
    `END IF;`,
  ])
}

/** Rows for every wanted column that is missing or has another type. */
function shapeDiffers(regclass: string, columns: readonly ColumnObject[]): string {
  const rows = columns.map(({ name, type }) => `(${literal(name)}, ${literal(type ?? '')})`)
  return [
    `SELECT 1 FROM (VALUES ${rows.join(', ')}) AS wanted (name, type)`,
    `LEFT JOIN pg_attribute AS found`,
    `  ON found.attrelid = ${regclass} AND found.attname = wanted.name AND NOT found.attisdropped`,
    `WHERE found.attname IS NULL OR found.atttypid IS DISTINCT FROM to_regtype(wanted.type)::oid`,
  ].join('\n')
}

/** Adds a column when it is absent, and stops loudly when it is there with another type. */
export function guardedColumn(
  table: { schema: string; name: string },
  column: ColumnObject,
  definition: string,
): string {
  const regclass = `to_regclass(${literal(qualified(table.schema, table.name))})`
  const name = qualified(table.schema, table.name)
  return block([
    `IF NOT EXISTS (`,
    indent(
      `SELECT 1 FROM pg_attribute WHERE attrelid = ${regclass} AND attname = ${literal(column.name)} AND NOT attisdropped`,
    ),
    `) THEN`,
    indent(`ALTER TABLE ${name} ADD COLUMN ${definition};`),
    `ELSIF EXISTS (`,
    indent(shapeDiffers(regclass, [column])),
    `) THEN`,
    indent(`RAISE EXCEPTION ${literal(`${table.name}.${column.name} is there already, but with another type`)};`),
    `END IF;`,
  ])
}

export interface ForeignKeyGuard {
  readonly table: { readonly schema: string; readonly name: string }
  readonly constraint: string
  readonly target: { readonly schema: string; readonly name: string }
  /** `FOREIGN KEY (a) REFERENCES b (c) ON DELETE CASCADE` */
  readonly definition: string
}

/** Adds a foreign key when it is absent, and stops loudly when one of its name points elsewhere. */
export function guardedForeignKey({ table, constraint, target, definition }: ForeignKeyGuard): string {
  const name = qualified(table.schema, table.name)
  const own = `conrelid = ${literal(name)}::regclass AND conname = ${literal(constraint)}`
  return block([
    `IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE ${own}) THEN`,
    indent(`ALTER TABLE ${name} ADD CONSTRAINT ${identifier(constraint)} ${definition};`),
    `ELSIF NOT EXISTS (`,
    indent(`SELECT 1 FROM pg_constraint WHERE ${own}`),
    indent(`  AND contype = 'f' AND confrelid = ${literal(qualified(target.schema, target.name))}::regclass`),
    `) THEN`,
    indent(`RAISE EXCEPTION ${literal(`constraint ${constraint} is there already, but points elsewhere`)};`),
    `END IF;`,
  ])
}

function block(lines: readonly string[]): string {
  return ['DO $doctor$', 'BEGIN', ...lines.map(indent), 'END', '$doctor$;'].join('\n')
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? line : `  ${line}`))
    .join('\n')
}

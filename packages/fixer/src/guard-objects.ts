import type { ConstraintObject, IndexObject, TypeObject } from '@migration-doctor/core'
import { type Guard, ifNotExists, type Named } from './guard.ts'
import { identifier, literal, qualified, regclass } from './names.ts'

const regtype = ({ schema, name }: Named): string => `to_regtype(${literal(qualified(schema, name))})`

/** @param create with `CREATE INDEX name ON …`, not concurrently. */
export function indexGuard(index: IndexObject, create: string): Guard {
  const own = `indexrelid = ${regclass(index)}`
  const keys = index.keys.flatMap((key, at) =>
    key === null ? [] : [`pg_get_indexdef(indexrelid, ${at + 1}, true) <> quote_ident(${literal(key)})`],
  )
  const other = [
    `indrelid <> ${regclass({ schema: index.schema, name: index.table })}`,
    `indisunique <> ${index.unique}`,
    `indnkeyatts <> ${index.keys.length}`,
    ...keys,
  ]
  return {
    makeIfAbsent: ifNotExists(create, 'INDEX'),
    make: create,
    absent: `${regclass(index)} IS NULL`,
    differs: `SELECT FROM pg_catalog.pg_index\nWHERE ${own}\n  AND (${other.join('\n    OR ')})`,
    message: `index ${index.name} is there already, but it is another one`,
  }
}

/** @param columns of the view, in order; `undefined` where they are not known. */
export function viewGuard(view: Named, columns: readonly string[] | undefined, create: string): Guard {
  const found = `SELECT array_agg(attname::text ORDER BY attnum) AS columns\n  FROM pg_catalog.pg_attribute WHERE attrelid = ${regclass(view)} AND attnum > 0`
  return {
    makeIfAbsent: null,
    make: create,
    absent: `${regclass(view)} IS NULL`,
    differs: columns
      ? `SELECT FROM (\n  ${found}\n) AS found\nWHERE columns <> ARRAY[${columns.map(literal).join(', ')}]`
      : null,
    message: `view ${view.name} is there already, but with other columns`,
  }
}

export function typeGuard(type: TypeObject, create: string): Guard {
  const labels = `SELECT array_agg(enumlabel::text ORDER BY enumsortorder) AS labels\n  FROM pg_catalog.pg_enum WHERE enumtypid = ${regtype(type)}`
  return {
    makeIfAbsent: null,
    make: create,
    absent: `${regtype(type)} IS NULL`,
    differs:
      type.kind === 'enum' && type.labels.length > 0
        ? `SELECT FROM (\n  ${labels}\n) AS found\nWHERE labels IS DISTINCT FROM ARRAY[${type.labels.map(literal).join(', ')}]`
        : null,
    message: `type ${type.name} is there already, but with other values`,
  }
}

const constraintLetters: Readonly<Record<ConstraintObject['type'], string>> = {
  'primary key': 'p',
  unique: 'u',
  'foreign key': 'f',
  check: 'c',
  exclusion: 'x',
}

/** @param definition what stands behind the constraint's name. */
export function constraintGuard(constraint: ConstraintObject, definition: string): Guard {
  const { schema, table, name, type, references } = constraint
  const own = `conrelid = ${regclass({ schema, name: table })} AND conname = ${literal(name)}`
  const target = references ? [`confrelid <> ${regclass({ schema: references.schema, name: references.table })}`] : []
  const other = [`contype <> '${constraintLetters[type]}'`, ...target]
  return {
    makeIfAbsent: null,
    make: `ALTER TABLE ${qualified(schema, table)} ADD CONSTRAINT ${identifier(name)} ${definition}`,
    absent: `NOT EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE ${own})`,
    differs: `SELECT FROM pg_catalog.pg_constraint\nWHERE ${own} AND (${other.join(' OR ')})`,
    message: `constraint ${name} of ${table} is there already, but it is another one`,
  }
}

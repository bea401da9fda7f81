import { parseScript } from '@migration-doctor/sql'

/** A name as it must be written in SQL: quoted where it would be folded or taken for a keyword. */
export function identifier(name: string): string {
  const plain = /^[a-z_][a-z0-9_$]*$/.test(name) && isColumnName(name)
  return plain ? name : `"${name.replaceAll('"', '""')}"`
}

function isColumnName(name: string): boolean {
  return parseScript(`ALTER TABLE t DROP COLUMN ${name}`).items.every((item) => 'statement' in item)
}

export function qualified(schema: string, name: string): string {
  return `${identifier(schema)}.${identifier(name)}`
}

/** An SQL expression for the OID of a relation, which is NULL where there is none. */
export function regclass({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return `to_regclass(${literal(qualified(schema, name))})`
}

/** A string as an SQL literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

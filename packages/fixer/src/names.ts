/** A name as it must be written in SQL. */
export function identifier(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`
}

export function qualified(schema: string, name: string): string {
  return `${identifier(schema)}.${identifier(name)}`
}

/** A string as an SQL literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

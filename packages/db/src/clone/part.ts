/** One kind of statement of a copy, in the order in which the kinds run. */
export interface Part {
  /** A query of one parameter, the list of schemas or null, whose rows are statements: column `sql`. */
  readonly query: (versionNum: number) => string
}

/** A part that is the same for all versions of PostgreSQL. */
export function part(query: string): Part {
  return { query: () => query }
}

/** SQL for the qualified name of a relation; aliases `n` and `c`. */
export const relationName = `format('%I.%I', n.nspname, c.relname)`

/** SQL for relations `c` in namespaces `n`. */
export const relations = 'pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace'

/** SQL that is always true, for objects outside schemas; it takes the parameter along. */
export const inNoSchema = '($1::text[] IS NULL OR true)'

/** SQL for ` WITH (…)` from an array of options. */
export function withOptions(options: string): string {
  return `coalesce((SELECT ' WITH (' || string_agg(split_part(o, '=', 1) || '=' || quote_literal(
    substr(o, strpos(o, '=') + 1)), ', ') || ')' FROM unnest(${options}) o), '')`
}

/** SQL for ` COLLATE …` when it is not that of the type; both are OIDs of collations. */
export function collation(own: string, ofType: string): string {
  return `CASE WHEN ${own} <> ${ofType} THEN (SELECT format(' COLLATE %I.%I', ln.nspname, l.collname)
    FROM pg_collation l JOIN pg_namespace ln ON ln.oid = l.collnamespace WHERE l.oid = ${own}) ELSE '' END`
}

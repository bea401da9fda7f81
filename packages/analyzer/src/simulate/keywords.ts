/** Words that `quote_identifier` quotes: every keyword that is not unreserved, with the first major that has it. */
const words = `all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case
cast char character check coalesce collate collation column concurrently constraint create cross current_catalog
current_date current_role current_schema current_time current_timestamp current_user dec decimal default deferrable desc
distinct do else end except exists extract false fetch float for foreign freeze from full grant greatest group grouping
having ilike in initially inner inout int integer intersect interval into is isnull join lateral leading least left like
limit localtime localtimestamp national natural nchar none not notnull null nullif numeric offset on only or order out
outer overlaps overlay placing position precision primary real references returning right row select session_user setof
similar smallint some substring symmetric table tablesample then time timestamp to trailing treat trim true union unique
user using values varchar variadic verbose when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest
xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable`

const later: Readonly<Record<number, string>> = {
  13: 'normalize',
  16: 'json_array json_arrayagg json_object json_objectagg system_user',
  17: 'json json_exists json_query json_scalar json_serialize json_table json_value merge_action',
}

const since = new Map<string, number>()
for (const word of words.split(/\s+/)) since.set(word, 0)
for (const [major, list] of Object.entries(later)) for (const word of list.split(' ')) since.set(word, Number(major))

/** Does PostgreSQL quote this word as a name? Without a version: does every one from 12 on? */
export function isQuotedWord(word: string, pgVersion = 0): boolean {
  return (since.get(word) ?? Number.POSITIVE_INFINITY) <= pgVersion
}

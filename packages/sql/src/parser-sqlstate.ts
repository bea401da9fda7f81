/**
 * The parser gives a message without its SQLSTATE. These are the messages of `gram.y` and `scan.l` that are no plain
 * syntax errors, by what each begins with.
 */
const others: readonly (readonly [message: string, sqlstate: string])[] = [
  ['MATCH PARTIAL not yet implemented', '0A000'],
  ['CREATE ASSERTION is not yet implemented', '0A000'],
  ['WITH CHECK OPTION not supported on recursive views', '0A000'],
  ['aggregates cannot have output arguments', '0A000'],
  ['current database cannot be changed', '0A000'],
  ['EXECUTE IMMEDIATE is not yet implemented', '0A000'],
  ['UNIQUE predicate is not yet implemented', '0A000'],
  ['precision for type float must be', '22023'],
  ['frame start cannot be', '42P20'],
  ['frame end cannot be', '42P20'],
  ['frame starting from', '42P20'],
  ['role name "', '42939'],
  ['invalid Unicode escape', '22025'],
  ['unsafe use of ', '22P06'],
  ['parameter number too large', '22003'],
]

/** Constraints that a table cannot have with these attributes: `FOREIGN KEY constraints cannot be marked NO INHERIT`. */
const markedTail = /^[A-Z ]+ constraints cannot be marked /

/** The SQLSTATE that goes with a message of the parser's. */
export function sqlstateOfParser(message: string): string {
  if (markedTail.test(message)) return '0A000'
  return others.find(([beginning]) => message.startsWith(beginning))?.[1] ?? '42601'
}

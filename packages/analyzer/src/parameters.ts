import { scan } from '@migration-doctor/sql'

/** Puts the values of `$1`, `$2`, … into a statement, as literals, where they are known. */
export function withParameters(text: string, parameters: readonly (string | null | undefined)[] | undefined): string {
  if (!parameters || !text.includes('$')) return text
  let filled = ''
  let at = 0
  for (const token of scan(text)) {
    if (token.name !== 'PARAM') continue
    const value = parameters[Number(token.text.slice(1)) - 1]
    if (value === undefined) continue
    filled += text.slice(at, token.start) + (value === null ? 'NULL' : literal(value))
    at = token.end
  }
  return filled + text.slice(at)
}

/** Is there a `$1` left whose value is not known? */
export function hasParameters(text: string): boolean {
  return text.includes('$') && scan(text).some((token) => token.name === 'PARAM')
}

function literal(value: string): string {
  const quoted = `'${value.replaceAll("'", "''")}'`
  return value.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted
}

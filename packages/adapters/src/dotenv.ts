/**
 * Reads a `.env` file with the grammar of the dotenv package: `export`, quotes of three kinds, values over
 * several lines, comments, `\n` and `\r` in double quotes.
 */
export function parseDotenv(source: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  const text = source.replaceAll('\r\n', '\n').replaceAll('\r', '\n')
  for (const match of text.matchAll(line)) {
    const name = match[1]
    if (name !== undefined) values.set(name, unquote((match[2] ?? '').trim()))
  }
  return values
}

const line =
  /^\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\n]+)?\s*(?:#.*)?$/gm

function unquote(written: string): string {
  const quote = written.charAt(0)
  if (written.length < 2 || !['"', "'", '`'].includes(quote) || !written.endsWith(quote)) return written
  const inner = written.slice(1, -1)
  return quote === '"' ? inner.replaceAll('\\n', '\n').replaceAll('\\r', '\r') : inner
}

/**
 * Puts `${NAME}` in as Prisma's own loader does: from the environment first, then from the file; an unknown name is
 * empty, `\${` stays a dollar sign, and a bare `$NAME` is text.
 */
export function expandDotenv(
  values: ReadonlyMap<string, string>,
  environment: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, string> {
  const resolve = (name: string, trail: readonly string[]): string => {
    const given = environment[name]
    if (given !== undefined) return given
    const written = values.get(name)
    if (written === undefined || trail.includes(name)) return ''
    return interpolate(written, (inner) => resolve(inner, [...trail, name]))
  }
  return new Map([...values.keys()].map((name) => [name, resolve(name, [])]))
}

function interpolate(written: string, resolve: (name: string) => string): string {
  return written.replace(/(\\)?\$\{(\w*)\}/g, (whole, escaped, name) =>
    escaped ? whole.slice(1) : resolve(String(name)),
  )
}

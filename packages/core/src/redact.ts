const hidden = '***'

/**
 * Hides what must stay secret in any text: the password of every URL, of `password=…` settings in connection strings
 * and parameters, of `password: '…'` in configurations and of `PASSWORD '…'` in SQL. Hides too much rather than too
 * little where the text can be read in two ways.
 */
export function redact(text: string): string {
  return hideSettings(hideInUrls(text))
}

const scheme = /[a-z][a-z0-9+.-]*:\/\//gi

/** Schemes whose users are known to write passwords without escaping them. */
const ofDatabases = /^(?:postgres(?:ql)?|prisma(?:\+postgres)?|mysql|mariadb|mongodb|redis|cockroach\w*|jdbc)\b/i

function hideInUrls(text: string): string {
  const begins = [...text.matchAll(scheme)]
  let result = ''
  let done = 0
  for (const [i, { 0: found, index }] of begins.entries()) {
    const start = index + found.length
    // A password can hold what looks like a scheme; then what was hidden already reaches over it.
    if (start < done) continue
    const lenient = ofDatabases.test(found)
    const own = text.slice(start, begins[i + 1]?.index)
    const password = passwordIn(own, lenient) ?? (lenient ? unfinished(text.slice(start)) : null)
    if (!password) continue
    result += text.slice(done, start + password.start) + hidden
    done = start + password.end
  }
  return result + text.slice(done)
}

interface Range {
  readonly start: number
  readonly end: number
}

/** The password in what follows `scheme://`, up to the next URL. */
function passwordIn(own: string, lenient: boolean): Range | null {
  const authority = (lenient ? /^\S*/ : /^[^/?#\s]*/).exec(own)?.[0] ?? ''
  const at = authority.lastIndexOf('@')
  return at < 0 ? null : afterColon(own, at)
}

function afterColon(rest: string, end: number): Range | null {
  const colon = rest.slice(0, end).indexOf(':')
  return colon < 0 ? null : { start: colon + 1, end }
}

/** No `@` before the next URL: a host with a port, or a password that holds a space or `://`, or no host at all. */
function unfinished(rest: string): Range | null {
  const word = /^\S*/.exec(rest)?.[0] ?? ''
  if (/^(?:[^:/?#\s]*|\[[^\]\s]*\])(?::\d*)?(?:[/?#"'`)\],;>.]|:?$)/.test(word)) return null
  // A password with spaces ends somewhere on its line; the word with its first `@` is taken to hold the host.
  const reach = /^[^@\r\n]{0,256}@\S*/.exec(rest)?.[0] ?? word
  const at = reach.lastIndexOf('@')
  return afterColon(rest, at < 0 ? word.length : at)
}

const key = String.raw`(?<key>[\w.-]*(?:password|passwd|passphrase|pwd|api_?key)["'\x60]?)`
const quoted = String.raw`'(?:[^'\\]|\\[^]|'')*'?|"(?:[^"\\]|\\[^])*"?|\x60(?:[^\x60\\]|\\[^])*\x60?`

/** In a URL's parameters a value ends at `&`. */
const parameter = new RegExp(String.raw`(?<=[?&])${key}=(?<value>[^&\s"'\x60]+)`, 'gi')
const setting = new RegExp(
  String.raw`(?<![?&\w.-])${key}(?<mark>\s*=\s*)(?<value>${quoted}|(?:\\[^]|[^\s"'\x60\\])(?:\\[^]|\S)*)`,
  'gi',
)
const property = new RegExp(String.raw`(?<![\w.-])${key}(?<mark>\s*:\s*|\s+)(?<value>${quoted})`, 'gi')

function hideSettings(text: string): string {
  return text
    .replace(parameter, (_, name: string) => `${name}=${hidden}`)
    .replace(setting, (_, name: string, mark: string, value: string) => name + mark + hiddenLike(value))
    .replace(property, (_, name: string, mark: string, value: string) => name + mark + hiddenLike(value))
}

/** Keeps the quotes of a value. */
function hiddenLike(value: string): string {
  const quote = /^["'`]/.exec(value)?.[0] ?? ''
  return quote + hidden + quote
}

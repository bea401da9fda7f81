import { fromHost, knownString, toHost, toText } from './convert.ts'
import { plain } from './text.ts'
import { type Call, native, objectOf, Unknown, type Value } from './value.ts'

/** `JSON.stringify` of what is known as a whole. */
export function stringify({ args, site }: Call): Value {
  const host = toHost(args[0])
  if (host instanceof Unknown) return toText(host, site)
  const indent = args[2] === undefined ? undefined : toHost(args[2])
  const spaces = indent && !(indent instanceof Unknown) && typeof indent.host === 'number' ? indent.host : undefined
  const json = JSON.stringify(host.host, null, spaces)
  return json === undefined ? undefined : toText(plain(json), site)
}

/** `JSON.parse` of a text that is known. */
export function parseJson({ args, site }: Call): Value {
  const text = knownString(args[0])
  if (text === null) return new Unknown('JSON that is not known', site)
  try {
    return fromHost(JSON.parse(text))
  } catch {
    return new Unknown('JSON that cannot be read', site)
  }
}

/** `new Date(given)`; without an argument it is the moment, which nobody knows. */
export function date({ args, site }: Call): Value {
  const first = args[0]
  if (first === undefined) return new Unknown('the time', site)
  const host = toHost(first)
  if (host instanceof Unknown) return host
  const time =
    typeof host.host === 'string' || typeof host.host === 'number' ? new Date(host.host) : new Date(Number.NaN)
  if (Number.isNaN(time.getTime())) return new Unknown('a date that cannot be read', site)
  return objectOf(
    {
      time: time.getTime(),
      getTime: native('getTime', () => time.getTime()),
      toISOString: native('toISOString', () => plain(time.toISOString())),
    },
    'Date',
  )
}

import { timeOfStamp, utcStamp } from '../naming.ts'
import { numbered } from './name.ts'

/** Prefixes that may sort right after a file, in the file's own style, the best first. */
export function prefixes(file: string | null, now: Date): readonly string[] {
  if (file === null) return ['0001', utcStamp(now)]
  const dated = /^(\d{4}-\d{2}-\d{2})_(\d{4})_/.exec(file)
  if (dated) return datedPrefixes(dated[1] ?? '', dated[2] ?? '', now)
  const digits = numbered(file)?.digits
  if (digits === undefined) return [utcStamp(now)]
  if (digits.length === 14) return stampPrefixes(digits, now)
  if (digits.length === 10 || digits.length === 13) return epochPrefixes(digits, now)
  return [next(digits), `${digits}_1`]
}

function datedPrefixes(day: string, number: string, now: Date): readonly string[] {
  const today = now.toISOString().slice(0, 10)
  return [`${today}_0001`, `${day}_${next(number)}`, `${today}_${next(number)}`]
}

function stampPrefixes(digits: string, now: Date): readonly string[] {
  const time = timeOfStamp(digits)
  return [utcStamp(now), ...(time ? [utcStamp(new Date(time.getTime() + 1000))] : []), next(digits)]
}

/** Seconds or milliseconds since 1970. */
function epochPrefixes(digits: string, now: Date): readonly string[] {
  const milliseconds = String(now.getTime())
  return [milliseconds.slice(0, digits.length), next(digits)]
}

/** The next number, as long as the one before. */
function next(digits: string): string {
  return String(BigInt(digits) + 1n).padStart(digits.length, '0')
}

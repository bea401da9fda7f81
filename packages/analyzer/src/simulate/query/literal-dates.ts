const dateWords = new Set([
  'now',
  'today',
  'tomorrow',
  'yesterday',
  'epoch',
  'infinity',
  '-infinity',
  '+infinity',
  'allballs',
])

const shownNames: Readonly<Record<string, string>> = {
  timestamptz: 'timestamp with time zone',
  timetz: 'time with time zone',
}

interface Checks {
  /** Is the text certainly no such value? 22007 */
  readonly isOther: (text: string) => boolean
  /** Has it a field that no such value has? 22008 */
  readonly isBeyond: (text: string) => boolean
}

const ofDates: Checks = { isOther: isNoDate, isBeyond: isBeyondCalendar }
const ofTimes: Checks = { isOther: isNoTime, isBeyond: (text) => isBeyondClock(plainTime.exec(text)) }

const checks: Readonly<Record<string, Checks>> = {
  date: ofDates,
  timestamp: ofDates,
  timestamptz: ofDates,
  time: ofTimes,
  timetz: ofTimes,
  interval: { isOther: isNoInterval, isBeyond: () => false },
}

/** What PostgreSQL says of the text of a date, a time or an interval, as far as a refusal is certain. */
export function dateFault(type: string, text: string): { sqlstate: string; message: string } | null {
  const check = Object.hasOwn(checks, type) ? checks[type] : undefined
  if (check?.isOther(text)) {
    return { sqlstate: '22007', message: `invalid input syntax for type ${shownNames[type] ?? type}: "${text}"` }
  }
  if (check?.isBeyond(text)) return { sqlstate: '22008', message: `date/time field value out of range: "${text}"` }
  return null
}

/** Words of JSON, which no date has: other marks are only passed over. */
function hasForeignWord(text: string): boolean {
  return /\b(?:null|true|false)\b/i.test(text)
}

const nothing = /^0{8}-0{4}-0{4}-0{4}-/
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** PostgreSQL's units of an interval, in all spellings; of longer words it compares ten letters. */
const units = new Set(
  `c cent centuries century d day days dec decade decades decs h hour hours hr hrs m microsecon mil millennia millennium
   mils millisecon min mins minute minutes mon mons month months ms msec msecs mseconds s sec second seconds secs us usec
   usecond useconds usecs w week weeks y year years yr yrs ago at`.split(/\s+/),
)

function isNoInterval(text: string): boolean {
  if (/^\s*[-+]?(?:P|inf)/i.test(text)) return false
  const words = text.toLowerCase().match(/[a-z]+/g) ?? []
  return nothing.test(text) || !/\d/.test(text) || words.some((word) => !units.has(word.slice(0, 10)))
}

function isNoTime(text: string): boolean {
  if (nothing.test(text)) return true
  return /^\s*\d?\s*$/.test(text) || hasForeignWord(text) || (!/\d/.test(text) && isNoDate(text))
}

/** A text without any digit that is none of the special words, or a number too short to be a date, or another type's. */
function isNoDate(text: string): boolean {
  // A UUID of digits is read as far as it goes, and may be refused for a field of it.
  if (nothing.test(text) || (uuid.test(text) && /^[a-f]/i.test(text))) return true
  // Punctuation separates words as blanks do.
  const words = text.toLowerCase().split(/[^a-z0-9.+/-]+/)
  if (/^\s*(?:\d{1,4}|\d{1,2}\.\d{1,2})\s*$/.test(text) || hasForeignWord(text)) return true
  return !/\d/.test(text) && !words.some((word) => dateWords.has(word))
}

/** With four digits in front no DateStyle reads it in another order. */
const isoDate =
  /^\s*(\d{4,6})-(\d{1,2})-(\d{1,2})(?:(?:\s+|T)(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?)?\s*(?:Z|[+-]\d{2})?\s*$/i
const plainTime = /^\s*()()()(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?\s*$/

function isBeyondCalendar(text: string): boolean {
  const found = isoDate.exec(text)
  if (!found) return false
  const [year = 0, month = 0, day = 0] = found.slice(1, 4).map(Number)
  if (year === 0 || month === 0 || month > 12 || day === 0) return true
  return day > new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate() || isBeyondClock(found)
}

/** `24:00:00` is midnight, and the 60th second a leap second. */
function isBeyondClock(found: RegExpExecArray | null): boolean {
  if (found?.[4] === undefined) return false
  const [hour = 0, minute = 0, second = 0] = found.slice(4, 7).map((part) => Number(part ?? 0))
  if (hour > 24 || minute > 59 || second > 60) return true
  return hour === 24 && (minute > 0 || second > 0 || Number(found[7] ?? 0) > 0)
}

import type { ServerError } from '@migration-doctor/core'
import type { Subject, SubjectKind } from './simulate/refusal.ts'

interface Pattern {
  readonly sqlstates: readonly string[]
  readonly message: RegExp
  readonly kind: SubjectKind
}

/** PostgreSQL's English messages by SQLSTATE: `name` is the object, `table` what it is a part of. */
const patterns: readonly Pattern[] = [
  { sqlstates: ['42703', '42701'], message: /column "(?<column>[^"]+)" of relation "(?<name>[^"]+)"/, kind: 'column' },
  { sqlstates: ['42703'], message: /column (?<name>[^\s".]+)\.(?<column>\S+) does not exist/, kind: 'column' },
  { sqlstates: ['42703'], message: /column "(?<column>[^"]+)"/, kind: 'column' },
  { sqlstates: ['42P01', '42P07'], message: /(?:relation|table|view|sequence) "(?<name>[^"]+)"/, kind: 'relation' },
  { sqlstates: ['42704'], message: /index "(?<name>[^"]+)"/, kind: 'relation' },
  { sqlstates: ['42704', '42710'], message: /type "(?<name>[^"]+)"/, kind: 'type' },
  {
    sqlstates: ['42704', '42710'],
    message: /constraint "(?<part>[^"]+)" (?:of|for) \w+ "(?<name>[^"]+)"/,
    kind: 'constraint',
  },
  { sqlstates: ['42704', '42710'], message: /trigger "(?<part>[^"]+)" for \w+ "(?<name>[^"]+)"/, kind: 'trigger' },
  { sqlstates: ['42704', '42710'], message: /policy "(?<part>[^"]+)" for \w+ "(?<name>[^"]+)"/, kind: 'policy' },
  { sqlstates: ['42710'], message: /extension "(?<name>[^"]+)"/, kind: 'extension' },
  { sqlstates: ['3F000', '42P06'], message: /schema "(?<name>[^"]+)"/, kind: 'schema' },
  { sqlstates: ['42883', '42723'], message: /(?:function|procedure) "?(?<name>[^\s"(]+)/, kind: 'routine' },
]

/** What an error of a real server is about, read from its message. `null` when the message names nothing we know. */
export function subjectOf(error: Pick<ServerError, 'sqlstate' | 'message'>): Subject | null {
  const fault = /already exists/.test(error.message) ? 'existing' : 'missing'
  for (const { sqlstates, message, kind } of patterns) {
    if (!sqlstates.includes(error.sqlstate)) continue
    const found = message.exec(error.message)?.groups
    if (!found) continue
    const { schema, name } = split(found['name'] ?? '')
    const whole = found['part'] === undefined ? name : `${name}.${found['part']}`
    const subject = { fault, kind, schema, name: whole } as const
    return found['column'] === undefined ? subject : { ...subject, column: found['column'] }
  }
  return null
}

function split(name: string): { schema: string | null; name: string } {
  const dot = name.indexOf('.')
  return dot === -1 ? { schema: null, name } : { schema: name.slice(0, dot), name: name.slice(dot + 1) }
}

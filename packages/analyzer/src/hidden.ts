import type { Reason } from './reason.ts'
import type { Subject } from './simulate/refusal.ts'
import type { HiddenDifference } from './timeline.ts'

type Earlier = Exclude<Reason, { kind: 'extension-missing' | 'never-created' }>

const earlierKinds: readonly Reason['kind'][] = [
  'creation-refused',
  'dropped-earlier',
  'renamed-earlier',
  'moved-earlier',
]

/** The reason for what is missing, when the last that the history did about it was to skip the statement that makes it. */
export function unlessSkipped(
  reason: Reason,
  { subject, at }: { readonly subject: Subject; readonly at: number },
  hidden: readonly HiddenDifference[],
): Reason {
  const skip = hidden.findLast((one) => one.statement < at && lacks(one, subject))
  if (!skip || (isEarlier(reason) && (reason.statement ?? -1) > skip.statement)) return reason
  return { kind: 'guard-skipped', statement: skip.statement }
}

function isEarlier(reason: Reason): reason is Earlier {
  return earlierKinds.includes(reason.kind)
}

/** Would the skipped statement have made it? */
function lacks({ object, differences }: HiddenDifference, subject: Subject): boolean {
  if (subject.schema !== null && subject.schema !== object.schema) return false
  const missing = differences.filter((one) => one.how === 'missing')
  if (subject.kind === 'column' || subject.kind === 'enum value') {
    const part = subject.kind === 'column' ? 'column' : 'label'
    return subject.name === object.name && missing.some((one) => one.part === part && one.name === subject.column)
  }
  if (subject.kind !== 'constraint') return false
  const [table, ...rest] = subject.name.split('.')
  const words = keyWords[rest.join('.')]
  return (
    table === object.name &&
    words !== undefined &&
    missing.some(({ name }) => words.some((word) => name.startsWith(word)))
  )
}

/** How subjects name a key that a foreign key looks for in vain, and how shapes name such keys. */
const keyWords: Readonly<Record<string, readonly string[]>> = {
  'primary key': ['PRIMARY KEY'],
  'unique key': ['PRIMARY KEY', 'UNIQUE'],
}

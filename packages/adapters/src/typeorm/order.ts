import type { OrderAlternative, OrderExplanation, ReadingProblem } from '@migration-doctor/core'
import type { Loaded } from './load.ts'

/** TypeORM's own reading of a name: the number in its last 13 characters. `null` when TypeORM refuses the name. */
export function timestampOf(name: string): number | null {
  const timestamp = Number.parseInt(name.slice(-13), 10)
  return timestamp && !Number.isNaN(timestamp) ? timestamp : null
}

export interface Named extends Loaded {
  readonly name: string
  readonly timestamp: number | null
}

/** By timestamp; equal ones in the order of loading. Those whose name TypeORM refuses stand where their file's stamp puts them. */
export function inOrder(migrations: readonly Named[]): Named[] {
  return [...migrations].sort((a, b) => sortKey(a) - sortKey(b))
}

function sortKey(migration: Named): number {
  return migration.timestamp ?? stampOfFile(migration.file) ?? Number.MAX_SAFE_INTEGER
}

/** Thirteen digits that are a time in milliseconds; those before them belong to the words. */
function isStamp(digits: string): boolean {
  const time = Number(digits.slice(-13))
  return digits.length === 13 || (digits.length > 13 && time > Date.UTC(2010) && time < Date.UTC(2100))
}

/** The digits at the start of a file's name, when they look like a stamp. */
export function stampOfFile(file: string): number | null {
  const digits = /^\d{10,14}/.exec(file.slice(file.lastIndexOf('/') + 1))
  return digits ? Number(digits[0]) : null
}

export function explainOrder(ordered: readonly Named[]): OrderExplanation {
  return {
    by: 'class timestamp',
    why: 'TypeORM sorts by the number in the last 13 characters of a migration’s `name`, or of its class’s name; file names play no part.',
    alternatives: [...tieAlternatives(ordered)],
  }
}

function* tieAlternatives(ordered: readonly Named[]): Generator<OrderAlternative> {
  const ties = ordered.filter((one, i) => sameStamp(one, ordered[i - 1]) || sameStamp(one, ordered[i + 1]))
  if (ties.length === 0) return
  const reversed = [...ordered].reverse().sort((a, b) => sortKey(a) - sortKey(b))
  yield {
    by: 'class timestamp, ties the other way round',
    when: 'the files are found in another order, which depends on the file system and on TypeORM’s version',
    names: reversed.map(({ name }) => name),
  }
}

function sameStamp(one: Named, other: Named | undefined): boolean {
  return other !== undefined && one.timestamp !== null && one.timestamp === other.timestamp
}

/** What TypeORM says of a name without a timestamp, before it runs anything. */
export function refusedName(name: string): string {
  return `${name} migration name is wrong. Migration class name should have a JavaScript timestamp appended.`
}

/** What TypeORM would refuse, or silently misread, in one migration's names. */
export function nameProblems(migration: Named): ReadingProblem[] {
  const { name, className, file, place, timestamp } = migration
  const stamp = stampOfFile(file)
  const digits = /\d+$/.exec(name)?.[0] ?? ''
  const data = { name, className, file, timestamp, fileTimestamp: stamp }
  if (timestamp === null) {
    return [{ rule: 'malformed-name', place, data: { ...data, message: refusedName(name) } }]
  }
  const problems: ReadingProblem[] = []
  if (!isStamp(digits)) problems.push({ rule: 'malformed-name', place, data: { ...data, digits: digits.length } })
  const otherClass = className !== '' && className !== name && className !== 'default'
  if (otherClass || (stamp !== null && !digits.endsWith(String(stamp)) && String(stamp) !== digits)) {
    problems.push({ rule: 'name-mismatch', place, data })
  }
  return problems
}

/** Names that are there more than once: TypeORM refuses to start. */
export function duplicateProblems(migrations: readonly Named[]): ReadingProblem[] {
  const byName = new Map<string, Named[]>()
  for (const one of migrations) byName.set(one.name, [...(byName.get(one.name) ?? []), one])
  return [...byName].flatMap(([name, same]) => {
    const [first, ...others] = same
    if (!first) return []
    return others.map(({ place, file }) => ({
      rule: 'duplicate-identity',
      place,
      data: { name, file, first: { file: first.file, place: first.place } },
    }))
  })
}

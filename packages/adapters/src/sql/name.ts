import { compareBytes } from '../project-files.ts'
import type { FileName } from './dialect.ts'

/** The parts of `0001_create_users.up.sql`; `null` when the name does not begin with digits or is no SQL file. */
export function numbered(file: string): NumberedName | null {
  if (file.includes('/')) return null
  const parts = /^(\d+)([_.-]?)(.*?)(?:\.(up|down))?\.sql$/.exec(file)
  const digits = parts?.[1]
  if (!parts || digits === undefined) return null
  const direction = parts[4] === 'up' || parts[4] === 'down' ? parts[4] : 'both'
  return { digits, separator: parts[2] ?? '', label: parts[3] ?? '', direction }
}

export interface NumberedName {
  readonly digits: string
  readonly separator: string
  readonly label: string
  readonly direction: FileName['direction']
}

/** `007` → `7`. */
export function withoutZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '')
}

/** Compares numbers of any length written in digits. */
export function compareDigits(a: string, b: string): number {
  const [left, right] = [withoutZeros(a), withoutZeros(b)]
  return left.length - right.length || compareBytes(left, right)
}

/** Compares versions of parts, `1.10` behind `1.9`; `_` and `-` part them too. */
export function compareParts(a: string, b: string): number {
  const [left, right] = [a.split(/[._-]/), b.split(/[._-]/)]
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = compareDigits(left[index] || '0', right[index] || '0')
    if (difference !== 0) return difference
  }
  return 0
}

export function byNumber(a: FileName, b: FileName): number {
  return compareDigits(a.orderKey, b.orderKey) || compareBytes(a.file, b.file)
}

export function byBytes(a: FileName, b: FileName): number {
  return compareBytes(a.file, b.file)
}

/** Words of a label: `create_users` → `create users`. */
export function words(label: string): string {
  return label.replaceAll('_', ' ')
}

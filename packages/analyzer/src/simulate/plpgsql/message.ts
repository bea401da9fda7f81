import { textOf, type Value } from './value.ts'

/** The message of a RAISE; values that are not known are shown as `?`. */
export function formatted(format: string, values: readonly Value[]): string {
  let used = 0
  return format.replace(/%%|%/g, (mark) => {
    if (mark === '%%') return '%'
    const text = textOf(values[used++] ?? null)
    return typeof text === 'string' ? text : text === null ? '<NULL>' : '?'
  })
}

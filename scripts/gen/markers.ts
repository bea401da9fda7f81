/**
 * Replaces what stands between `<!-- NAME_BEGIN -->` and `<!-- NAME_END -->`.
 * @throws Error when the text has no such place.
 */
export function between(text: string, name: string, content: string): string {
  const begin = `<!-- ${name}_BEGIN -->`
  const start = text.indexOf(begin)
  const end = text.indexOf(`<!-- ${name}_END -->`)
  if (start < 0 || end < start) throw new Error(`There is no ${begin} … <!-- ${name}_END -->.`)
  return `${text.slice(0, start + begin.length)}\n${content}\n${text.slice(end)}`
}

import { unprintable } from '../tree.ts'

/**
 * A literal of one dimension as `array_out` gives it back.
 * @param itemText what the element's own output function makes of its text
 */
export function arrayText(text: string, itemText: (text: string) => string): string {
  const items = itemsOf(text.trim())
  return `{${items.map((item) => (item === null ? 'NULL' : quotedItem(itemText(item)))).join(',')}}`
}

/** `null` stands for NULL. */
function itemsOf(text: string): readonly (string | null)[] {
  if (!text.startsWith('{') || !text.endsWith('}')) return unprintable('an array with bounds')
  const inside = text.slice(1, -1)
  if (inside.trim() === '') return []
  const items: (string | null)[] = []
  const item = /\s*(?:"((?:[^"\\]|\\.)*)"|([^"\\{},]*[^"\\{},\s]))\s*(,|$)/suy
  for (let end = ','; end === ','; ) {
    const [, quoted, plain, after = ''] = item.exec(inside) ?? unprintable('an array that is not plain')
    if (quoted !== undefined) items.push(quoted.replace(/\\(.)/gsu, '$1'))
    else items.push(plain?.toUpperCase() === 'NULL' ? null : (plain ?? ''))
    end = after
  }
  return items
}

function quotedItem(text: string): string {
  const isPlain = text !== '' && text.toUpperCase() !== 'NULL' && !/["\\{},\s]/u.test(text)
  return isPlain ? text : `"${text.replace(/["\\]/g, '\\$&')}"`
}

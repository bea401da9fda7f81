import { visible } from './visible.ts'

/** Text that is markup already, and is not escaped again. */
export interface Markup {
  readonly markup: string
}

type Value = string | number | Markup | readonly Markup[]

/** Tagged template for HTML and XML: every value is escaped, in text and in quoted attributes alike, unless it is markup. */
export function markup(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { markup: strings.reduce((text, string, index) => text + written(values[index - 1] ?? '') + string) }
}

function written(value: Value): string {
  if (typeof value === 'string') return escaped(value)
  if (typeof value === 'number') return String(value)
  return 'markup' in value ? value.markup : value.map((part) => part.markup).join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Control characters, which XML forbids even as references, are made visible. */
function escaped(text: string): string {
  const lines = text
    .split(/\r\n|\r|\n/)
    .map(visible)
    .join('\n')
  return lines.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

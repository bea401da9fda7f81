/** A script in which the placeholders of a template engine are names that the parser can read. Offsets stay as they are. */
export interface Filled {
  readonly text: string
  /** The names that stand for placeholders, with the placeholders' text. */
  readonly names: ReadonlyMap<string, string>
}

const none: ReadonlyMap<string, string> = new Map()

/** An array of arrays, such as `'{{1,2}}'`, which no template engine reads. */
const arrayContent = /^\s*(?:"|-?\d|[^|(]*,)/

/**
 * Puts a name of the same length in place of every `{{ … }}`: the same placeholder gets the same name. Array constants
 * are left as they are.
 */
export function fillPlaceholders(text: string): Filled {
  if (!text.includes('{{')) return { text, names: none }
  const names = new Map<string, string>()
  const filled = text.replace(/\{\{[^{}\n]*\}\}/g, (placeholder) => {
    if (arrayContent.test(placeholder.slice(2, -2))) return placeholder
    const name = nameFor(placeholder)
    names.set(name, placeholder)
    return name
  })
  return { text: filled, names }
}

/** Made of the placeholder's own letters, so that it is the same in every file. */
function nameFor(placeholder: string): string {
  const letters = placeholder
    .slice(2, -2)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
  return `__${letters}`.padEnd(placeholder.length, '_').slice(0, placeholder.length)
}

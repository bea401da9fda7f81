/** Characters that would move the cursor, recolour the terminal or reorder the text that follows them. */
const hidden = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\u200b\u2060\ufeff]/gu

/** Makes control and bidirectional characters visible, so that a user's text can neither hide nor restyle anything. */
export function visible(text: string): string {
  return text.replace(hidden, picture)
}

/** The same for prose: line ends and tabs become single spaces. */
export function visibleLine(text: string): string {
  return visible(text.replace(/[\r\n\t]+ */g, ' '))
}

function picture(character: string): string {
  const code = character.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  if (code === 0x7f) return '\u2421'
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`
}

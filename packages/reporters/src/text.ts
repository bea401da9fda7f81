/** Lines → text: no blanks at line ends, LF after each line; no lines give no text. */
export function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line.trimEnd()}\n`).join('')
}

/** Blocks of lines with one blank line between them; empty blocks vanish. */
export function apart(blocks: readonly (readonly string[])[]): readonly string[] {
  return blocks.filter((block) => block.length > 0).flatMap((block, index) => (index === 0 ? block : ['', ...block]))
}

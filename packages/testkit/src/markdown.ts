/** A heading with what stands under it, up to the next heading. */
export interface Section {
  readonly heading: string
  /** Number of `#`. */
  readonly depth: number
  /** 1-based. */
  readonly line: number
  /** The text up to the first block, without empty lines around it. */
  readonly prose: string
  readonly blocks: readonly Block[]
}

/** A fenced code block. */
export interface Block {
  /** What follows the opening fence. */
  readonly info: string
  /** Without the fences; ends in a line break unless empty. */
  readonly text: string
  /** 1-based line of the opening fence. */
  readonly line: number
}

/** The sections of a Markdown text; of Markdown, only headings and fences are looked at. */
export function sectionsOf(markdown: string): readonly Section[] {
  const sections: { heading: string; depth: number; line: number; prose: string[]; blocks: Block[] }[] = []
  const lines = markdown.split(/\r?\n/)
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ''
    const fence = /^(`{3,})(.*)$/.exec(line)
    const heading = /^(#{1,6}) +(.*?) *$/.exec(line)
    const section = sections.at(-1)
    if (fence) {
      const end = closing(lines, index + 1, fence[1] ?? '')
      const text = lines.slice(index + 1, end).map((each) => `${each}\n`)
      section?.blocks.push({ info: fence[2]?.trim() ?? '', text: text.join(''), line: index + 1 })
      index = end
    } else if (heading) {
      const [, marks = '', words = ''] = heading
      sections.push({ heading: words, depth: marks.length, line: index + 1, prose: [], blocks: [] })
    } else if (section?.blocks.length === 0) section.prose.push(line)
  }
  return sections.map((section) => ({ ...section, prose: section.prose.join('\n').trim() }))
}

/** Index of the closing fence; a block that is never closed goes to the end, as Markdown has it. */
function closing(lines: readonly string[], from: number, fence: string): number {
  const end = lines.findIndex((line, index) => index >= from && line.startsWith(fence) && /^`+ *$/.test(line))
  return end < 0 ? lines.length : end
}

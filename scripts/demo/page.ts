/** Columns of the demo's own text; the reports keep to it by themselves. */
const width = 80

/** `── 1 of 5 · grants-sql ─────…` */
export function heading(text: string): string {
  const start = `── ${text} `
  return `\n${start}${'─'.repeat(Math.max(3, width - start.length))}\n`
}

/** Breaks a text at spaces. */
export function wrap(text: string): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line].join('\n')
}

/** The last lines of what a tool printed that say what happened, cut at the width. */
export function lastLines(output: string, count: number): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  return lines
    .slice(-count)
    .map((line) => `  ${line.length > width - 2 ? `${line.slice(0, width - 3)}…` : line}`)
    .join('\n')
}

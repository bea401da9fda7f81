/** Columns of the demo's own text; the reports keep to it by themselves. */
export const width = 80

/** `── 1 of 5 · grants-sql ─────…` */
export function heading(text: string): string {
  const start = `── ${text} `
  return `\n${start}${'─'.repeat(Math.max(3, width - start.length))}\n`
}

/** Breaks a text at spaces; every line begins with `indent`. */
export function wrap(text: string, indent = '', columns = width): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > columns) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line].map((one) => indent + one).join('\n')
}

/** `$ npx migration-doctor …`, continued with backslashes where it is long. */
export function prompt(command: string): string {
  const [first = '', ...rest] = wrap(command, '  ', width - 2).split('\n')
  return [`$ ${first.trimStart()}`, ...rest.map((line) => `  ${line}`)].join(' \\\n')
}

/** The last lines of what a tool printed, indented. */
export function lastLines(output: string, count: number): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  return lines
    .slice(-count)
    .map((line) => wrap(line.trim(), '  '))
    .join('\n')
}

/** Begins a colour, which an `m` ends. */
const colour = '\u001b'

/** Cuts every line at a number of columns; colours take none, and are ended where a line is cut. */
export function clip(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => clipLine(line, columns))
    .join('\n')
}

function clipLine(line: string, columns: number): string {
  let shown = 0
  for (let at = 0; at < line.length; at++) {
    if (line[at] === colour) at = line.indexOf('m', at)
    else if (++shown > columns) return `${line.slice(0, at - 1)}…${line.includes(colour) ? `${colour}[0m` : ''}`
  }
  return line
}

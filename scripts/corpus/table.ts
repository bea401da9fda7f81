import type { CorpusResult } from './compare.ts'

export const heading = [
  '| project | migrations | statements | unreadable | by rows | by the server | first by PostgreSQL | first by us | false errors | misses | other SQLSTATE | simulated | replayed |',
  '|---|---:|---:|---:|---:|---:|---|---|---:|---:|---:|---:|---:|',
].join('\n')

/** One project as a row of a Markdown table. */
export function row(result: CorpusResult, folder: string): string {
  const cells = [
    result.directory.replace(folder, ''),
    result.migrations,
    result.statements,
    result.unreadable,
    result.byRows,
    result.byServer,
    result.firstByServer ?? '–',
    result.firstBySimulator ?? '–',
    result.falseErrors,
    result.misses,
    result.otherStates,
    `${Math.round(result.simulateMs)} ms`,
    `${Math.round(result.replayMs)} ms`,
  ]
  return `| ${cells.join(' | ')} |`
}

export function totals(results: readonly CorpusResult[]): string {
  const sum = (count: (result: CorpusResult) => number) => results.reduce((total, result) => total + count(result), 0)
  const statements = sum((result) => result.statements)
  const unreadable = sum((result) => result.unreadable)
  const share = statements === 0 ? 0 : (100 * unreadable) / statements
  const aside = `${sum((one) => one.byRows)} refused for their rows, ${sum((one) => one.byServer)} not judged by the server`
  const wrong = `${sum((one) => one.falseErrors)} false errors, ${sum((one) => one.misses)} misses, ${sum((one) => one.otherStates)} other SQLSTATEs`
  return `\n${results.length} projects, ${statements} statements, ${share.toFixed(2)} % unreadable; ${aside}; ${wrong}`
}

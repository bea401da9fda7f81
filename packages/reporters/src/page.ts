import { listed } from './paint.ts'
import type { RuleText } from './reporter.ts'

const needs: Readonly<Record<string, string>> = {
  history: 'the history in a database',
  catalog: 'the catalog of a database',
  replay: 'a replay on a scratch database',
  base: 'a base branch (`--since`)',
}

/** The page of a rule, as Markdown. */
export function rulePage(rule: RuleText): string {
  const sources = rule.sources.map((source) => `- ${source}`).join('\n')
  const parts = [
    `# ${rule.name}`,
    rule.summary,
    `Severity: **${rule.severity}**. ${works(rule.needs)}`,
    '## Why it matters',
    rule.why,
    ...(sources === '' ? [] : ['## The same elsewhere', sources]),
  ]
  return `${parts.join('\n\n')}\n`
}

function works(lacking: readonly string[]): string {
  if (lacking.length === 0) return 'Works on the migration files alone.'
  return `Needs ${listed(lacking.map((need) => needs[need] ?? need))}.`
}

export interface PageOptions {
  readonly color: boolean
  readonly width: number
}

/** Markdown → terminal. The Markdown parser is loaded only now. */
export async function renderPage(markdown: string, options: PageOptions): Promise<string> {
  const { pageLines } = await import('./page/markdown.ts')
  return pageLines(markdown, options)
}

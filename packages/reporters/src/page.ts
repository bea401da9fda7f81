import type { RuleText } from './reporter.ts'

const needs: Readonly<Record<string, string>> = {
  files: 'the migration files',
  history: 'the history table of a database',
  catalog: 'the catalog of a database',
  replay: 'a replay on a scratch database',
  base: 'a base branch (`--since`)',
}

/** The page of a rule, as Markdown. */
export function rulePage(rule: RuleText): string {
  const works = rule.needs.map((need) => needs[need] ?? need).join(', ')
  const about = [`Severity: **${rule.severity}**.`, works === '' ? '' : `Works on ${works}.`].filter(Boolean).join(' ')
  const sources = rule.sources?.length
    ? [`## Others on this`, rule.sources.map((source) => `- ${source}`).join('\n')]
    : []
  const parts = [`# ${rule.name}`, rule.summary, about, '## Why it matters', rule.why, '## What to do', rule.help]
  return `${[...parts, ...sources].join('\n\n')}\n`
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

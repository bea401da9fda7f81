import type { Step } from '@migration-doctor/core'

const harmless = new Set([
  'select',
  'insert',
  'update',
  'delete',
  'merge',
  'values',
  'table',
  'with',
  'lock',
  'set',
  'reset',
  'show',
  'analyze',
])

/** Lower-case names of what some steps may change the shape of; `null`: anything. Data changes change no shape. */
export function touchesOf(steps: readonly Step[]): readonly string[] | null {
  const names = new Set<string>()
  for (const step of steps) {
    const touched = touchesOfStep(step)
    if (!touched) return null
    for (const name of touched) names.add(name)
  }
  return [...names]
}

function touchesOfStep(step: Step): readonly string[] | null {
  if (step.kind === 'unreadable') return step.mayTouch
  if (step.kind === 'sql') return isData(step.chunk.text) ? [] : null
  return step.kind === 'refusal' ? [] : null
}

/** Whether a text starts as a statement that reads or writes rows and nothing else. */
export function isData(sql: string): boolean {
  return harmless.has(firstWord(sql).toLowerCase())
}

function firstWord(sql: string): string {
  let at = 0
  for (;;) {
    while (at < sql.length && (sql[at] ?? '').trim() === '') at += 1
    if (sql.startsWith('--', at)) at = lineEnd(sql, at)
    else if (sql.startsWith('/*', at)) at = commentEnd(sql, at)
    else if (sql[at] === '(') at += 1
    else break
  }
  let end = at
  while (end < sql.length && /[A-Za-z]/.test(sql[end] ?? '')) end += 1
  return sql.slice(at, end)
}

function lineEnd(sql: string, at: number): number {
  const end = sql.indexOf('\n', at)
  return end < 0 ? sql.length : end
}

function commentEnd(sql: string, at: number): number {
  const end = sql.indexOf('*/', at + 2)
  return end < 0 ? sql.length : end + 2
}

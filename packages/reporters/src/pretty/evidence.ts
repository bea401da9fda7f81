import type { Evidence } from '@migration-doctor/core'

/** How a finding is known, as one sentence. */
export function evidenceSentence(evidence: Evidence): string {
  const server = evidence.server ?? 'PostgreSQL'
  const said = [evidence.sqlstate, evidence.detail].filter(Boolean).join(': ')
  if (evidence.level === 'observed') return said ? `Seen in the database: ${said}` : 'Seen in the database.'
  if (evidence.level === 'replayed') return said ? `${server} said ${said}` : `${server} ran it.`
  if (evidence.sqlstate) return `From the files: ${server} will say ${said}`
  return said ? `From the files: ${said}` : 'Deduced from the files.'
}

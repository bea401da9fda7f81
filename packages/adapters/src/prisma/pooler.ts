import type { ReadingProblem } from '@migration-doctor/core'

/**
 * Migrations through a pooler in transaction mode: the engine's session lock does not hold there. Told by
 * `pgbouncer=true`, by the host names of the known services and by the port that they use for it.
 */
export function poolerProblems(url: string | null): readonly ReadingProblem[] {
  if (url === null || !URL.canParse(url)) return []
  const { hostname, port, searchParams } = new URL(url)
  const sign = signOf(hostname, port, searchParams.get('pgbouncer'))
  if (sign === null) return []
  return [{ rule: 'pooled-connection', place: null, data: { host: hostname, port: port || '5432', sign } }]
}

/** There a port says nothing: people number them as they like. */
const local = new Set(['localhost', '127.0.0.1', '[::1]', ''])

function signOf(host: string, port: string, pgbouncer: string | null): string | null {
  if (pgbouncer === 'true') return 'pgbouncer=true in the URL'
  if (host.split('.')[0]?.endsWith('-pooler')) return "Neon's pooled host"
  if (port !== '6543' || local.has(host)) return null
  return host.includes('supabase.')
    ? "Supabase's pooler in transaction mode"
    : 'port 6543, where poolers in transaction mode listen'
}

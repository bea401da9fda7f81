import type { ReadingProblem } from '@migration-doctor/core'

/**
 * Migrations through a pooler in transaction mode: the engine's session lock does not hold there. Told by
 * `pgbouncer=true` and by the host names of the known services.
 */
export function poolerProblems(url: string | null): readonly ReadingProblem[] {
  if (url === null || !URL.canParse(url)) return []
  const { hostname, port, searchParams } = new URL(url)
  const sign = signOf(hostname, port, searchParams.get('pgbouncer'))
  if (sign === null) return []
  return [{ rule: 'pooled-connection', place: null, data: { host: hostname, port: port || '5432', sign } }]
}

function signOf(host: string, port: string, pgbouncer: string | null): string | null {
  if (pgbouncer === 'true') return 'pgbouncer=true in the URL'
  if (host.split('.')[0]?.endsWith('-pooler')) return "Neon's pooled host"
  return host.endsWith('.pooler.supabase.com') && port === '6543' ? "Supabase's pooler in transaction mode" : null
}

import type { LockSession } from '@migration-doctor/core'

/** A session as findings keep it: plain JSON. */
export interface SessionData {
  readonly pid: number
  readonly application: string
  readonly user: string
  readonly client: string | null
  readonly since: string | null
  readonly state: string | null
}

export function sessionData({ pid, application, user, client, since, state }: LockSession): SessionData {
  return { pid, application, user, client, since: since?.toISOString() ?? null, state }
}

/** `process 4711 ("prisma", user "app", from 10.0.0.7, since 2024-01-01T00:00:00.000Z)` */
export function sessionWords({ pid, application, user, client, since }: SessionData): string {
  const parts = [
    application === '' ? '' : `"${application}"`,
    user === '' ? '' : `user "${user}"`,
    client === null ? '' : `from ${client}`,
    since === null ? '' : `connected since ${since}`,
  ].filter((part) => part !== '')
  return parts.length === 0 ? `process ${pid}` : `process ${pid} (${parts.join(', ')})`
}

import type { ProjectOptions, Surroundings } from '../adapter.ts'
import { openProject } from './open.ts'

/** The connection string that the data source amounts to; `null` when it cannot be known. */
export async function typeormUrl(options: ProjectOptions, around: Surroundings): Promise<string | null> {
  const { found } = await openProject(options, around)
  return urlOf(found.config.connection)
}

/** `url` first, as the driver does; else its parts, with the driver's own defaults. */
export function urlOf(connection: Readonly<Record<string, unknown>>): string | null {
  const given = connection['url']
  if (typeof given === 'string' && /^postgres(?:ql)?:\/\//.test(given)) return given
  const database = textOf(connection['database'])
  if (database === null) return null
  const url = new URL('postgres://localhost')
  const host = textOf(connection['host']) ?? 'localhost'
  if (host.startsWith('/')) url.searchParams.set('host', host)
  else url.hostname = host
  url.port = textOf(connection['port']) ?? '5432'
  url.username = encodeURIComponent(textOf(connection['username']) ?? '')
  url.password = encodeURIComponent(textOf(connection['password']) ?? '')
  url.pathname = `/${encodeURIComponent(database)}`
  if (connection['ssl']) url.searchParams.set('sslmode', 'require')
  return url.href
}

function textOf(value: unknown): string | null {
  if (typeof value === 'number' && !Number.isNaN(value)) return String(value)
  return typeof value === 'string' && value !== '' ? value : null
}

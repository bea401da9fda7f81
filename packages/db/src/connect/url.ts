import { unusable } from '@migration-doctor/core'

/** How a connection is to be encrypted; libpq's `sslmode`, where `prefer` falls back to plain text. */
export type SslMode = 'disable' | 'prefer' | 'require' | 'verify-ca' | 'verify-full'

/** A connection string, read. What it leaves out is `null`: the driver then asks PGUSER, PGPASSWORD and ~/.pgpass. */
export interface ConnectionTarget {
  /** Host name, address, or the directory of a Unix socket. */
  readonly host: string
  readonly port: number
  readonly database: string | null
  readonly user: string | null
  readonly password: string | null
  /** Prisma's `schema` parameter. */
  readonly schema: string | null
  /** It names a pooler in transaction mode, where nothing set or locked for a session holds. */
  readonly pooler: boolean
  readonly sslMode: SslMode
  /** Paths of certificate files, as written. */
  readonly certificates: { readonly root: string | null; readonly own: string | null; readonly key: string | null }
  /** `-c name=value …`, sent as it is. */
  readonly options: string | null
  readonly connectTimeoutMs: number | null
}

const example = 'postgresql://user:password@host:5432/database'

/**
 * Reads a `postgres://` or `postgresql://` URL with libpq's and Prisma's parameters; others are ignored.
 * Throws `DoctorError` (unusable) when it is none.
 */
export function readUrl(text: string): ConnectionTarget {
  const url = parse(text.trim())
  const parameter = (name: string) => url.searchParams.get(name) || null
  const host = parameter('host') ?? (decode(url.hostname) || 'localhost')
  return {
    host: host.startsWith('[') ? host.slice(1, -1) : host,
    port: portOf(parameter('port') ?? (url.port || '5432')),
    database: parameter('dbname') ?? (decode(url.pathname.slice(1)) || null),
    user: parameter('user') ?? (decode(url.username) || null),
    password: parameter('password') ?? (decode(url.password) || null),
    schema: parameter('schema'),
    pooler: isPooler(url, host),
    ...securityOf(parameter),
    options: parameter('options'),
    connectTimeoutMs: secondsOf(parameter('connect_timeout')),
  }
}

/** The same URL for another database of the same server. */
export function withDatabase(text: string, database: string): string {
  const url = parse(text.trim())
  url.pathname = `/${encodeURIComponent(database)}`
  url.searchParams.delete('dbname')
  url.searchParams.delete('options')
  return url.href
}

function parse(text: string): URL {
  const scheme = text.slice(0, Math.max(0, text.indexOf('://'))).toLowerCase()
  if (scheme !== 'postgres' && scheme !== 'postgresql') throw notOurs(text, scheme)
  const rest = text.slice(text.indexOf('://'))
  try {
    // An empty host, which libpq takes for the local socket, is no URL to the platform.
    return new URL(`postgresql${rest.replace(/^:\/\/([^/?#]*@)?(?=[/?]|$)/, '://$1localhost')}`)
  } catch {
    const hint = `Write it as ${example}; in the password, # / ? @ : and % must be written as %23 %2F %3F %40 %3A %25.`
    throw unusable('The database URL cannot be read.', hint)
  }
}

function notOurs(text: string, scheme: string): Error {
  if (scheme === 'prisma' || scheme === 'prisma+postgres') {
    return unusable(
      `The database URL begins with "${scheme}://", which names Prisma's proxy and no PostgreSQL.`,
      hintOf(),
    )
  }
  if (text === '') return unusable('The database URL is empty.', hintOf())
  if (scheme === '') return unusable('The database URL does not begin with "postgresql://".', hintOf())
  return unusable(`The database URL begins with "${scheme}://", which is not PostgreSQL.`, hintOf())
}

const hintOf = () => `Give the database's own URL: ${example}`

function portOf(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw unusable(`The database URL names the port "${text}", which is no port number.`, hintOf())
}

/** Characters that were not meant as an escape stay as they are. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function isPooler(url: URL, host: string): boolean {
  if (url.searchParams.get('pgbouncer') === 'true') return true
  // Supabase pools by session on 5432 and by transaction on 6543; Neon marks the host.
  if (host.endsWith('.pooler.supabase.com')) return url.port === '6543'
  return (host.split('.')[0] ?? '').endsWith('-pooler')
}

function secondsOf(text: string | null): number | null {
  const seconds = Number(text)
  return text !== null && Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null
}

type Parameter = (name: string) => string | null

function securityOf(parameter: Parameter): Pick<ConnectionTarget, 'sslMode' | 'certificates'> {
  const own = parameter('sslkey') === null ? null : parameter('sslcert')
  // Prisma's `sslcert` is the root certificate; libpq's is one's own and never comes without `sslkey`.
  const root = parameter('sslrootcert') ?? (own === null ? parameter('sslcert') : null)
  return { sslMode: sslModeOf(parameter), certificates: { root, own, key: parameter('sslkey') } }
}

function sslModeOf(parameter: Parameter): SslMode {
  const mode = parameter('sslmode') ?? (parameter('ssl') === 'true' ? 'require' : 'prefer')
  switch (mode) {
    case 'disable':
    case 'verify-ca':
    case 'verify-full':
      return mode
    case 'require':
      return parameter('sslaccept') === 'strict' ? 'verify-full' : 'require'
    case 'no-verify':
      return 'require'
    case 'allow':
    case 'prefer':
      return 'prefer'
    default:
      throw unusable(
        `The database URL has sslmode=${mode}, which PostgreSQL does not know.`,
        'Use disable, prefer, require, verify-ca or verify-full.',
      )
  }
}

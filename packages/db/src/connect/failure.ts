import { DoctorError, unreachable } from '@migration-doctor/core'
import { isObject, toServerError } from '../server-error.ts'
import type { ConnectionTarget } from './url.ts'

/** Says in one sentence why a database could not be reached, and what to do. The password is never part of it. */
export function connectionFailure(error: unknown, target: ConnectionTarget): DoctorError {
  if (error instanceof DoctorError) return error
  const said = toServerError(error)
  const context = { where: placeOf(target), target, message: withoutPassword(said.message, target) }
  const { message, hint } =
    fromNetwork(codeOf(error), context) ?? fromServer(said.sqlstate, context) ?? fromDriver(context)
  return unreachable(message, hint)
}

interface Context {
  /** `host:port`, or the path of the socket. */
  readonly where: string
  readonly target: ConnectionTarget
  /** What the server or the driver said. */
  readonly message: string
}

interface Explanation {
  readonly message: string
  readonly hint: string
}

/** `host:port`, or the path of the socket. */
export function placeOf(target: ConnectionTarget): string {
  if (target.host.startsWith('/')) return `${target.host}/.s.PGSQL.${target.port}`
  return `${target.host.includes(':') ? `[${target.host}]` : target.host}:${target.port}`
}

function fromNetwork(code: string, { where, target }: Context): Explanation | null {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return {
        message: `The host "${target.host}" of the database URL cannot be found.`,
        hint: 'Correct the host name, or check the network or VPN that knows it.',
      }
    case 'ECONNREFUSED':
    case 'ENOENT':
      return {
        message: `No PostgreSQL accepts connections at ${where}.`,
        hint: 'Start it, or correct the host and port in the database URL.',
      }
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return timedOut(where)
    case 'EACCES':
      return {
        message: `This user may not open the socket ${where}.`,
        hint: 'Connect over TCP, or as a user that may.',
      }
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'CERT_HAS_EXPIRED':
      return {
        message: `The certificate of the server at ${where} cannot be verified (${code}).`,
        hint: 'Give the authority that signed it (sslrootcert=<file>), or use sslmode=require.',
      }
    default:
      return null
  }
}

function timedOut(where: string): Explanation {
  return {
    message: `The server at ${where} does not answer.`,
    hint: 'Check the host, the port and the firewall between; connect_timeout=<seconds> in the URL waits longer.',
  }
}

function fromServer(sqlstate: string, { where, target, message }: Context): Explanation | null {
  const user = target.user === null ? 'the user' : `the user "${target.user}"`
  switch (sqlstate) {
    case '28P01':
      return {
        message: `PostgreSQL at ${where} refuses the password of ${user}.`,
        hint: 'Correct the password in the database URL; # / ? @ : and % in it must be percent-encoded.',
      }
    case '28000':
      return refusedAccess(message, where, user)
    case '3D000':
      return {
        message: `The database "${target.database ?? target.user ?? ''}" does not exist on ${where}.`,
        hint: 'Create it, or correct the name at the end of the database URL.',
      }
    case '42501':
      return {
        message: `${upper(user)} may not connect to the database "${target.database ?? ''}" on ${where}.`,
        hint: 'Grant CONNECT on it, or use another user.',
      }
    case '53300':
      return {
        message: `The server at ${where} has no connection left (${message}).`,
        hint: 'Close some, or raise max_connections; then try again.',
      }
    case '57P03':
      return {
        message: `The server at ${where} takes no connections at the moment (${message}).`,
        hint: 'Try again when it is up.',
      }
    default:
      return null
  }
}

function refusedAccess(message: string, where: string, user: string): Explanation {
  if (message.includes('no encryption') || message.includes('SSL off')) {
    return {
      message: `The server at ${where} demands an encrypted connection.`,
      hint: 'Add sslmode=require to the URL.',
    }
  }
  if (message.includes('does not exist')) {
    return { message: `${upper(user)} does not exist on ${where}.`, hint: 'Create the role, or correct the user name.' }
  }
  return {
    message: `The server at ${where} does not let ${user} in: ${message}.`,
    hint: 'Allow it in pg_hba.conf, or use another user.',
  }
}

function fromDriver({ where, message }: Context): Explanation {
  if (message.includes('does not support SSL')) {
    return {
      message: `The server at ${where} offers no encryption, but the database URL demands it.`,
      hint: 'Use sslmode=prefer or sslmode=disable, or switch encryption on in the server.',
    }
  }
  if (message.includes('password must be a string') || message.includes('password must be a non-empty string')) {
    return {
      message: `PostgreSQL at ${where} asks for a password, and none was given.`,
      hint: 'Put it in the database URL, in PGPASSWORD or in ~/.pgpass.',
    }
  }
  if (message.includes('timeout')) return timedOut(where)
  if (message.startsWith('Connection terminated') || message.includes('ECONNRESET')) {
    return {
      message: `What answers at ${where} closes the connection at once.`,
      hint: 'Check that it is PostgreSQL, and that host and port are right.',
    }
  }
  return { message: `The database at ${where} cannot be reached: ${message}`, hint: 'Check the database URL.' }
}

function withoutPassword(text: string, { password }: ConnectionTarget): string {
  return password ? text.replaceAll(password, '***') : text
}

const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** The code of an error, or of the first of those that trying several addresses has left. */
function codeOf(error: unknown): string {
  if (!isObject(error)) return ''
  const code: unknown = Reflect.get(error, 'code')
  if (typeof code === 'string') return code
  const errors: unknown = Reflect.get(error, 'errors')
  return Array.isArray(errors) && errors.length > 0 ? codeOf(errors[0]) : ''
}

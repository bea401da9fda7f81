import { DoctorError, type ServerError } from '@migration-doctor/core'

/** SQLSTATE given to errors that no PostgreSQL raised. */
const internalError = 'XX000'

/** Codes of Node's sockets that mean: the connection broke. */
const brokenConnection = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNREFUSED'])

/**
 * What PostgreSQL said, from an error of node-postgres or PGlite. Anything else becomes SQLSTATE `08006` when the
 * connection broke and `XX000` otherwise. `position` counts code points, as PostgreSQL does.
 */
export function toServerError(error: unknown): ServerError {
  if (!isObject(error)) return { sqlstate: internalError, message: String(error) }
  const message = text(error, 'message') ?? String(error)
  const sqlstate = sqlstateOf(error)
  const position = Number(text(error, 'position') ?? Number.NaN)
  const detail = text(error, 'detail')
  const hint = text(error, 'hint')
  return {
    sqlstate,
    message,
    ...(detail ? { detail } : {}),
    ...(hint ? { hint } : {}),
    ...(Number.isInteger(position) && position > 0 ? { position } : {}),
  }
}

/** Whether PostgreSQL itself raised an error, as opposed to the driver or the network. */
export function isServerError(error: unknown): boolean {
  if (!isObject(error) || error instanceof DoctorError) return false
  return text(error, 'severity') !== undefined && (text(error, 'code') ?? '').length === 5
}

/** Errors can come from another realm, whose `Error` is not ours. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function sqlstateOf(error: object): string {
  const code = text(error, 'code') ?? ''
  if (isServerError(error)) return code
  const message = text(error, 'message') ?? ''
  if (brokenConnection.has(code) || message.startsWith('Connection terminated')) return '08006'
  return error instanceof DoctorError ? '08006' : internalError
}

function text(error: object, key: string): string | undefined {
  const value: unknown = Reflect.get(error, key)
  return typeof value === 'string' ? value : undefined
}

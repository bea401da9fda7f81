/**
 * What PostgreSQL said, out of an error of a raw query of Prisma's: `meta.code` and `meta.message` of the native engines,
 * `meta.driverAdapterError.cause` of driver adapters. Other errors are returned as they are.
 */
export function serverErrorOf(error: unknown): unknown {
  const meta = member(error, 'meta')
  const cause = member(member(meta, 'driverAdapterError'), 'cause')
  const code = member(cause, 'originalCode') ?? member(meta, 'code')
  const message = member(cause, 'originalMessage') ?? member(meta, 'message')
  if (typeof code !== 'string' || typeof message !== 'string') return error
  return Object.assign(new Error(message, { cause: error }), { code, severity: 'ERROR' })
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

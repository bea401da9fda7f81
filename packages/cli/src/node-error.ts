import { types } from 'node:util'

/** Whether Node raised this, such as `ENOENT`. */
export function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return types.isNativeError(error) && 'code' in error && codes.some((code) => code === error.code)
}

/** What a thrown thing says. */
export function messageOf(error: unknown): string {
  return types.isNativeError(error) ? error.message : String(error)
}

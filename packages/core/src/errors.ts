import { redact } from './redact.ts'

/** Exit codes (contract). */
export const exitCodes = {
  ok: 0,
  findings: 1,
  unusable: 2,
  database: 3,
  refused: 4,
  bug: 70,
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Something the user can put right. Says what, where and what to do; passwords are taken out on the way in. */
export class DoctorError extends Error {
  override readonly name = 'DoctorError'
  readonly code: ExitCode
  /** What to do, as a sentence or a command. */
  readonly hint: string

  constructor(code: ExitCode, message: string, hint = '') {
    super(redact(message))
    this.code = code
    this.hint = redact(hint)
  }
}

/** The command, the configuration or the project cannot be used: exit code 2. */
export function unusable(message: string, hint = ''): DoctorError {
  return new DoctorError(exitCodes.unusable, message, hint)
}

/** The database cannot be reached or read: exit code 3. */
export function unreachable(message: string, hint = ''): DoctorError {
  return new DoctorError(exitCodes.database, message, hint)
}

/** No consent, or a safety check said no: exit code 4. */
export function refused(message: string, hint = ''): DoctorError {
  return new DoctorError(exitCodes.refused, message, hint)
}

import { DoctorError, type ExitCode, exitCodes, type Report, redact } from '@migration-doctor/core'

/** Everything that `preflight` and `diagnose` throw. */
export class MigrationDoctorError extends Error {
  override readonly name = 'MigrationDoctorError'
  /** The exit code of the command line for the same: 1 findings, 2 the project cannot be used, 3 the database cannot be read, 70 a bug of ours. */
  readonly code: ExitCode
  /** What to do. */
  readonly hint: string
  /** `null` when it did not come to one: `code` is then not 1. */
  readonly report: Report | null

  constructor(message: string, facts: { code: ExitCode; hint?: string; report?: Report; cause?: unknown }) {
    super(message, facts.cause === undefined ? {} : { cause: facts.cause })
    this.code = facts.code
    this.hint = facts.hint ?? ''
    this.report = facts.report ?? null
  }
}

/** What the application's own client says when it does not get to the database. */
export function asClients(error: unknown): MigrationDoctorError {
  const message = redact(error instanceof Error ? error.message.trim() : String(error))
  return new MigrationDoctorError(`The application’s client cannot read the database: ${message}`, {
    code: exitCodes.database,
    hint: 'Check the URL and that the server is up, and try again.',
    cause: error,
  })
}

/** Any failure on the way as an error of ours; passwords are taken out. */
export function asOurs(error: unknown): MigrationDoctorError {
  if (error instanceof MigrationDoctorError) return error
  if (error instanceof DoctorError)
    return new MigrationDoctorError(error.message, { code: error.code, hint: error.hint })
  const message = redact(error instanceof Error ? error.message : String(error))
  return new MigrationDoctorError(message, { code: exitCodes.bug, cause: error })
}

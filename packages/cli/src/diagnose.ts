import type { ExitCode } from '@migration-doctor/core'
import type { Host } from './host.ts'
import { inquire, type ReportArguments } from './session.ts'

/** Everything that is wrong, with the database when somebody says where it is, else from the files alone. */
export function runDiagnose(args: ReportArguments, host: Host): Promise<ExitCode> {
  return inquire(args, host, { database: 'when-known' })
}

import { type ExitCode, exitCodes } from '@migration-doctor/core'
import { renderStatus } from '@migration-doctor/reporters'
import type { Host } from './host.ts'
import { inquire, type ReportArguments } from './session.ts'

/** A table of what is applied, pending and in between. It says what is, and judges nothing. */
export async function runStatus(args: ReportArguments, host: Host): Promise<ExitCode> {
  await inquire({ ...args, replay: args.replay ?? 'never' }, host, { database: 'always', pretty: renderStatus })
  return exitCodes.ok
}

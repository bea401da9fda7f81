import { type ExitCode, unusable } from '@migration-doctor/core'
import type { Host } from './host.ts'
import type { ConsentArguments, FixArguments as FixOptions } from './options.ts'
import type { ReportArguments } from './session.ts'

export type FixArguments = ReportArguments & ConsentArguments & FixOptions

export async function runFix(_args: FixArguments, _host: Host): Promise<ExitCode> {
  throw unusable('No cure can be planned yet.')
}

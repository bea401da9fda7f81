import type { Report } from '@migration-doctor/core'
import type { Reporter } from './reporter.ts'

/** For programs: the report as it is. */
export const reporter: Reporter = {
  name: 'json',
  summary: 'for programs: the whole report (docs/report.schema.json)',
  render: (report: Report) => `${JSON.stringify(report, null, 2)}\n`,
}

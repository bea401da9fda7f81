import { isRecorded, simulate } from '@migration-doctor/analyzer'
import type { Examination } from '../examine.ts'

/** Whether a migration would run once more over what the recorded ones made, as far as the simulator knows for sure. */
export function runsAgain({ project, pgVersion, report }: Examination, name: string): boolean {
  const again = project.migrations.find((migration) => migration.name === name)
  if (!again) return false
  const recorded = new Set(report.migrations.filter(({ state }) => isRecorded(state)).map((one) => one.name))
  const before = project.migrations.filter((migration) => recorded.has(migration.name) || migration === again)
  const once = simulate({ ...project, migrations: before }, { pgVersion }).statements.length
  const twice = simulate({ ...project, migrations: [...before, again] }, { pgVersion }).statements
  return twice.slice(once).every(({ verdict }) => verdict.kind === 'accepted')
}

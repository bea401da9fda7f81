import { isRecorded } from '@migration-doctor/analyzer'
import type { Examination } from '../examine.ts'
import { observed } from '../observe.ts'
import { type Effect, effectsIn } from './effects.ts'

/** The effects of each migration of a project, compared with its database. */
export function examinedEffects(examination: Examination): (migration: string) => readonly Effect[] {
  const { timeline, project, report } = examination
  const states = new Map(report.migrations.map(({ name, state }) => [name, state]))
  return effectsIn({
    timeline,
    live: observed(examination).catalog,
    searchPath: project.searchPath.length > 0 ? project.searchPath : [project.defaultSchema],
    isRecorded: (migration) => isRecorded(states.get(migration)),
  })
}

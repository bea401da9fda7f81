import type { Fact, Project } from '@migration-doctor/core'

/** The frame of a finding about one migration's record: its place is the migration's file. */
export function historyFact(project: Project, name: string): Omit<Fact<object>, 'data'> {
  const migration = project.migrations.find((one) => one.name === name)
  return {
    migration: name,
    place:
      migration && project.sources.has(migration.file) ? { file: migration.file, span: { start: 0, end: 0 } } : null,
    objects: [],
    related: [],
    evidence: { level: 'observed' },
  }
}

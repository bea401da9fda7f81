import type { Migration, Project } from '@migration-doctor/core'
import { revertsOf } from '../revert.ts'
import { defineRule } from '../rule.ts'
import { quoted } from '../words.ts'

interface Data {
  readonly name: string
  /** There is a way back, and nothing is in it. */
  readonly empty: boolean
  readonly tool: string
}

/** A migration cannot be taken back. */
export const rule = defineRule<Data>({
  name: 'missing-down',
  severity: 'note',
  summary: 'A migration has no way back, in a project whose other migrations have one.',
  needs: [],
  why: `Taking it back removes its row and leaves what it made; the next run stops on “already exists”. TypeORM stops with a TypeError when there is no \`down\` at all.`,
  sources: ['typeorm: MigrationInterface.down', 'golang-migrate: *.down.sql'],
  *check({ project, timeline }) {
    const practised = project.migrations.some(({ down }) => down !== null && down.length > 0)
    const reverts = new Map(revertsOf(project, timeline.pgVersion).map((revert) => [revert.migration, revert]))
    for (const migration of project.migrations) {
      // Where nothing has changed there is nothing to take back.
      if (reverts.get(migration)?.differences?.length === 0 || !isMissing(migration, project, practised)) continue
      yield {
        migration: migration.name,
        place: { file: migration.file, span: { start: 0, end: 0 } },
        objects: [],
        related: [],
        evidence: { level: 'simulated' },
        data: { name: migration.name, empty: migration.down !== null, tool: project.tool },
      }
    }
  },
  message: ({ name, empty }) => `${quoted(name)} has ${empty ? 'an empty way back' : 'no way back'}.`,
  help: ({ empty }) =>
    empty
      ? 'Undo in it what the migration does, or throw an error that says why that cannot be done.'
      : 'Write one that undoes what the migration does, or one that says why that cannot be done.',
})

/** TypeORM's interface asks for a `down`; elsewhere it counts as missing only where the team writes them. */
function isMissing({ up, down }: Migration, { tool }: Project, practised: boolean): boolean {
  if (up.length === 0) return false
  return down === null ? practised || tool === 'typeorm' : practised && down.length === 0
}

import { type MigrationReport, type MigrationState, unusable } from '@migration-doctor/core'

export type MarkKind = 'applied' | 'rolled-back' | 'pending'

/** States from which `--all` takes migrations. */
const candidates: Readonly<Record<MarkKind, readonly MigrationState[]>> = {
  applied: ['pending', 'failed', 'interrupted', 'rolled-back', 'unrecorded', 'partial'],
  'rolled-back': ['failed', 'interrupted'],
  pending: ['applied', 'claimed', 'edited', 'out-of-order', 'absent', 'missing-file', 'failed', 'interrupted'],
}

export interface Choice {
  readonly as: MarkKind
  readonly names: readonly string[]
  readonly all: boolean
}

/**
 * The migrations that are meant, in effective order.
 * @throws DoctorError (exit code 2) for names that none has, and for a choice that is none.
 */
export function chooseMigrations(migrations: readonly MigrationReport[], choice: Choice): readonly MigrationReport[] {
  const { as, names, all } = choice
  if (all === names.length > 0) {
    throw unusable('Say which migrations: their names, or --all.', 'migration-doctor status lists them.')
  }
  const chosen = migrations.filter(({ name, file, state }) =>
    all ? candidates[as].includes(state) : names.includes(name) || names.includes(file),
  )
  const unknown = names.filter(
    (name) => !chosen.some((migration) => migration.name === name || migration.file === name),
  )
  if (unknown.length > 0) {
    throw unusable(`No migration is called ${unknown.join(', ')}.`, 'migration-doctor status lists their names.')
  }
  if (chosen.length === 0) throw unusable(`There is no migration that could be marked as ${as}.`)
  return chosen
}

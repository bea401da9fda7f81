import { createHash } from 'node:crypto'
import { undoOfMark } from '@migration-doctor/adapters'
import type { FixReport, MigrationReport, PlanStep, StepKind } from '@migration-doctor/core'
import { renderMarked } from '@migration-doctor/reporters'
import type { Examination } from '../examine.ts'
import type { Host } from '../host.ts'
import type { Observation } from '../observe.ts'
import { deliver } from '../output.ts'
import { optionsFor, type ReportArguments } from '../session.ts'
import type { MarkKind } from './choose.ts'

export interface Marked {
  readonly chosen: readonly MigrationReport[]
  readonly as: MarkKind
  readonly examination: Examination
  readonly observation: Observation
}

/** Says what was marked: a sentence for people, the form of `fix` for programs. */
export async function deliverMarked(marked: Marked, args: ReportArguments, host: Host): Promise<void> {
  const { chosen, as, examination, observation } = marked
  const text =
    args.format === 'json'
      ? `${JSON.stringify(reportOf(marked), null, 2)}\n`
      : renderMarked(
          { names: chosen.map(({ name }) => name), as, database: observation.database },
          optionsFor([examination], args, host),
        )
  await deliver(text, args.output, host)
}

const kinds: Readonly<Record<MarkKind, StepKind>> = {
  applied: 'mark-applied',
  'rolled-back': 'mark-rolled-back',
  pending: 'delete-history-row',
}

function reportOf(marked: Marked): FixReport {
  const { chosen, as, examination, observation } = marked
  const steps = chosen.map(
    ({ name }, index): PlanStep => ({
      id: `mark-${index + 1}`,
      kind: kinds[as],
      migration: name,
      why: [],
      risk: 'low',
      losesData: false,
      undo: undoOf(name, marked),
    }),
  )
  const { history } = observation
  const expects = {
    catalog: null,
    history: hash(JSON.stringify(history === 'absent' ? null : history.rows)),
    files: hash(JSON.stringify([...examination.project.sources].toSorted())),
  }
  return {
    schemaVersion: 1,
    plan: { steps, expects },
    proof: { worlds: [] },
    outcome: { result: 'applied', journal: null },
  }
}

/** A row without a file can only be taken out. */
function undoOf(name: string, { as, examination: { project }, observation: { history } }: Marked): string {
  const migration = project.migrations.find((one) => one.name === name)
  if (!migration) return 'Restore the rows from a backup of the tracking table.'
  return undoOfMark({ kind: as, migration }, history === 'absent' ? null : history, project)
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

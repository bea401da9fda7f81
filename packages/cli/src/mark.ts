import {
  type Database,
  type ExitCode,
  exitCodes,
  type History,
  type MigrationReport,
  refused,
} from '@migration-doctor/core'
import { consent } from './consent.ts'
import { examinedEffects } from './effects/examined.ts'
import type { Examination } from './examine.ts'
import type { Host } from './host.ts'
import { chooseMigrations, type MarkKind } from './mark/choose.ts'
import { deliverMarked } from './mark/outcome.ts'
import { proofSentence } from './mark/proof.ts'
import { runsAgain } from './mark/rerun.ts'
import { type Observation, observed, requireUrl, targetOf } from './observe.ts'
import { urlOf } from './open-project.ts'
import type { ConsentArguments, MarkArguments as MarkOptions } from './options.ts'
import { examineOne, type ReportArguments } from './session.ts'
import { inWriteTransaction, type Writer } from './write-transaction.ts'

export type MarkArguments = ReportArguments &
  ConsentArguments &
  MarkOptions & { readonly as: MarkKind; readonly migration: readonly string[] | undefined }

/** Corrects the history, after showing where and what, with the database as the witness. */
export async function runMark(args: MarkArguments, host: Host): Promise<ExitCode> {
  const examination = await examineOne({ ...args, replay: 'never' }, 'always', host)
  const observation = observed(examination)
  const { as, all, migration: names = [] } = args
  const chosen = chooseMigrations(examination.report.migrations, { as, all, names })
  const effects = examinedEffects(examination)
  const sentences = chosen.map(({ name }) =>
    args.unverified
      ? `mark ${name} as ${as}, unverified`
      : proofSentence(name, as, { effects: effects(name), runsAgain: () => runsAgain(examination, name) }),
  )
  await consent(targetOf(examination), sentences, { yes: args.yes, host })
  const url = requireUrl(await urlOf(examination, host), examination)
  const work = (writer: Writer) => writeMarks(writer, chosen, { examination, as, now: host.now() })
  const check = async (_database: Database, history: History | null) => requireSameRows(history, observation)
  await inWriteTransaction(examination, url, { host, check, work })
  await deliverMarked({ chosen, as, examination, observation }, args, host)
  return exitCodes.ok
}

interface Marking {
  readonly examination: Examination
  readonly as: MarkKind
  readonly now: Date
}

/** Each mark is made upon the history that the one before it left. */
async function writeMarks(writer: Writer, chosen: readonly MigrationReport[], marking: Marking): Promise<void> {
  const { examination, as, now } = marking
  const { adapter, project } = examination
  let history: History | null = writer.history
  for (const { name } of chosen) {
    const migration = project.migrations.find((candidate) => candidate.name === name)
    const writes = migration
      ? adapter.mark({ kind: as, migration }, history, project, now)
      : (history?.rows ?? []).filter((row) => row.name === name).map((row) => adapter.deleteRow(row, project))
    if (!migration && as !== 'pending')
      throw refused(`${name} has no file any more, so it can only be marked as pending.`)
    await writer.write(writes)
    history = await adapter.readHistory(writer.database, project)
  }
}

function requireSameRows(history: History | null, observation: Observation): void {
  if (rowsText(history) === rowsText(observation.history)) return
  throw refused('The history has changed since it was looked at, so nothing was written.', 'Run the command again.')
}

function rowsText(history: History | 'absent' | null): string {
  return history === null || history === 'absent' ? 'absent' : JSON.stringify(history.rows)
}

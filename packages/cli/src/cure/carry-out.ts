import {
  type Database,
  DoctorError,
  exitCodes,
  type FixReport,
  type History,
  type Plan,
  type PlanStep,
  type Project,
  type Proof,
  refused,
} from '@migration-doctor/core'
import { introspect } from '@migration-doctor/db'
import { changedSince, expectationOf, writesOf } from '@migration-doctor/fixer'
import { consent } from '../consent.ts'
import type { Examination } from '../examine.ts'
import type { Host } from '../host.ts'
import { targetOf } from '../observe.ts'
import { inWriteTransaction, type Writer } from '../write-transaction.ts'
import { plannedFiles, type WrittenFiles, writeFiles, writesFile } from './files.ts'

/** How far the user lets a plan go. */
export interface Order {
  readonly emit: boolean
  readonly apply: boolean
  /** Folder that takes the files instead of the project; absolute. */
  readonly out: string | null
  readonly yes: boolean
}

export interface Prescription {
  readonly examination: Examination
  /** Where the diagnosed database is. */
  readonly url: string | null
  readonly plan: Plan
  readonly proof: Proof
}

type Outcome = FixReport['outcome']

/** Does as much of a plan as was ordered. What is refused is told as an outcome. */
export async function carryOut(prescription: Prescription, order: Order, host: Host): Promise<Outcome> {
  const { plan, proof } = prescription
  if (plan.steps.length === 0 || !(order.emit || order.apply)) return { result: 'planned', journal: null }
  const failing = proof.worlds.find(({ result }) => result === 'fails')
  if (failing) return refusal(`The cure does not hold: ${failing.detail}`)
  try {
    return await written(prescription, order, host)
  } catch (error) {
    if (!(error instanceof DoctorError) || error.code !== exitCodes.refused) throw error
    return refusal([error.message, error.hint].filter((part) => part !== '').join(' '))
  }
}

function refusal(reason: string): Outcome {
  return { result: 'refused', journal: null, reason }
}

async function written(prescription: Prescription, order: Order, host: Host): Promise<Outcome> {
  const { examination, plan, url } = prescription
  const forDatabase = plan.steps.filter((step) => !writesFile(step))
  if (!order.apply || url === null || forDatabase.length === 0) {
    await writeFiles(plannedFiles(plan), order.out ?? examination.project.root, host)
    return { result: order.apply ? 'applied' : 'emitted', journal: null }
  }
  await consent(targetOf(examination), plan.steps.map(stepSentence), { yes: order.yes, host })
  const check = (database: Database, history: History | null) =>
    requireUnchanged(database, history, { prescription, host })
  const work = (writer: Writer) => writeBoth(writer, prescription, host)
  await inWriteTransaction(examination, url, { host, check, work })
  return { result: 'applied', journal: null }
}

/** The files first, because marks may hold their checksums; they are taken back when the database refuses. */
async function writeBoth(writer: Writer, { examination, plan }: Prescription, host: Host): Promise<void> {
  const { adapter, options } = examination
  const around = { files: host.files, environment: host.environment }
  let files: WrittenFiles | null = null
  try {
    files = await writeFiles(plannedFiles(plan), examination.project.root, host)
    await writeHistory(writer, plan.steps, { examination, project: await adapter.read(options, around), host })
    await writer.commit()
  } catch (error) {
    await files?.restore()
    throw error
  }
}

interface Bench {
  readonly prescription: Prescription
  readonly host: Host
}

async function requireUnchanged(
  database: Database,
  history: History | null,
  { prescription, host }: Bench,
): Promise<void> {
  const { examination, plan } = prescription
  const { adapter, options } = examination
  const project = await adapter.read(options, { files: host.files, environment: host.environment })
  const changed = changedSince(plan.expects, expectationOf({ project, history, live: await introspect(database) }))
  if (changed.length === 0) return
  throw refused(
    `Since the plan was made, ${changed.join(' and ')} changed; nothing was written.`,
    'Run the command again.',
  )
}

interface HistoryContext {
  readonly examination: Examination
  /** With the plan's files in place. */
  readonly project: Project
  readonly host: Host
}

/** Each step writes upon the history that the one before it left. */
async function writeHistory(writer: Writer, steps: readonly PlanStep[], context: HistoryContext): Promise<void> {
  const { examination, project, host } = context
  const { adapter } = examination
  let { history } = writer
  for (const step of steps.filter((one) => !writesFile(one))) {
    const one: Plan = { steps: [step], expects: { catalog: null, history: null, files: '' } }
    await writer.write(writesOf(one, { adapter, project, history, now: host.now() }))
    history = await adapter.readHistory(writer.database, project)
  }
}

/** One line of the question to the user. */
function stepSentence({ kind, migration, path }: PlanStep): string {
  const what = path ?? migration ?? ''
  return `${kind.replaceAll('-', ' ')} ${what}`.trim()
}

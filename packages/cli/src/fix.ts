import { resolve } from 'node:path'
import { type ExitCode, exitCodes, type FixReport, type Plan, type Proof, unusable } from '@migration-doctor/core'
import { closeAllScratches, connect } from '@migration-doctor/db'
import { makePlan, prove } from '@migration-doctor/fixer'
import { renderFix } from '@migration-doctor/reporters'
import { carryOut, type Order } from './cure/carry-out.ts'
import type { Examination } from './examine.ts'
import { codeOf } from './exit.ts'
import type { Host } from './host.ts'
import { urlOf } from './open-project.ts'
import type { ConsentArguments, FixArguments as FixOptions } from './options.ts'
import { deliver } from './output.ts'
import { type Progress, progressOn } from './progress.ts'
import { examineOne, optionsFor, type ReportArguments } from './session.ts'

export type FixArguments = ReportArguments & ConsentArguments & FixOptions

/** Plans the cure of one project and proves it; writes as much of it as was ordered. */
export async function runFix(args: FixArguments, host: Host): Promise<ExitCode> {
  const order = orderOf(args, host)
  const examination = await examineOne(args, 'when-known', host)
  const plan = planOf(examination, args, host)
  const url = examination.observation ? await urlOf(examination, host) : null
  const proof = await proofOf(plan, { examination, url, host })
  const outcome = await carryOut({ examination, url, plan, proof }, order, host)
  const report: FixReport = { schemaVersion: 1, plan, proof, outcome }
  await deliver(textOf(report, examination, { args, host }), args.output, host)
  return codeOfFix(report, examination, args)
}

/** A cure that does not hold is a safety check that says no; what has no cure counts as it does for `diagnose`. */
function codeOfFix({ plan, proof, outcome }: FixReport, { report }: Examination, args: FixArguments): ExitCode {
  const fails = proof.worlds.some(({ result }) => result === 'fails')
  if (outcome.result === 'refused' || (outcome.result === 'planned' && fails)) return exitCodes.refused
  const cured = new Set(plan.steps.flatMap(({ why }) => why))
  const findings = report.findings.filter(({ id }) => !cured.has(id))
  return args.only === undefined ? codeOf({ projects: [{ ...report, findings }] }, args['fail-on']) : exitCodes.ok
}

function orderOf({ emit, apply, out, yes, format }: FixArguments, host: Host): Order {
  if (format !== 'pretty' && format !== 'json')
    throw unusable(`fix has no format ${format}.`, 'It has pretty and json.')
  if (out !== undefined && (!emit || apply)) {
    throw unusable('--out says where --emit writes its files.', 'Say --emit --out <dir>, without --apply.')
  }
  return { emit, apply, yes, out: out === undefined ? null : resolve(host.cwd, out) }
}

function planOf({ project, adapter, analysis, observation }: Examination, args: FixArguments, host: Host): Plan {
  const history = observation && observation.history !== 'absent' ? observation.history : null
  const live = observation?.catalog ?? null
  const context = { project, adapter, analysis, history, live, strategy: args.strategy ?? null, now: host.now() }
  return makePlan(context, { only: args.only ?? [] })
}

interface Bench {
  readonly examination: Examination
  readonly url: string | null
  readonly host: Host
}

async function proofOf(plan: Plan, bench: Bench): Promise<Proof> {
  if (plan.steps.length === 0) return { worlds: [] }
  const progress = progressOn(bench.host.err)
  bench.host.cleanups.add(closeAllScratches)
  try {
    return await proven(plan, bench, progress)
  } finally {
    progress.done()
  }
}

async function proven(plan: Plan, { examination, url, host }: Bench, progress: Progress): Promise<Proof> {
  const { adapter, options, project, observation, settings, pgVersion } = examination
  progress.step(`${project.name}: proving the cure on scratch databases`)
  const connection = url === null ? null : await connect(url, { readOnly: true })
  try {
    return await prove(plan, {
      adapter,
      options,
      around: { files: host.files, environment: host.environment },
      project,
      history: observation && observation.history !== 'absent' ? observation.history : null,
      connection,
      pgVersion,
      ...(settings.shadowUrl === null ? {} : { shadowUrl: settings.shadowUrl }),
    })
  } finally {
    await connection?.close()
  }
}

function textOf(
  report: FixReport,
  examination: Examination,
  { args, host }: { args: FixArguments; host: Host },
): string {
  if (args.format === 'json') return `${JSON.stringify(report, null, 2)}\n`
  return renderFix(report, examination.report.findings, optionsFor([examination], args, host))
}

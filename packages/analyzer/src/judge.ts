import { type Evidence, type Place, placeIn, type ReplayOutcome, type ReplayResult } from '@migration-doctor/core'
import { Causes } from './cause.ts'
import { unlessSkipped } from './hidden.ts'
import type { Judgement } from './judgement.ts'
import { type Lifespans, lifespansOf } from './lifespan.ts'
import { reasonOf } from './reason.ts'
import { subjectOf } from './server-subject.ts'
import type { Timeline, TimelineStatement } from './timeline.ts'

export type { Judgement } from './judgement.ts'

export interface Judgements {
  readonly all: readonly Judgement[]
  readonly lifespans: Lifespans
}

/** Brings the simulator's refusals and the server's together: where a server was asked, its word stands. */
export function judge(timeline: Timeline, replay: ReplayResult | null, ownTable: string): Judgements {
  const outcomes = new Map<number, ReplayOutcome>()
  for (const outcome of replay?.outcomes ?? []) if (outcome.skipped === undefined) outcomes.set(outcome.number, outcome)
  const lifespans = lifespansOf(timeline)
  let causes: Causes | null = null
  const all: Judgement[] = []
  for (const statement of timeline.statements) {
    if (statement.swallowed) continue
    const refused = refusalOf(statement, outcomes.get(statement.number), replay?.server ?? '')
    // The tool makes its own table before the first migration; a scratch database has none.
    if (!refused || refused.subject?.name === ownTable) continue
    const missing = refused.subject?.fault === 'missing' ? refused.subject : null
    const found = missing && reasonOf(missing, statement.number, lifespans, timeline.pgVersion)
    const reason = found && unlessSkipped(found, { subject: missing, at: statement.number }, timeline.hidden)
    causes ??= new Causes(timeline, lifespans)
    all.push({ ...refused, reason, ...causes.of({ ...refused, reason }) })
  }
  return { all, lifespans }
}

type Refused = Omit<Judgement, 'reason' | 'causedBy' | 'joined'>

function refusalOf(statement: TimelineStatement, outcome: ReplayOutcome | undefined, server: string): Refused | null {
  const { verdict } = statement
  if (!outcome) {
    if (verdict.kind !== 'refused') return null
    const { sqlstate, message, place, subject } = verdict.refusal
    const evidence: Evidence = { level: 'simulated', ...(sqlstate === '' ? {} : { sqlstate }), detail: message }
    return { statement, sqlstate, message, place, subject, evidence, missed: false }
  }
  const { error } = outcome
  if (!error) return null
  const { sqlstate, message } = error
  const simulated = verdict.kind === 'refused' ? verdict.refusal : null
  const evidence: Evidence = { level: 'replayed', sqlstate, server, detail: message }
  const place = simulated?.place ?? pointed(statement, error.position)
  const subject = (simulated?.sqlstate === sqlstate ? simulated.subject : null) ?? subjectOf(error)
  return { statement, sqlstate, message, place, subject, evidence, missed: verdict.kind === 'accepted' }
}

/** `position` counts characters, not UTF-16 units, from 1. */
function pointed(statement: TimelineStatement, position: number | undefined): Place {
  const { chunk, span, text, place } = statement
  if (position === undefined || !chunk) return place
  const start = span.start + [...text].slice(0, position - 1).join('').length
  return placeIn(chunk, { start, end: start + 1 })
}

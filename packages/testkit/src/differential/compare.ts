import { simulate, type Timeline } from '@migration-doctor/analyzer'
import {
  type Catalog,
  compareCatalogs,
  type Migration,
  type Project,
  type ReplayOutcome,
  verbatimChunk,
} from '@migration-doctor/core'
import { introspect, replay, type Scratch } from '@migration-doctor/db'
import type { History } from './generate.ts'

/** Where the simulator and PostgreSQL part. */
export interface Disagreement {
  readonly kind: 'verdict' | 'catalog' | 'crash'
  readonly detail: string
  /** Alike for disagreements of the same sort: the two verdicts, or what differs in the catalogs. */
  readonly sort: string
}

/** The history as a project of plain SQL files. */
export function projectOf(history: History): Project {
  const files = history.migrations.map((statements, at) => {
    return { name: `${String(at + 1).padStart(3, '0')}_step.sql`, text: statements.map((one) => `${one};\n`).join('') }
  })
  const migrations = files.map(
    ({ name, text }): Migration => ({
      name,
      file: name,
      orderKey: name,
      up: [{ kind: 'sql', chunk: verbatimChunk(name, text) }],
      down: null,
      execution: history.execution,
      checksums: [],
      problems: [],
    }),
  )
  return {
    name: 'generated',
    tool: 'sql',
    toolVersion: null,
    root: '/generated',
    migrations,
    order: { by: 'bytes', why: 'generated', alternatives: [] },
    historyTable: { schema: null, name: 'migration_doctor_history' },
    defaultSchema: 'public',
    searchPath: ['public'],
    problems: [],
    sources: new Map(files.map(({ name, text }) => [name, text])),
  }
}

/** What came of running a history in both engines. */
export interface Comparison {
  /** `null`: they agree. */
  readonly disagreement: Disagreement | null
  readonly statements: number
  /** How many of the statements PostgreSQL refused. */
  readonly refused: number
  /** Statements of which we say that we cannot tell; the catalogs are not compared then. */
  readonly unknown: number
  /** Statements that only another server could judge, which says nothing about us; then nothing was compared. */
  readonly skipped: number
}

/** Where history and PostgreSQL part, on an empty database. `null`: nowhere. */
export async function disagreement(history: History, scratch: Scratch, pgVersion: number) {
  return (await compareEngines(history, scratch, pgVersion)).disagreement
}

/** Runs a history in both engines, on an empty database. */
export async function compareEngines(history: History, scratch: Scratch, pgVersion: number): Promise<Comparison> {
  const timeline = simulated(history, pgVersion)
  if ('kind' in timeline) return { disagreement: timeline, statements: 0, refused: 0, unknown: 0, skipped: 0 }
  await empty(scratch)
  const { outcomes } = await replay(timeline.replayScript(), scratch, { statementTimeoutMs: 10_000 })
  const counts = {
    statements: outcomes.length,
    refused: outcomes.filter((outcome) => outcome.error !== null).length,
    unknown: timeline.statements.filter(({ verdict }) => verdict.kind === 'unknown').length,
    skipped: outcomes.filter((outcome) => outcome.skipped !== undefined).length,
  }
  if (counts.skipped > 0 || contradicts(history, timeline)) return { disagreement: null, ...counts, skipped: 1 }
  const apart = byVerdict(timeline, outcomes)
  if (apart || counts.unknown > 0) return { disagreement: apart, ...counts }
  return { disagreement: byCatalog(timeline, await introspect(scratch.database)), ...counts }
}

function simulated(history: History, pgVersion: number): Timeline | Disagreement {
  try {
    return simulate(projectOf(history), { pgVersion })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { kind: 'crash', detail: `we break down: ${message}`, sort: message }
  }
}

/** What a history takes as given was there from the start for PostgreSQL, which it also makes or drops. */
function contradicts({ migrations }: History, timeline: Timeline): boolean {
  const given = timeline.replayScript().extensions ?? []
  const told = (name: string) =>
    migrations.flat().some((one) => one.includes(' EXTENSION ') && one.includes(`"${name}"`))
  return given.some(told)
}

function byVerdict(timeline: Timeline, outcomes: readonly ReplayOutcome[]): Disagreement | null {
  const byNumber = new Map(outcomes.map((outcome) => [outcome.number, outcome]))
  for (const { number, verdict, text } of timeline.statements) {
    const theirs = byNumber.get(number)?.error ?? null
    if (verdict.kind === 'unknown') continue
    const ours = verdict.kind === 'refused' ? verdict.refusal.sqlstate : null
    if (ours === (theirs?.sqlstate ?? null)) continue
    const our = verdict.kind === 'refused' ? `${ours} ${verdict.refusal.message}` : 'accepted'
    const their = theirs ? `${theirs.sqlstate} ${theirs.message}` : 'accepted'
    const sort = `${ours} / ${theirs?.sqlstate}`
    return { kind: 'verdict', detail: `we say ${our}, PostgreSQL says ${their}: ${text}`, sort }
  }
  return null
}

function byCatalog(timeline: Timeline, theirs: Catalog): Disagreement | null {
  // What the history takes as given was given to PostgreSQL too.
  const given = timeline.replayScript().extensions ?? []
  const [first] = compareCatalogs(timeline.catalog(), theirs).filter(
    ({ object }) => object.kind !== 'extension' || !given.includes(object.name),
  )
  if (!first) return null
  const facts = first.facts.map(
    ({ fact, left, right }) => `${fact}: ${JSON.stringify(left)} / ${JSON.stringify(right)}`,
  )
  const sort = `${first.kind} ${first.object.kind} ${first.facts.map(({ fact }) => fact).join()}`
  return { kind: 'catalog', detail: `${first.kind} ${first.key} ${facts.join(', ')}`, sort }
}

/** Faster than a database of its own for every history. Temporary tables and settings go with the session's state. */
async function empty({ database }: Scratch): Promise<void> {
  await database.script('ROLLBACK')
  await database.script('DISCARD ALL')
  await database.script(`DO $$
DECLARE name text;
BEGIN
  FOR name IN SELECT pubname FROM pg_publication LOOP
    EXECUTE format('DROP PUBLICATION %I', name);
  END LOOP;
  FOR name IN SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' LOOP
    EXECUTE format('DROP EXTENSION IF EXISTS %I CASCADE', name);
  END LOOP;
  FOR name IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
    EXECUTE format('DROP SCHEMA %I CASCADE', name);
  END LOOP;
END $$; CREATE SCHEMA public; SET search_path = public`)
}

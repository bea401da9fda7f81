import { simulate } from '@migration-doctor/analyzer'
import { compareCatalogs, type Migration, type Project, verbatimChunk } from '@migration-doctor/core'
import { introspect, replay, type Scratch } from '@migration-doctor/db'
import type { History } from './generate.ts'

/** Where the simulator and PostgreSQL part. */
export interface Disagreement {
  readonly kind: 'verdict' | 'catalog'
  readonly detail: string
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

/** Runs a history in both engines on an empty database. `null`: they agree. */
export async function disagreement(
  history: History,
  scratch: Scratch,
  pgVersion: number,
): Promise<Disagreement | null> {
  const timeline = simulate(projectOf(history), { pgVersion })
  await empty(scratch)
  const { outcomes } = await replay(timeline.replayScript(), scratch, { statementTimeoutMs: 10_000 })
  // What only another server could judge, such as a language, says nothing about us.
  if (outcomes.some((outcome) => outcome.skipped !== undefined)) return null
  const byNumber = new Map(outcomes.map((outcome) => [outcome.number, outcome]))
  for (const { number, verdict, text } of timeline.statements) {
    const theirs = byNumber.get(number)?.error ?? null
    if (verdict.kind === 'unknown') return { kind: 'verdict', detail: `we cannot tell (${verdict.reason}): ${text}` }
    const ours = verdict.kind === 'refused' ? verdict.refusal.sqlstate : null
    if (ours !== (theirs?.sqlstate ?? null)) {
      const our = verdict.kind === 'refused' ? `${ours} ${verdict.refusal.message}` : 'accepted'
      const their = theirs ? `${theirs.sqlstate} ${theirs.message}` : 'accepted'
      return { kind: 'verdict', detail: `we say ${our}, PostgreSQL says ${their}: ${text}` }
    }
  }
  const differences = compareCatalogs(timeline.catalog(), await introspect(scratch.database))
  const [first] = differences
  if (!first) return null
  const facts = first.facts.map(
    ({ fact, left, right }) => `${fact}: ${JSON.stringify(left)} / ${JSON.stringify(right)}`,
  )
  return { kind: 'catalog', detail: `${first.kind} ${first.key} ${facts.join(', ')}` }
}

async function empty(scratch: Scratch): Promise<void> {
  await scratch.database.script(`DO $$
DECLARE name text;
BEGIN
  FOR name IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
    EXECUTE format('DROP SCHEMA %I CASCADE', name);
  END LOOP;
END $$; CREATE SCHEMA public; SET search_path = public`)
}

/** The smallest part of the history on which the engines still disagree in the same way. */
export async function shrink(history: History, still: (smaller: History) => Promise<boolean>): Promise<History> {
  let best = history
  for (let changed = true; changed; ) {
    changed = false
    for (const smaller of smallerOnes(best)) {
      if (!(await still(smaller))) continue
      best = smaller
      changed = true
      break
    }
  }
  return best
}

function* smallerOnes({ execution, migrations }: History): Iterable<History> {
  if (migrations.length > 1) {
    for (const at of migrations.keys()) yield { execution, migrations: migrations.toSpliced(at, 1) }
  }
  for (const [at, statements] of migrations.entries()) {
    if (statements.length < 2) continue
    for (const one of statements.keys())
      yield { execution, migrations: migrations.with(at, statements.toSpliced(one, 1)) }
  }
}

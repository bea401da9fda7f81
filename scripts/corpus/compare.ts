import { readFileSync } from 'node:fs'
import { detectProject } from '@migration-doctor/adapters'
import { simulate, type TimelineStatement } from '@migration-doctor/analyzer'
import type { Project, ReplayOutcome, ReplayScript } from '@migration-doctor/core'
import { openScratch, replay } from '@migration-doctor/db'
import { nodeFiles, Random } from '@migration-doctor/testkit'
import type { CorpusProject } from './find.ts'
import { mutantOf } from './mutants.ts'

export interface CorpusOptions {
  readonly url: string
  readonly pgVersion: number
  readonly toolVersion: string | undefined
  /** How many mutants of every project to compare, too, and the seed of the first. */
  readonly mutants?: number
  readonly seed?: number
}

export interface CorpusResult {
  readonly directory: string
  readonly migrations: number
  readonly statements: number
  readonly unreadable: number
  /** Accepted by us, and refused by PostgreSQL for values or rows (22xxx, 23xxx). */
  readonly byRows: number
  /** What this server could not run: it lacks an extension, a role, a platform's schema. */
  readonly byServer: number
  /** `migration SQLSTATE`; `null`: none. */
  readonly firstByServer: string | null
  readonly firstBySimulator: string | null
  /** We refuse what PostgreSQL accepts. */
  readonly falseErrors: number
  /** PostgreSQL refuses what we accept. */
  readonly misses: number
  /** Both refuse, with different SQLSTATEs. */
  readonly otherStates: number
  readonly simulateMs: number
  readonly replayMs: number
  readonly disagreements: readonly string[]
}

/** Runs both engines over one project and compares them statement by statement. */
export async function compareProject(project: CorpusProject, options: CorpusOptions): Promise<CorpusResult> {
  const around = { files: nodeFiles, environment: {} }
  const { directory, migrations, tool } = project
  const wish = {
    cwd: directory,
    migrations,
    tool,
    ...(options.toolVersion ? { toolVersion: options.toolVersion } : {}),
  }
  const { adapter } = await detectProject(wish, around)
  const read = await adapter.read(wish, around)
  const result = await compareRead(read, directory, options)
  const mutants = []
  for (let number = 0; number < (options.mutants ?? 0); number++) {
    const random = new Random((options.seed ?? 1) + number)
    const mutant = await compareRead(mutantOf(read, random), directory, options)
    mutants.push(...mutant.disagreements.map((line) => `mutant ${(options.seed ?? 1) + number}: ${line}`))
  }
  return { ...result, disagreements: [...result.disagreements, ...mutants.filter(isAboutCatalog)] }
}

/** What only the rows decide would be said of every mutant again. */
function isAboutCatalog(line: string): boolean {
  return !/PostgreSQL says (?:23|22|P0)/.test(line)
}

async function compareRead(read: Project, directory: string, options: CorpusOptions): Promise<CorpusResult> {
  const { pgVersion } = options
  const started = performance.now()
  const timeline = simulate(read, { pgVersion })
  const simulateMs = performance.now() - started
  const scratch = await openScratch({ shadowUrl: options.url })
  try {
    const script = withPlatform(timeline.replayScript(), read)
    const { outcomes } = await replay(script, scratch, { statementTimeoutMs: 60_000 })
    const replayMs = performance.now() - started - simulateMs
    const aside = setAside(timeline.statements, outcomes)
    // What follows from rows, or from what the server lacks, is judged on the same ground by both.
    const again = simulate(read, { pgVersion, withheld: new Set([...aside.byRows, ...aside.byServer]) }).statements
    const counted = { directory, migrations: read.migrations.length, simulateMs, replayMs }
    const unreadable = timeline.statements.filter(({ verdict }) => verdict.kind === 'unknown').length
    const numbers = { byRows: aside.byRows.length, byServer: aside.byServer.length, unreadable }
    return {
      ...counted,
      ...numbers,
      ...compared(timeline.statements, outcomes, new Map(again.map((one) => [one.number, one]))),
    }
  } finally {
    await scratch.close()
  }
}

/** Before the first migration, the server gets what the project's platform has. */
function withPlatform(script: ReplayScript, { platformSchemas = [] }: Project): ReplayScript {
  if (!platformSchemas.includes('auth')) return script
  const made = new Set(['auth', 'storage', 'extensions', 'realtime', 'vault', 'graphql', 'graphql_public'])
  const text = readFileSync(new URL('supabase.sql', import.meta.url), 'utf8')
  return {
    ...script,
    ownTables: [text, ...(script.ownTables ?? [])],
    absentSchemas: platformSchemas.filter((name) => !made.has(name)),
  }
}

/** Numbers of the statements of which the server's answer says nothing about the catalog. */
function setAside(statements: readonly TimelineStatement[], outcomes: readonly ReplayOutcome[]) {
  const accepted = new Set(statements.flatMap(({ number, verdict }) => (verdict.kind === 'accepted' ? [number] : [])))
  const byRows = outcomes.filter(({ number, error }) => accepted.has(number) && /^2[23]/.test(error?.sqlstate ?? ''))
  const byServer = outcomes.filter(({ skipped }) => skipped !== undefined)
  return { byRows: byRows.map(({ number }) => number), byServer: byServer.map(({ number }) => number) }
}

type Compared = Omit<
  CorpusResult,
  'directory' | 'migrations' | 'simulateMs' | 'replayMs' | 'unreadable' | 'byRows' | 'byServer'
>

/** `again`: the statements by number as they are judged without what was set aside; what is right there is no disagreement. */
function compared(
  statements: readonly TimelineStatement[],
  outcomes: readonly ReplayOutcome[],
  again: ReadonlyMap<number, TimelineStatement>,
): Compared {
  const byNumber = new Map(outcomes.map((outcome) => [outcome.number, outcome]))
  const pairs = statements.map((statement) => ({ statement, outcome: byNumber.get(statement.number) }))
  const judged = pairs.filter(({ outcome }) => outcome !== undefined && outcome.skipped === undefined)
  const both = judged.map(({ statement, outcome }) => ({
    statement,
    ours: ourState(statement),
    theirs: outcome?.error?.sqlstate ?? null,
    says: outcome?.error?.message ?? '',
  }))
  const parting = both.filter(({ statement, theirs }) => {
    const other = again.get(statement.number)
    return other?.text !== statement.text || (ourState(other) !== undefined && ourState(other) !== theirs)
  })
  const falseErrors = parting.filter(({ ours, theirs }) => typeof ours === 'string' && theirs === null)
  const misses = parting.filter(({ ours, theirs }) => ours === null && theirs !== null)
  const otherStates = parting.filter(
    ({ ours, theirs }) => typeof ours === 'string' && theirs !== null && ours !== theirs,
  )
  const serverFirst = both.find(({ theirs }) => theirs !== null)
  const simulatorFirst = statements.find((statement) => typeof ourState(statement) === 'string')
  return {
    statements: statements.length,
    firstByServer: serverFirst ? `${serverFirst.statement.migration.name} ${serverFirst.theirs}` : null,
    firstBySimulator: simulatorFirst ? `${simulatorFirst.migration.name} ${ourState(simulatorFirst)}` : null,
    falseErrors: falseErrors.length,
    misses: misses.length,
    otherStates: otherStates.length,
    disagreements: [
      ...falseErrors.map(({ statement, ours }) =>
        line('false error', statement, `we say ${ours} ${messageOf(statement)}`),
      ),
      ...misses.map(({ statement, theirs, says }) => line('miss', statement, `PostgreSQL says ${theirs} ${says}`)),
      ...otherStates.map(({ statement, ours, theirs, says }) =>
        line('other state', statement, `we say ${ours}, PostgreSQL says ${theirs} ${says}`),
      ),
    ],
  }
}

/** Our SQLSTATE, `null` when we accept, `undefined` when we cannot tell. */
function ourState({ verdict }: TimelineStatement): string | null | undefined {
  if (verdict.kind === 'refused') return verdict.refusal.sqlstate
  return verdict.kind === 'accepted' ? null : undefined
}

function messageOf({ verdict }: TimelineStatement): string {
  return verdict.kind === 'refused' ? verdict.refusal.message : ''
}

function line(what: string, { migration, text }: TimelineStatement, says: string): string {
  return `${what}: ${migration.name}: ${says} | ${text.replace(/\s+/g, ' ').slice(0, 160)}`
}

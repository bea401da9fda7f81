import { type CatalogObject, keyOf } from '@migration-doctor/core'
import { type Connection, introspect, toServerError } from '@migration-doctor/db'
import { simulate } from '../../src/simulate.ts'
import { scriptProject } from '../script-project.ts'

/** One script, run statement by statement by the simulator and by a server. */
export interface BothRuns {
  /** `accepted`, a SQLSTATE, or `unknown: <reason>`; one for each statement. */
  readonly simulated: readonly string[]
  readonly real: readonly string[]
  /** What is in one catalog only, or otherwise there. */
  readonly differences: readonly string[]
}

/** Runs a script on an emptied database, and in the simulator. */
export async function runBoth(connection: Connection, script: string): Promise<BothRuns> {
  const pgVersion = Math.trunc(connection.server.versionNum / 10_000)
  const timeline = simulate(scriptProject(script), { pgVersion })
  await connection.script(
    'RESET ALL; DROP SCHEMA IF EXISTS app CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public; SET search_path = public',
  )
  const real: string[] = []
  for (const { text } of timeline.statements) real.push(await verdictOf(connection, text))
  const simulated = timeline.statements.map(({ verdict }) => {
    if (verdict.kind === 'refused') return verdict.refusal.sqlstate
    return verdict.kind === 'unknown' ? `unknown: ${verdict.reason}` : 'accepted'
  })
  const live = await introspect(connection)
  return { simulated, real, differences: compare([...timeline.catalog().objects.values()], [...live.objects.values()]) }
}

async function verdictOf(connection: Connection, text: string): Promise<string> {
  try {
    await connection.script(text)
    return 'accepted'
  } catch (error) {
    return toServerError(error).sqlstate
  }
}

function compare(simulated: readonly CatalogObject[], live: readonly CatalogObject[]): readonly string[] {
  const ours = new Set(simulated.map(lineOf))
  const theirs = new Set(live.map(lineOf))
  return [
    ...[...ours].filter((line) => !theirs.has(line)).map((line) => `only simulated: ${line}`),
    ...[...theirs].filter((line) => !ours.has(line)).map((line) => `only real: ${line}`),
  ]
}

/** An object in one line, with what a guard can change about it. */
function lineOf(object: CatalogObject): string {
  const key = keyOf(object)
  if (object.kind === 'column') return `${key} ${object.type}${object.notNull ? ' not null' : ''}`
  if (object.kind === 'enum') return `${key} ${object.labels.join('|')}`
  return key
}

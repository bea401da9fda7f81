import { readFile } from 'node:fs/promises'
import { type Catalog, compareCatalogs, type Difference, type Project } from '@migration-doctor/core'
import { type Connection, connect, introspect, toServerError } from '@migration-doctor/db'
import type { TestServer } from '@migration-doctor/testkit/server'
import { simulate } from '../../src/simulate.ts'
import { scriptProject } from '../script-project.ts'

/** Statements that share one empty database. */
export interface DdlScript {
  readonly name: string
  readonly text: string
  /** Runs in one transaction; only the last statement may be refused. */
  readonly inTransaction: boolean
}

/** One statement that the two engines judge differently. */
export interface Parting {
  readonly sql: string
  readonly simulated: string
  readonly real: string
}

export interface ScriptRun {
  readonly partings: readonly Parting[]
  /** Where the catalogs differ at the end, as lines. */
  readonly differences: readonly string[]
  /** Texts that the server prints and the simulator does not claim to know: `column:public.t.a default`. */
  readonly unclaimed: readonly string[]
  readonly claimed: number
  readonly counts: { readonly accepted: number; readonly refused: number; readonly unknown: number }
}

const heading = '--- '
const transactional = ' (one transaction)'

/** The scripts of a file: each begins with a line `--- name`. */
export async function scriptsOf(file: URL): Promise<readonly DdlScript[]> {
  const parts = `\n${await readFile(file, 'utf8')}`.split(`\n${heading}`).slice(1)
  return parts.map((part) => {
    const [title = '', ...lines] = part.split('\n')
    const inTransaction = title.endsWith(transactional)
    return { name: title.replace(transactional, '').trim(), text: lines.join('\n'), inTransaction }
  })
}

/** Runs a script on a new database and in the simulator. */
export async function runBoth(server: Pick<TestServer, 'createDatabase'>, script: DdlScript): Promise<ScriptRun> {
  const database = await server.createDatabase()
  const connection = await connect(database.url, { readOnly: false })
  try {
    return await compare(connection, script)
  } finally {
    await connection.close()
    await database.drop()
  }
}

async function compare(connection: Connection, script: DdlScript): Promise<ScriptRun> {
  const pgVersion = Math.trunc(connection.server.versionNum / 10_000)
  const timeline = simulate(projectOf(script), { pgVersion })
  const partings: Parting[] = []
  const counts = { accepted: 0, refused: 0, unknown: 0 }
  if (script.inTransaction) await connection.script('BEGIN')
  for (const { text, verdict } of timeline.statements) {
    const real = await askServer(connection, text)
    const state = verdict.kind === 'refused' ? verdict.refusal.sqlstate : verdict.kind
    const message =
      verdict.kind === 'refused' ? verdict.refusal.message : verdict.kind === 'unknown' ? verdict.reason : ''
    counts[verdict.kind]++
    // What cannot be known is no disagreement: it has to be said in the script, though, with a comment.
    const agree = verdict.kind === 'unknown' ? isSaid(text) : state === real.state
    if (!agree)
      partings.push({
        sql: text,
        simulated: `${state} ${message}`.trim(),
        real: `${real.state} ${real.message}`.trim(),
      })
  }
  if (script.inTransaction) await connection.script('COMMIT')
  // Nothing is left of a transaction in which a statement was refused.
  const undone = script.inTransaction && counts.refused > 0
  const [ours, theirs] = [timeline.catalog(), await introspect(connection)]
  const differences = undone ? [] : compareCatalogs(ours, theirs).map(lineOf)
  return { partings, differences, counts, ...claimsOf(ours, theirs) }
}

const texts = ['default', 'definition', 'partitionKey'] as const
const kinds: ReadonlySet<string> = new Set(['table', 'column', 'constraint', 'index', 'trigger'])

/** Which texts of what both have are claimed, and which are not. */
function claimsOf(ours: Catalog, theirs: Catalog): Pick<ScriptRun, 'unclaimed' | 'claimed'> {
  const unclaimed: string[] = []
  let claimed = 0
  for (const [key, object] of theirs.objects) {
    const own = new Map<string, unknown>(Object.entries(ours.objects.get(key) ?? {}))
    const real = new Map<string, unknown>(Object.entries(kinds.has(object.kind) ? object : {}))
    for (const fact of texts) {
      if (own.size === 0 || typeof real.get(fact) !== 'string') continue
      if (own.get(fact) === undefined) unclaimed.push(`${key} ${fact}`)
      else claimed++
    }
  }
  return { unclaimed, claimed }
}

/** `/* unknown *\/` in a statement: the simulator says that it cannot tell. */
const isSaid = (text: string): boolean => text.includes('/* unknown */')

async function askServer(connection: Connection, text: string): Promise<{ state: string; message: string }> {
  try {
    await connection.script(text)
    return { state: 'accepted', message: '' }
  } catch (error) {
    const { sqlstate, message } = toServerError(error)
    return { state: sqlstate, message }
  }
}

function lineOf({ kind, key, facts }: Difference): string {
  const told = facts.map(({ fact, left, right }) => `${fact}: ${JSON.stringify(left)} / ${JSON.stringify(right)}`)
  return [`${kind} ${key}`, ...told].join(' ')
}

export function projectOf({ text, inTransaction }: DdlScript): Project {
  return scriptProject(text, inTransaction ? 'migration' : 'none')
}

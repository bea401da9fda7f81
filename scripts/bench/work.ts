import { detectProject } from '@migration-doctor/adapters'
import { analyze, simulate } from '@migration-doctor/analyzer'
import type { Project } from '@migration-doctor/core'
import { bodySource, loadParser, parseScript } from '@migration-doctor/sql'
import { nodeFiles } from '@migration-doctor/testkit'
import libpgQuery from 'libpg-query'
import { findProjects } from '../corpus/find.ts'
import { historyKinds, projectOf, textsOf } from './histories.ts'
import { contest, processorClock, timeOf } from './measure.ts'

/** What runs in a process of its own, built as the product is; answers with one line of JSON. */
const tasks: Readonly<Record<string, (...words: string[]) => Promise<unknown>>> = {
  /** A generated history: parsing plus simulating, and judging, against the parser alone. */
  async judge(kind, migrations, rounds) {
    return contestOf([generated(kind, Number(migrations))], Number(rounds))
  },
  /** The same for every project in a folder, all together. */
  async corpus(folder = '', rounds) {
    return contestOf(await projectsIn(folder), Number(rounds))
  },
  /** One run over a long history, with the memory that it took. */
  async grow(kind, migrations) {
    const project = generated(kind, Number(migrations))
    simulate(generated(kind, 200))
    const milliseconds = await timeOf(() => simulate(project), processorClock)
    return { milliseconds, megabytes: process.resourceUsage().maxRSS / 1024 }
  },
}

function generated(name: string | undefined, migrations: number): Project {
  const kind = historyKinds.find((one) => one.name === name)
  if (!kind) throw new Error(`no kind of history is named ${name}`)
  const project = projectOf(kind, migrations)
  const [refused] = simulate(projectOf(kind, 3)).statements.filter(({ verdict }) => verdict.kind !== 'accepted')
  // A history that stops early would be judged in no time.
  if (refused) throw new Error(`${name}: ${JSON.stringify(refused.verdict)}: ${refused.text}`)
  return project
}

async function projectsIn(folder: string): Promise<readonly Project[]> {
  const around = { files: nodeFiles, environment: {} }
  const projects: Project[] = []
  for (const { directory, migrations, tool } of await findProjects(folder)) {
    const wish = { cwd: directory, migrations, tool }
    try {
      projects.push(await (await detectProject(wish, around)).adapter.read(wish, around))
    } catch (error) {
      console.error(`${directory}: ${error instanceof Error ? error.message : error}`)
    }
  }
  return projects
}

async function contestOf(projects: readonly Project[], rounds: number) {
  const texts = projects.flatMap(textsOf)
  const bodies = texts.flatMap(bodiesOf)
  const parseAlone = () => {
    for (const text of texts) tried(() => libpgQuery.parseSync(text))
    // PL/pgSQL bodies are SQL, too, and take the same library to read.
    for (const body of bodies) tried(() => libpgQuery.parsePlPgSQLSync(body))
  }
  const simulateAll = () => projects.map((project) => simulate(project))
  const timelines = simulateAll()
  const simulated = await contest({ ours: simulateAll, floor: parseAlone }, rounds, processorClock)
  const judgeAll = () => projects.map((project, at) => timelines[at] && analyze({ project, timeline: timelines[at] }))
  const judged = await contest({ ours: judgeAll, floor: parseAlone }, rounds, processorClock)
  return { simulated, judged, statements: timelines.reduce((sum, { statements }) => sum + statements.length, 0) }
}

/** Statements whose body is PL/pgSQL. */
function bodiesOf(text: string): readonly string[] {
  return parseScript(text).items.flatMap((item) => {
    if (!('statement' in item) || bodySource(item.statement, text)?.language !== 'plpgsql') return []
    return [text.slice(item.statement.span.start, item.statement.span.end)]
  })
}

/** Some real histories hold statements that PostgreSQL refuses. */
function tried(work: () => unknown): void {
  try {
    work()
  } catch (error) {
    if (!(error instanceof Error)) throw error
  }
}

await loadParser()
const [task = '', ...words] = process.argv.slice(2)
const run = tasks[task]
if (!run) throw new Error(`no task is named ${task}`)
console.log(JSON.stringify(await run(...words)))

import type {
  Migration,
  ModelDrift,
  ModelUnknown,
  Project,
  ReadingProblem,
  SqlStep,
  Step,
} from '@migration-doctor/core'
import type { Executed, Execution, Stage } from '../../adapter.ts'
import { discover } from '../discover.ts'
import { joinPath, relativeTo } from '../evaluate/path.ts'
import type { SourceStore } from '../evaluate/source.ts'
import { openProject } from '../open.ts'
import { chunkAt, findCall, framesOf } from './frame.ts'
import type { ThrownError } from './messages.ts'
import { compareModel } from './model/compare.ts'
import { needsNotes } from './notes.ts'
import { type LoadedClass, Performance } from './performance.ts'
import type { Recorded, Recording } from './record.ts'

/**
 * Runs the user's classes by the user's own TypeORM on a scratch database and puts what they send in the place of what was read.
 * What cannot be loaded or run keeps what was read, and a problem says so.
 * @throws DoctorError (exit code 2) when TypeORM is not installed where the project would load it from.
 */
export async function executeTypeorm(
  project: Project,
  { options, around, stage, model }: Execution,
): Promise<Executed> {
  const { workshop, found } = await openProject(options, around)
  const { store } = workshop
  const { sources } = await discover(around.files, { cwd: store.root, migrations: options.migrations }, found)
  const naming = found.config.namingStrategy === null ? null : found.config.file
  const performance = new Performance(stage, {
    base: found.base,
    files: [...new Set(sources.map(({ path }) => path))],
    strategyFile: naming,
    notes: needsNotes(project),
    options: optionsOf(found.config.schema, found.config.uuidExtension, project),
  })
  try {
    const classes = await performance.load()
    const work = { classes, performance, store, stage }
    const ups = await allUps(project, work)
    const compared = model ? await modelOf(ups, { file: found.config.file, base: found.base }, work) : null
    return { project: await performed(project, ups, work), model: compared }
  } finally {
    await performance.close()
  }
}

function optionsOf(schema: string | null, uuidExtension: string, { historyTable }: Project): object {
  return { uuidExtension, migrationsTableName: historyTable.name, ...(schema === null ? {} : { schema }) }
}

interface Work {
  readonly classes: readonly LoadedClass[]
  readonly performance: Performance
  readonly store: SourceStore
  readonly stage: Stage
}

type Ups = ReadonlyMap<Migration, Ran>

/** In effective order. */
async function allUps({ migrations }: Project, work: Work): Promise<Ups> {
  const ups = new Map<Migration, Ran>()
  for (const [at, migration] of migrations.entries()) {
    work.stage.onProgress?.(at, migrations.length)
    ups.set(migration, await executed(migration, 'up', work))
  }
  return ups
}

/** Compares the entities with what the ways up have left behind. */
async function modelOf(
  ups: Ups,
  { file, base }: { readonly file: string | null; readonly base: string },
  { classes, stage, store }: Work,
): Promise<ModelDrift | ModelUnknown> {
  if (file === null) return { needs: 'a data source file (--schema names it)' }
  const broken = classes.find(({ error }) => error !== null)
  if (broken) {
    const reason = firstLine(broken.error ?? '')
    return { needs: `migrations that can be loaded (${relativeTo(store.root, broken.file)}: ${reason})` }
  }
  for (const [{ name }, { refused }] of ups) {
    if (refused !== null) return { needs: `migrations that run through (${name}: ${firstLine(refused)})` }
  }
  return compareModel(stage, { file, shown: relativeTo(store.root, file), base })
}

/** The project with what was sent; every way down is run in the opposite order. */
async function performed(project: Project, ups: Ups, work: Work): Promise<Project> {
  const { store } = work
  const downs = new Map<Migration, Ran>()
  for (const migration of project.migrations.toReversed()) {
    if (migration.down !== null) downs.set(migration, await executed(migration, 'down', work))
  }
  const migrations = project.migrations.map((migration): Migration => {
    const up = ups.get(migration)
    const down = downs.get(migration)
    return {
      ...migration,
      up: up?.steps ?? migration.up,
      down: down?.steps ?? migration.down,
      problems: [...migration.problems, ...(up?.problem ? [up.problem] : [])],
    }
  })
  const unknown = work.classes.flatMap(({ file, error }) => (error === null ? [] : [notLoaded(file, error, store)]))
  const sources = new Map([...project.sources, ...store.sources()])
  return { ...project, migrations, problems: [...project.problems, ...unknown], sources }
}

function notLoaded(file: string, error: string, { root }: SourceStore): ReadingProblem {
  const place = { file: relativeTo(root, file), span: { start: 0, end: 0 } }
  return { rule: 'unreadable-statement', place, data: { reason: `the file cannot be run here: ${firstLine(error)}` } }
}

interface Ran {
  /** `null`: it was not run, and what was read stands. */
  readonly steps: readonly Step[] | null
  readonly problem: ReadingProblem | null
  /** Why what it asks for is not all there afterwards. */
  readonly refused: string | null
}

async function executed(migration: Migration, method: 'up' | 'down', work: Work): Promise<Ran> {
  const { classes, performance, store } = work
  const path = joinPath(store.root, migration.file)
  const found = classes.find(({ name, file }) => name === migration.name && file === path)
  const loaded = found ?? classes.find(({ name, index }) => name === migration.name && index >= 0)
  if (!loaded || loaded.index < 0) return { steps: null, problem: null, refused: 'it was not found where it should be' }
  const inTransaction = method === 'down' || migration.execution.transaction !== 'none'
  const recording = await performance.run(loaded.index, method, inTransaction)
  const read = (method === 'up' ? migration.up : migration.down) ?? []
  const steps = await stepsOf(recording, { read, path, store })
  const { thrown, refused } = recording
  const all = thrown ? [...steps, await lastStep(thrown, path, store)] : steps
  return { steps: all, problem: null, refused: refused[0] ?? null }
}

/** Where and why the program ended; what it would have sent afterwards nobody knows. */
async function lastStep({ message, stack, tool }: ThrownError, path: string, store: SourceStore): Promise<Step> {
  const call = await findCall(framesOf(stack, store.root), path, null, store)
  const place = call ? chunkAt('', call).place : { file: relativeTo(store.root, path), span: { start: 0, end: 0 } }
  if (tool) return { kind: 'refusal', place, message: firstLine(message), missing: null }
  return { kind: 'unreadable', place, reason: `the program throws “${firstLine(message)}”`, mayTouch: [] }
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').trim()
}

interface Around {
  readonly read: readonly Step[]
  /** The migration's own file, absolute. */
  readonly path: string
  readonly store: SourceStore
}

/** What was read knows best where the text of a statement stands; for the rest the stack tells. */
async function stepsOf({ statements }: Recording, { read, path, store }: Around): Promise<readonly SqlStep[]> {
  const known = read.flatMap((step) => (step.kind === 'sql' ? [step] : []))
  const steps: SqlStep[] = []
  let next = 0
  for (const recorded of statements) {
    const at = known.findIndex((step, index) => index >= next && step.chunk.text === recorded.sql)
    const same = known[at]
    if (same) next = at + 1
    steps.push(same ? { ...same, ...factsOf(recorded) } : await stepAt(recorded, path, store))
  }
  return steps
}

function factsOf({ parameters, elsewhere, swallowed }: Recorded): Partial<SqlStep> {
  return {
    ...(parameters && parameters.length > 0 ? { parameters } : {}),
    ...(swallowed ? { swallow: true } : {}),
    ...(elsewhere ? { elsewhere } : {}),
  }
}

async function stepAt(recorded: Recorded, path: string, store: SourceStore): Promise<SqlStep> {
  const { sql, method, stack } = recorded
  const call = await findCall(framesOf(stack, store.root), path, method, store)
  const place = { file: relativeTo(store.root, path), span: { start: 0, end: 0 } }
  const chunk = call ? chunkAt(sql, call) : { text: sql, place, pieces: [] }
  return { kind: 'sql', chunk, ...factsOf(recorded) }
}

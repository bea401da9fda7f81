import path from 'node:path'
import {
  type Migration,
  type Project,
  type ReadingProblem,
  type Step,
  unusable,
  verbatimChunk,
} from '@migration-doctor/core'
import type { ProjectOptions, Surroundings } from '../adapter.ts'
import { errorCode, relativeTo } from '../project-files.ts'
import type { Dialect, FileName, Range } from './dialect.ts'
import { type FoundFolder, findFolders, theFolder } from './folder.ts'
import { explainFileOrder } from './order.ts'

/** Reads a folder of SQL migrations. @throws DoctorError (2) when there is none, or it cannot be used. */
export async function readSql(options: ProjectOptions, around: Surroundings): Promise<Project> {
  const folder = theFolder(await findFolders(options, around), options)
  const { dialect } = folder
  const names = namesOf(folder)
  const sources = new Map<string, string>()
  const migrations: Migration[] = []
  for (const unit of unitsOf(names, dialect)) {
    migrations.push(await readUnit(unit, { folder, options, around, sources }))
  }
  const table = options.historyTable ?? dialect.table
  return {
    name: options.name ?? path.basename(options.cwd),
    tool: 'sql',
    dialect: dialect.name,
    toolVersion: null,
    root: options.cwd,
    migrations,
    order: explainFileOrder(migrations, dialect),
    historyTable: { schema: table.schema, name: table.name },
    defaultSchema: 'public',
    searchPath: ['public'],
    problems: migrations.length === 0 ? [emptyFolder(folder)] : [],
    sources,
  }
}

function emptyFolder(folder: FoundFolder): ReadingProblem {
  return { rule: 'no-migrations', place: null, data: { folder: folder.facts.folder } }
}

function namesOf({ facts, dialect }: FoundFolder): readonly FileName[] {
  return facts.names.flatMap((file) => dialect.parseName(file) ?? []).sort(dialect.compare)
}

/** What makes one migration: an up file with its down file, or one file with both. */
interface Unit {
  readonly up: FileName
  readonly down: FileName | null
  /** Another up file has the same key. */
  readonly twin: FileName | null
}

function unitsOf(names: readonly FileName[], _dialect: Dialect): readonly Unit[] {
  const ups = names.filter(({ direction }) => direction !== 'down')
  const downs = names.filter(({ direction }) => direction === 'down')
  return ups.map((up, index) => ({
    up,
    down: downs.find((down) => down.key === up.key || down.file.replace('.down.', '.up.') === up.file) ?? null,
    twin: ups.slice(0, index).find((other) => other.key === up.key) ?? null,
  }))
}

interface Reading {
  readonly folder: FoundFolder
  readonly options: ProjectOptions
  readonly around: Surroundings
  readonly sources: Map<string, string>
}

async function readUnit(unit: Unit, reading: Reading): Promise<Migration> {
  const { dialect } = reading.folder
  const text = await readSource(unit.up, reading)
  const file = shownPath(unit.up, reading)
  const sections = dialect.sections(text)
  const binary = text.includes('\0')
  const down = unit.down ? await readDown(unit.down, reading) : downSteps(sections.down, file, text)
  return {
    name: unit.up.file,
    file,
    orderKey: unit.up.orderKey,
    up: binary ? [] : stepsOf(sections.up, file, text),
    down,
    execution: dialect.execution(sections.outsideTransaction),
    checksums: dialect.checksums(text),
    problems: [...(binary ? [binaryFile(file)] : []), ...twinProblem(unit), ...(sections.problems ?? [])],
  }
}

async function readSource(name: FileName, reading: Reading): Promise<string> {
  const shown = shownPath(name, reading)
  try {
    const text = await reading.around.files.readText(path.join(reading.folder.path, name.file))
    reading.sources.set(shown, text)
    return text
  } catch (error) {
    throw unusable(
      `${shown} cannot be read (${errorCode(error) ?? String(error)}).`,
      'Check the permissions of the file.',
    )
  }
}

function shownPath(name: FileName, { folder, options }: Reading): string {
  return relativeTo(options.cwd, path.join(folder.path, name.file))
}

async function readDown(name: FileName, reading: Reading): Promise<readonly Step[]> {
  const text = await readSource(name, reading)
  return stepsOf([{ start: 0, end: text.length }], shownPath(name, reading), text)
}

function downSteps(ranges: readonly Range[] | null, file: string, text: string): readonly Step[] | null {
  return ranges ? stepsOf(ranges, file, text) : null
}

function stepsOf(ranges: readonly Range[], file: string, text: string): readonly Step[] {
  return ranges.map(({ start, end }) => ({ kind: 'sql', chunk: verbatimChunk(file, text.slice(start, end), start) }))
}

function binaryFile(file: string): ReadingProblem {
  const place = { file, span: { start: 0, end: 0 } }
  return { rule: 'unreadable-statement', place, data: { file, reason: 'The file holds NUL bytes: it is no SQL text.' } }
}

function twinProblem({ up, twin }: Unit): readonly ReadingProblem[] {
  if (!twin) return []
  return [{ rule: 'duplicate-identity', place: null, data: { identity: up.key, first: twin.file, second: up.file } }]
}

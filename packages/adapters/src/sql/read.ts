import path from 'node:path'
import { type Migration, type Project, type ReadingProblem, type Step, unusable } from '@migration-doctor/core'
import type { ProjectOptions, Surroundings } from '../adapter.ts'
import { errorCode, mapInBatches, relativeTo } from '../project-files.ts'
import { chunkOf } from './chunk.ts'
import type { Dialect, FileName, Range } from './dialect.ts'
import { type FoundFolder, filesOf, findFolders, journalFile, theFolder } from './folder.ts'
import { explainFileOrder } from './order.ts'
import { runsOutside } from './outside.ts'

/** Reads a folder of SQL migrations. @throws DoctorError (2) when there is none, or it cannot be used. */
export async function readSql(options: ProjectOptions, around: Surroundings): Promise<Project> {
  const folder = theFolder(await findFolders(options, around), options)
  const { dialect } = folder
  const names = filesOf(folder.facts, dialect)
  const sources = new Map<string, string>(journalOf(folder))
  const migrations = await mapInBatches(unitsOf(names), (unit) => readUnit(unit, { folder, options, around, sources }))
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
    ...(dialect.schemas ? { schemas: dialect.schemas } : {}),
    ...(dialect.platformSchemas ? { platformSchemas: dialect.platformSchemas } : {}),
    problems: migrations.length === 0 ? [emptyFolder(folder)] : [],
    sources,
  }
}

function journalOf({ facts }: FoundFolder): readonly (readonly [string, string])[] {
  return facts.journal === null ? [] : [[`${facts.folder}/${journalFile}`, facts.journal]]
}

function emptyFolder(folder: FoundFolder): ReadingProblem {
  return { rule: 'no-migrations', place: null, data: { folder: folder.facts.folder } }
}

/** What makes one migration: an up file with its down file, or one file with both. */
interface Unit {
  readonly up: FileName
  readonly down: FileName | null
  /** Another up file has the same key. */
  readonly twin: FileName | null
}

function unitsOf(names: readonly FileName[]): readonly Unit[] {
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
  const file = shownPath(unit.up, reading)
  const known = { name: unit.up.file, file, orderKey: unit.up.orderKey }
  if (unit.up.language !== undefined)
    return { ...known, ...unreadable(unit.up.language, file), problems: twinProblem(unit, reading) }
  const text = await readSource(unit.up, reading)
  const sections = dialect.sections(text)
  const binary = text.includes('\0')
  const outside =
    sections.outsideTransaction || (dialect.leavesTransactionFor !== undefined && (await runsOutside(text)))
  return {
    ...known,
    up: binary ? [] : stepsOf(sections.up, { file, text, dialect }),
    down: await downOf(unit.down, sections.down, { file, text, dialect }, reading),
    execution: dialect.execution(outside),
    checksums: dialect.checksums(text),
    problems: [...(binary ? [binaryFile(file)] : []), ...twinProblem(unit, reading), ...(sections.problems ?? [])],
  }
}

/** A migration in a programming language may do anything. */
function unreadable(language: string, file: string): Pick<Migration, 'up' | 'down' | 'execution' | 'checksums'> {
  const place = { file, span: { start: 0, end: 0 } }
  const reason = `The migration is written in ${language}, which is not read.`
  return {
    up: [{ kind: 'unreadable', place, reason, mayTouch: null }],
    down: null,
    execution: { transaction: 'none', send: 'script' },
    checksums: [],
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

interface Source {
  readonly file: string
  readonly text: string
  readonly dialect: Dialect
}

async function downOf(
  file: FileName | null,
  ranges: readonly Range[] | null,
  source: Source,
  reading: Reading,
): Promise<readonly Step[] | null> {
  if (!file || file.language !== undefined) return ranges ? stepsOf(ranges, source) : null
  const text = await readSource(file, reading)
  return stepsOf([{ start: 0, end: text.length }], { ...source, file: shownPath(file, reading), text })
}

function stepsOf(ranges: readonly Range[], { file, text, dialect }: Source): readonly Step[] {
  const replacements = dialect.expand?.(text) ?? []
  return ranges.map((range) => ({ kind: 'sql', chunk: chunkOf(range, { file, text, replacements }) }))
}

function binaryFile(file: string): ReadingProblem {
  const place = { file, span: { start: 0, end: 0 } }
  return { rule: 'unreadable-statement', place, data: { file, reason: 'The file holds NUL bytes: it is no SQL text.' } }
}

/** Home-made runners may well accept two files of one number; a known tool does not. */
function twinProblem({ up, twin }: Unit, { folder }: Reading): readonly ReadingProblem[] {
  if (!twin || folder.strength === 1) return []
  return [{ rule: 'duplicate-identity', place: null, data: { identity: up.key, first: twin.file, second: up.file } }]
}

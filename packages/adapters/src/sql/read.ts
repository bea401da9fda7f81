import path from 'node:path'
import type { Execution, Migration, Project, ReadingProblem, Step } from '@migration-doctor/core'
import type { ProjectOptions, Surroundings } from '../adapter.ts'
import { mapInBatches, readIfThere, relativeTo } from '../project-files.ts'
import { chunkOf } from './chunk.ts'
import type { Dialect, FileName, Sections, ToolRefusal } from './dialect.ts'
import { type FoundFolder, filesOf, findFolders, journalFile, theFolder } from './folder.ts'
import { wholeFile } from './mark-lines.ts'
import { explainFileOrder } from './order.ts'
import { runsOutside } from './outside.ts'
import { copyDataIn, isForPsql } from './psql/recognise.ts'
import { psqlSteps } from './psql/steps.ts'
import { encodingProblem, readSource, type Source, type SourceFiles, textStart } from './source.ts'

/** Reads a folder of SQL migrations. @throws DoctorError (2) when there is none, or it cannot be used. */
export async function readSql(options: ProjectOptions, around: Surroundings): Promise<Project> {
  const folder = theFolder(await findFolders(options, around), options)
  const { dialect } = folder
  const names = filesOf(folder.facts, dialect)
  const sources = new Map<string, string>(journalOf(folder))
  const migrations = await mapInBatches(unitsOf(names), (unit) =>
    readUnit(unit, { folder, options, files: around.files, sources }),
  )
  const table = options.historyTable ?? dialect.table
  return {
    name: options.name ?? path.basename(options.cwd),
    tool: 'sql',
    dialect: dialect.name,
    ...(typeof options.dialect === 'object' ? { dialectSettings: options.dialect } : {}),
    toolVersion: null,
    root: options.cwd,
    migrations,
    order: explainFileOrder(migrations, dialect),
    historyTable: { schema: table.schema, name: table.name },
    defaultSchema: 'public',
    searchPath: dialect.searchPath ?? ['public'],
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

interface Reading extends SourceFiles {
  readonly folder: FoundFolder
  readonly options: ProjectOptions
}

async function readUnit(unit: Unit, reading: Reading): Promise<Migration> {
  const { dialect } = reading.folder
  const file = shownPath(unit.up, reading)
  const known = { name: unit.up.file, file, orderKey: unit.up.orderKey }
  if (unit.up.language !== undefined)
    return { ...known, ...unreadable(unit.up.language, file), problems: twinProblem(unit, reading) }
  if (unit.up.absent) return { ...known, ...absent(file, dialect) }
  const source = await sourceOf(unit.up, reading)
  const sections = dialect.sections(source.text)
  const up = await stepsOf(sections, source, reading)
  return {
    ...known,
    up: up.steps,
    down: await downOf(unit.down, sections, source, reading),
    execution: up.psql ? psqlExecution : dialect.execution(await runsWithout(sections, source, reading)),
    checksums: dialect.checksums(source.text),
    problems: [...encodingProblem(source, dialect), ...twinProblem(unit, reading), ...(sections.problems ?? [])],
  }
}

/** psql sends every statement by itself, and holds no transaction that the script does not open. */
const psqlExecution: Execution = { transaction: 'none', send: 'statement' }

async function runsWithout(
  sections: Sections,
  { text, path: file }: Source,
  { folder, files }: Reading,
): Promise<boolean> {
  const { settings, leavesTransactionFor } = folder.dialect
  const own = settings && (await readIfThere(files, settings.fileOf(file)))
  const said = settings && typeof own === 'string' ? settings.outside(own) : null
  return said ?? (sections.outsideTransaction || (leavesTransactionFor !== undefined && (await runsOutside(text))))
}

/** The tool stops at a file that its list names and that is not there. */
function absent(file: string, dialect: Dialect): Omit<Migration, 'name' | 'file' | 'orderKey'> {
  const problem = { rule: 'missing-script', place: null, data: { file, reason: 'ENOENT' } }
  return { up: [], down: null, execution: dialect.execution(false), checksums: [], problems: [problem] }
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

function sourceOf(name: FileName, reading: Reading): Promise<Source> {
  return readSource(path.join(reading.folder.path, name.file), shownPath(name, reading), reading)
}

function shownPath(name: FileName, { folder, options }: Reading): string {
  return relativeTo(options.cwd, path.join(folder.path, name.file))
}

async function downOf(
  file: FileName | null,
  sections: Sections,
  source: Source,
  reading: Reading,
): Promise<readonly Step[] | null> {
  if (file && file.language === undefined) {
    const own = await sourceOf(file, reading)
    return (await stepsOf(wholeFile(own.text), own, reading)).steps
  }
  return sections.down && (await stepsOf({ ...wholeFile(''), up: sections.down }, source, reading)).steps
}

/** What the ranges of `up` send. */
async function stepsOf(
  { up, refusal }: Sections,
  source: Source,
  reading: Reading,
): Promise<{ readonly steps: readonly Step[]; readonly psql: boolean }> {
  const { file, text } = source
  const { dialect } = reading.folder
  if (source.binary) return { steps: [], psql: false }
  if (await isForPsql(text, dialect))
    return { steps: await psqlSteps(source, { ...reading, cwd: reading.options.cwd }), psql: true }
  const replacements = [...(dialect.expand?.(text) ?? []), ...(await copyDataIn(text, dialect))]
  const first = textStart(source, dialect)
  const steps = up.map((range): Step => {
    const sent = { start: Math.max(range.start, first), end: range.end }
    return { kind: 'sql', chunk: chunkOf(sent, { file, text, replacements }) }
  })
  return { steps: [...(refusal ? [refusalStep(refusal, file)] : []), ...steps], psql: false }
}

function refusalStep({ message, start, end }: ToolRefusal, file: string): Step {
  return { kind: 'refusal', place: { file, span: { start, end } }, message, missing: null }
}

/** Home-made runners may well accept two files of one number; a known tool does not. */
function twinProblem({ up, twin }: Unit, { folder }: Reading): readonly ReadingProblem[] {
  if (!twin || folder.strength === 1) return []
  return [{ rule: 'duplicate-identity', place: null, data: { identity: up.key, first: twin.file, second: up.file } }]
}

import { basename, resolve } from 'node:path'
import { type DialectSettings, type Severity, type Tool, unusable } from '@migration-doctor/core'
import { type LoadedConfiguration, loadConfiguration, type ProjectConfiguration } from './config.ts'
import type { Host } from './host.ts'
import type { DatabaseArguments, ExecuteArguments, ProjectArguments } from './options.ts'

export type ReplayMode = 'auto' | 'always' | 'never'
export type RuleSetting = 'off' | Severity

/** All that was said about one project, on the command line first, in the configuration second. */
export interface ProjectSettings {
  /** The name it is configured under; `null` for the only one. */
  readonly name: string | null
  readonly cwd: string
  readonly tool: 'auto' | Tool
  readonly migrations: readonly string[]
  /** For plain SQL: a dialect by its name, or one of the user's own. */
  readonly dialect: string | DialectSettings | null
  readonly historyTable: { readonly schema: string | null; readonly name: string } | null
  readonly schemaFile: string | null
  readonly toolVersion: string | null
  readonly pgVersion: number | null
  readonly replay: ReplayMode
  /** Whether the model is compared with the migrations. */
  readonly model: boolean
  readonly url: string | null
  readonly shadowUrl: string | null
  /** Run the migrations instead of reading them. */
  readonly execute?: boolean
}

export interface Settings {
  readonly projects: readonly ProjectSettings[]
  readonly rules: Readonly<Record<string, RuleSetting>>
}

/** The words of the command line that say which project, and how to read it. */
export type SettingsArguments = Partial<ProjectArguments & DatabaseArguments & ExecuteArguments>

/**
 * Joins the command line and the configuration.
 * @throws DoctorError (exit code 2) for a folder, a project or a value that cannot be meant.
 */
export async function settingsOf(args: SettingsArguments, host: Host): Promise<Settings> {
  const cwd = resolve(host.cwd, args.cwd ?? '.')
  if ((await host.files.kind(cwd)) !== 'directory') {
    throw unusable(`There is no folder ${cwd}.`, 'Name the project’s folder with --cwd.')
  }
  const loaded = await loadConfiguration(cwd, args.config === undefined ? undefined : resolve(host.cwd, args.config))
  const named = chosen(namedProjects(loaded), args.project)
  const projects = named.map(([name, configured]) => projectSettings(name, configured, { args, cwd, loaded }))
  return { projects, rules: loaded?.configuration.rules ?? {} }
}

type NamedConfiguration = readonly [name: string | null, configured: ProjectConfiguration]

/** Top-level options are what every project starts from. */
function namedProjects(loaded: LoadedConfiguration | null): readonly NamedConfiguration[] {
  if (!loaded) return [[null, {}]]
  const { projects, rules: _rules, $schema: _schema, ...common } = loaded.configuration
  if (!projects) return [[null, common]]
  return Object.entries(projects).map(([name, own]) => [name, { ...common, ...own }] as const)
}

function chosen(projects: readonly NamedConfiguration[], wanted: string | undefined): readonly NamedConfiguration[] {
  if (wanted === undefined) return projects
  const found = projects.filter(([name]) => name === wanted)
  if (found.length > 0) return found
  const names = projects.flatMap(([name]) => name ?? [])
  throw unusable(
    `No project is called ${wanted}.`,
    names.length > 0 ? `Configured: ${names.join(', ')}.` : 'No configuration names any project.',
  )
}

interface Around {
  readonly args: SettingsArguments
  readonly cwd: string
  readonly loaded: LoadedConfiguration | null
}

function projectSettings(name: string | null, configured: ProjectConfiguration, around: Around): ProjectSettings {
  const { args, cwd, loaded } = around
  const folder = args.cwd === undefined && loaded ? resolve(loaded.folder, configured.cwd ?? '.') : cwd
  const historyTable = args['history-table'] ?? configured.historyTable
  return {
    name,
    cwd: folder,
    tool: args.tool ?? configured.tool ?? 'auto',
    migrations: args.migrations ?? asList(configured.migrations),
    dialect: args.dialect ?? configured.dialect ?? null,
    historyTable: historyTable === undefined ? null : tableName(historyTable),
    schemaFile: args.schema ?? configured.schema ?? null,
    toolVersion: args['tool-version'] ?? configured.toolVersion ?? null,
    pgVersion: serverVersion(args['pg-version'] ?? configured.pgVersion),
    replay: args.replay ?? configured.replay ?? 'auto',
    model: args.model ?? configured.model ?? false,
    url: args.url ?? configured.url ?? null,
    shadowUrl: args['shadow-url'] ?? configured.shadowUrl ?? null,
    ...(args.execute ? { execute: true } : {}),
  }
}

function asList(value: string | readonly string[] | undefined): readonly string[] {
  return typeof value === 'string' ? [value] : (value ?? [])
}

/** `table`, `schema.table`, either in double quotes. */
function tableName(text: string): { readonly schema: string | null; readonly name: string } {
  const parts = text.split('.').map((part) => part.replace(/^"(.*)"$/, '$1'))
  const [first = '', second, third] = parts
  if (third !== undefined || parts.includes('')) {
    throw unusable(
      `${text} is not the name of a table.`,
      'Write --history-table table or --history-table schema.table.',
    )
  }
  return second === undefined ? { schema: null, name: first } : { schema: first, name: second }
}

const oldest = 12
const newest = 18

function serverVersion(version: number | undefined): number | null {
  if (version === undefined) return null
  if (Number.isInteger(version) && version >= oldest && version <= newest) return version
  throw unusable(`PostgreSQL ${version} is not known here.`, `--pg-version takes ${oldest} to ${newest}.`)
}

/** What a project is called in reports. */
export function nameOf(settings: ProjectSettings): string {
  return settings.name ?? basename(settings.cwd)
}

/** @throws DoctorError (exit code 2) when there are several: a write is about one of them. */
export function onlyProject(settings: Settings): ProjectSettings {
  const [first, ...others] = settings.projects
  if (!first) throw unusable('The configuration names no project.')
  if (others.length === 0) return first
  const names = settings.projects.map(nameOf).join(', ')
  throw unusable(`Several projects are configured: ${names}.`, 'Choose one with --project <name>.')
}

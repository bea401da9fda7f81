import { dirname, resolve } from 'node:path'
import { unusable } from '@migration-doctor/core'
import { type LilconfigResult, type Loaders, lilconfig } from 'lilconfig'
import * as v from 'valibot'
import { messageOf } from './node-error.ts'

const severity = v.picklist(['off', 'note', 'warning', 'error'])

const projectFields = {
  tool: v.optional(v.picklist(['auto', 'prisma', 'typeorm', 'sql'])),
  cwd: v.optional(v.string()),
  migrations: v.optional(v.union([v.string(), v.array(v.string())])),
  historyTable: v.optional(v.string()),
  schema: v.optional(v.string()),
  toolVersion: v.optional(v.string()),
  pgVersion: v.optional(v.number()),
  replay: v.optional(v.picklist(['auto', 'always', 'never'])),
  url: v.optional(v.string()),
  shadowUrl: v.optional(v.string()),
}

/** The shape of the configuration; its JSON Schema is generated from this. */
export const configurationSchema = v.strictObject({
  $schema: v.optional(v.string()),
  ...projectFields,
  projects: v.optional(v.record(v.string(), v.strictObject(projectFields))),
  rules: v.optional(v.record(v.string(), severity)),
})

export type Configuration = v.InferOutput<typeof configurationSchema>
export type ProjectConfiguration = NonNullable<Configuration['projects']>[string]

export interface LoadedConfiguration {
  readonly configuration: Configuration
  /** Folder that relative paths start from, absolute. */
  readonly folder: string
}

const name = 'migration-doctor'
const extensions = ['json', 'ts', 'mts', 'js', 'mjs', 'cjs']

/** Plain JavaScript and TypeScript configurations are modules of the user's; the loader comes in only when there is one. */
async function loadModule(path: string): Promise<unknown> {
  const { createJiti } = await import('jiti')
  return createJiti(import.meta.url, { fsCache: false }).import(path, { default: true })
}

const loaders: Loaders = Object.fromEntries(extensions.slice(1).map((extension) => [`.${extension}`, loadModule]))

/**
 * Finds and checks the configuration.
 * @param file named by the user; else it is searched from `from` upwards.
 * @returns `null` when there is none.
 * @throws DoctorError (exit code 2) when it cannot be read or says something unknown.
 */
export async function loadConfiguration(from: string, file?: string): Promise<LoadedConfiguration | null> {
  const found = await find(from, file)
  if (!found || found.isEmpty) return null
  const checked = v.safeParse(configurationSchema, found.config)
  if (checked.success) return { configuration: checked.output, folder: dirname(found.filepath) }
  throw unusable(`The configuration ${found.filepath} cannot be used: ${checked.issues.map(issue).join('; ')}.`)
}

async function find(from: string, file?: string): Promise<LilconfigResult> {
  const searchPlaces = ['package.json', ...extensions.map((extension) => `${name}.config.${extension}`)]
  const searcher = lilconfig(name, { searchPlaces, loaders })
  try {
    return file === undefined ? await searcher.search(from) : await searcher.load(resolve(from, file))
  } catch (error) {
    const what = file === undefined ? 'The configuration' : `The configuration ${file}`
    throw unusable(
      `${what} cannot be read: ${messageOf(error)}`,
      'Correct the file, or name another one with --config.',
    )
  }
}

function issue(found: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(found) ?? ''
  if (found.type === 'strict_object') return `\`${path}\` is not an option`
  return path === '' ? found.message : `\`${path}\`: ${found.message}`
}

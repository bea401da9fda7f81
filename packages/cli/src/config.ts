import { dirname, resolve } from 'node:path'
import { unusable } from '@migration-doctor/core'
import { type LilconfigResult, type Loaders, lilconfig } from 'lilconfig'
import * as v from 'valibot'
import { dialectSchema } from './config/dialect.ts'
import { issueText } from './config/issue.ts'
import { messageOf } from './node-error.ts'

const severity = v.picklist(['off', 'note', 'warning', 'error'])

const described = <Schema extends v.GenericSchema>(schema: Schema, text: string) =>
  v.optional(v.pipe(schema, v.description(text)))

const projectFields = {
  tool: described(v.picklist(['auto', 'prisma', 'typeorm', 'sql']), 'The tool that runs the migrations.'),
  cwd: described(v.string(), 'The project’s folder, relative to this file.'),
  migrations: described(v.union([v.string(), v.array(v.string())]), 'Folders or globs of migrations.'),
  dialect: described(dialectSchema, 'For plain SQL: the tool whose forms the files have, or a runner of your own.'),
  historyTable: described(v.string(), 'The tracking table: `table` or `schema.table`.'),
  schema: described(v.string(), 'The Prisma schema or the TypeORM data source.'),
  toolVersion: described(v.string(), 'Version of the ORM whose behaviour to reproduce.'),
  pgVersion: described(v.number(), 'Major version of PostgreSQL to judge by.'),
  replay: described(v.picklist(['auto', 'always', 'never']), 'Whether to run the migrations on a scratch PostgreSQL.'),
  model: described(v.boolean(), 'Whether to compare the ORM’s model with the migrations.'),
  url: described(v.string(), 'The database to look at: `postgres://…`.'),
  shadowUrl: described(v.string(), 'Server on which scratch databases may be made.'),
}

/** The shape of the configuration; its JSON Schema is generated from this. */
export const configurationSchema = v.strictObject({
  $schema: v.optional(v.string()),
  ...projectFields,
  projects: described(
    v.record(v.string(), v.strictObject(projectFields)),
    'Several projects by name; what stands above holds for each of them.',
  ),
  rules: described(v.record(v.string(), severity), 'Severities of rules by name; `off` silences one.'),
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
  throw unusable(
    `The configuration ${found.filepath} cannot be used: ${checked.issues.map((found) => issueText(found)).join('; ')}.`,
    'Every option is described in config.schema.json; with `"$schema": "./node_modules/migration-doctor/dist/config.schema.json"` an editor checks them.',
  )
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

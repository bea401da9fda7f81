import { reporters } from '@migration-doctor/reporters'
import type { InferredOptionTypes, Options } from 'yargs'

/** Which project, and how to read it. */
export const projectOptions = {
  tool: { choices: ['auto', 'prisma', 'typeorm', 'sql'] as const, describe: 'The tool that runs the migrations' },
  cwd: { type: 'string', describe: 'The project’s folder', requiresArg: true },
  migrations: { type: 'string', array: true, describe: 'Folders or globs of migrations', requiresArg: true },
  dialect: { type: 'string', describe: 'For plain SQL: the tool whose forms the files have', requiresArg: true },
  'history-table': { type: 'string', describe: 'The tracking table: [schema.]table', requiresArg: true },
  schema: { type: 'string', describe: 'The Prisma schema or the TypeORM data source', requiresArg: true },
  'tool-version': { type: 'string', describe: 'Version of the ORM whose behaviour to reproduce', requiresArg: true },
  'pg-version': { type: 'number', describe: 'Version of PostgreSQL to judge by', requiresArg: true },
  replay: {
    choices: ['auto', 'always', 'never'] as const,
    describe: 'Run the migrations on a scratch PostgreSQL: when in doubt, always or never',
  },
  model: {
    type: 'boolean',
    describe:
      'Also compare the ORM’s model with the migrations, by its own engine (TypeORM’s entities: with --execute)',
  },
  'shadow-url': {
    type: 'string',
    describe: 'Server on which scratch databases may be made, or “diagnosed”: the database’s own',
    requiresArg: true,
  },
  config: { type: 'string', describe: 'Configuration file', requiresArg: true },
  project: { type: 'string', describe: 'Name of one configured project', requiresArg: true },
} as const satisfies Record<string, Options>

/** The database to look at. */
export const databaseOptions = {
  url: { type: 'string', describe: 'postgres://… (else the project’s own, else DATABASE_URL)', requiresArg: true },
} as const satisfies Record<string, Options>

/** For migrations that are programs. */
export const executeOptions = {
  execute: { type: 'boolean', describe: 'Run TypeORM classes on a scratch database instead of reading them' },
} as const satisfies Record<string, Options>

/** How to say it. */
export const outputOptions = {
  format: { choices: reporters.map(({ name }) => name), default: 'pretty', describe: 'Form of the report' },
  output: { type: 'string', describe: 'Write the report to a file', requiresArg: true },
  'fail-on': {
    choices: ['error', 'warning', 'note', 'never'] as const,
    default: 'error' as const,
    describe: 'Exit with 1 from this severity up',
  },
  color: { choices: ['auto', 'always', 'never'] as const, default: 'auto' as const, describe: 'Colours' },
  quiet: { type: 'boolean', default: false, describe: 'One line for each finding' },
  verbose: { type: 'boolean', default: false, describe: 'Everything, consequences included' },
} as const satisfies Record<string, Options>

/** What a write needs. */
export const consentOptions = {
  yes: { type: 'boolean', alias: 'y', default: false, describe: 'Write without asking' },
} as const satisfies Record<string, Options>

/** What to cure, and how far to go. */
export const fixOptions = {
  only: { type: 'string', array: true, describe: 'Rules or migrations to cure', requiresArg: true },
  emit: { type: 'boolean', default: false, describe: 'Write the files of the plan' },
  out: { type: 'string', describe: 'Write them into this folder instead', requiresArg: true },
  apply: { type: 'boolean', default: false, describe: 'Carry out the plan: files, and the database after asking' },
  strategy: { choices: ['patch', 'mark', 'rewrite', 'reset'] as const, describe: 'Prefer one kind of cure' },
} as const satisfies Record<string, Options>

export const markOptions = {
  all: { type: 'boolean', default: false, describe: 'Every migration that can be marked so' },
  unverified: { type: 'boolean', default: false, describe: 'Also when the database does not prove it' },
} as const satisfies Record<string, Options>

export type FixArguments = InferredOptionTypes<typeof fixOptions>
export type MarkArguments = InferredOptionTypes<typeof markOptions>
export type ProjectArguments = InferredOptionTypes<typeof projectOptions>
export type ExecuteArguments = InferredOptionTypes<typeof executeOptions>
export type DatabaseArguments = InferredOptionTypes<typeof databaseOptions>
export type OutputArguments = InferredOptionTypes<typeof outputOptions>
export type ConsentArguments = InferredOptionTypes<typeof consentOptions>

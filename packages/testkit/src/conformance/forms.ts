import type { ShopStep } from './step.ts'

/** How one tool's project holds a history. */
export interface Form {
  readonly name: string
  readonly tool: 'prisma' | 'typeorm' | 'sql'
  /** Texts by path, relative to the project's folder. */
  files(steps: readonly ShopStep[]): Readonly<Record<string, string>>
  /** Nothing runs outside a transaction: `migration` has one each, `batch` one for all that is pending. */
  readonly wraps?: 'migration' | 'batch'
}

export const forms: readonly Form[] = [
  {
    name: 'TypeORM literals',
    tool: 'typeorm',
    files: (steps) => typeormFiles(steps, ({ sql }) => sql.map(queryCall)),
  },
  {
    name: 'TypeORM builder calls',
    tool: 'typeorm',
    files: (steps) => typeormFiles(steps, ({ sql, builder }) => builder ?? sql.map(queryCall)),
  },
  {
    name: 'Prisma',
    tool: 'prisma',
    files: (steps) => ({
      'package.json': '{ "devDependencies": { "prisma": "6.19.0" } }\n',
      'prisma/schema.prisma': 'datasource db {\n  provider = "postgresql"\n  url      = env("DATABASE_URL")\n}\n',
      'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
      ...named(steps, (step, at) => [`prisma/migrations/${stamp(at)}_${snake(step)}/migration.sql`, script(step)]),
    }),
  },
  plain('plain SQL files', (step, at) => [`migrations/step-${number(at)}-${snake(step)}.sql`, script(step)]),
  plain('goose', (step, at) => [
    `migrations/${number(at)}_${snake(step)}.sql`,
    `${step.alone ? '-- +goose NO TRANSACTION\n' : ''}-- +goose Up\n${block(step, 'goose')}`,
  ]),
  plain('sql-migrate', (step, at) => [
    `migrations/${number(at)}_${snake(step)}.sql`,
    `-- +migrate Up${step.alone ? ' notransaction' : ''}\n${block(step, 'migrate')}`,
  ]),
  plain('dbmate', (step, at) => [
    `db/migrations/${stamp(at)}_${snake(step)}.sql`,
    `-- migrate:up${step.alone ? ' transaction:false' : ''}\n${script(step)}\n-- migrate:down\n`,
  ]),
  plain(
    'sqlx',
    (step, at) => [
      `migrations/${stamp(at)}_${snake(step)}.sql`,
      `${step.alone ? '-- no-transaction\n' : ''}${script(step)}`,
    ],
    { 'Cargo.toml': '[dependencies]\nsqlx = "0.8"\n' },
  ),
  plain('golang-migrate', (step, at) => [`migrations/${number(at)}_${snake(step)}.up.sql`, script(step)]),
  {
    name: 'Flyway',
    tool: 'sql',
    files: (steps) => ({
      ...named(steps, (step, at) => [flywayFile(step, at), script(step)]),
      ...Object.fromEntries(
        steps.flatMap((step, at) =>
          step.alone ? [[`${flywayFile(step, at)}.conf`, 'executeInTransaction=false\n']] : [],
        ),
      ),
    }),
  },
  {
    ...plain('numbered SQL files', (step, at) => [`migrations/${number(at)}_${snake(step)}.sql`, script(step)]),
    wraps: 'migration',
  },
  {
    ...plain(
      'node-pg-migrate',
      (step, at) => [`migrations/${1_700_000_000_000 + at}_${snake(step)}.sql`, `-- Up Migration\n${script(step)}`],
      { 'package.json': '{ "dependencies": { "node-pg-migrate": "9" } }\n' },
    ),
    wraps: 'batch',
  },
  {
    name: 'Drizzle',
    tool: 'sql',
    wraps: 'batch',
    files: (steps) => ({
      'drizzle/meta/_journal.json': journal(steps),
      ...named(steps, (step, at) => [
        `drizzle/${drizzleTag(step, at)}.sql`,
        step.sql.map((statement) => `${statement};`).join('\n--> statement-breakpoint\n'),
      ]),
    }),
  },
]

type Render = (step: ShopStep, at: number) => readonly [path: string, text: string]

function plain(name: string, render: Render, more: Readonly<Record<string, string>> = {}): Form {
  return { name, tool: 'sql', files: (steps) => ({ ...more, ...named(steps, render) }) }
}

function named(steps: readonly ShopStep[], render: Render): Record<string, string> {
  return Object.fromEntries(steps.map((step, at) => render(step, at)))
}

const number = (at: number) => String(at + 1).padStart(5, '0')
const stamp = (at: number) => String(20_240_101_000_000 + Math.floor(at / 60) * 10_000 + (at % 60) * 100)
const snake = ({ title }: ShopStep) => title.replace(/\W+/g, '_')
const pascal = ({ title }: ShopStep) => title.replace(/(?:^|\W+)(\w)/g, (_, letter: string) => letter.toUpperCase())
const script = ({ sql }: ShopStep) => sql.map((statement) => `${statement};\n`).join('')

/** Statements for tools that cut at lines that end with a semicolon. */
function block({ sql }: ShopStep, mark: string): string {
  return sql
    .map((statement) =>
      statement.includes(';\n')
        ? `-- +${mark} StatementBegin\n${statement};\n-- +${mark} StatementEnd\n`
        : `${statement};\n`,
    )
    .join('')
}

const flywayFile = (step: ShopStep, at: number) => `db/migration/V${at + 1}__${snake(step)}.sql`

const drizzleTag = (step: ShopStep, at: number) => `${String(at).padStart(4, '0')}_${snake(step)}`

function journal(steps: readonly ShopStep[]): string {
  const entries = steps.map((step, idx) => ({
    idx,
    version: '7',
    when: 1_700_000_000_000 + idx,
    tag: drizzleTag(step, idx),
    breakpoints: true,
  }))
  return JSON.stringify({ version: '7', dialect: 'postgresql', entries })
}

/** What a form has a place for: no statement that a transaction refuses, no enum value in the batch that adds it. */
export function stepsFor({ wraps }: Form, steps: readonly ShopStep[]): readonly ShopStep[] {
  if (wraps === undefined) return steps
  return steps.filter(({ alone, needsOwn }) => !alone && !(needsOwn && wraps === 'batch'))
}

const queryCall = (statement: string) => `await queryRunner.query(\`${statement.replace(/[\\`]|\$\{/g, '\\$&')}\`)`

function typeormFiles(
  steps: readonly ShopStep[],
  linesOf: (step: ShopStep) => readonly string[],
): Readonly<Record<string, string>> {
  return {
    'package.json': '{ "dependencies": { "typeorm": "0.3.31", "pg": "8.16.0" } }\n',
    'src/data-source.ts': dataSource,
    ...named(steps, (step, at) => {
      const time = 1_700_000_000_000 + at * 1000
      return [`src/migrations/${time}-${pascal(step)}.ts`, typeormClass(step, time, linesOf(step))]
    }),
  }
}

const dataSource = `import 'reflect-metadata'
import { DataSource } from 'typeorm'

export default new DataSource({
  type: 'postgres',
  url: process.env.DATABASE_URL,
  migrations: [__dirname + '/migrations/*.ts'],
  migrationsTransactionMode: 'each',
})
`

const builderNames = ['Table', 'TableCheck', 'TableColumn', 'TableForeignKey', 'TableIndex', 'TableUnique', 'View']

function typeormClass(step: ShopStep, time: number, lines: readonly string[]): string {
  const body = lines.map((line) => `    ${line}\n`).join('')
  const used = builderNames.filter((name) => body.includes(`new ${name}(`))
  const imports = ['type MigrationInterface', 'type QueryRunner', ...used].join(', ')
  return `import { ${imports} } from 'typeorm'

export class ${pascal(step)}${time} implements MigrationInterface {
${step.alone ? '  transaction = false\n\n' : ''}  async up(queryRunner: QueryRunner): Promise<void> {
${body}  }

  async down(): Promise<void> {
    throw new Error('There is no way back.')
  }
}
`
}

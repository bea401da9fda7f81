import { parseScript } from '@migration-doctor/sql'
import { defineRule } from '../rule.ts'
import { quoted } from '../words.ts'

interface Data {
  /** Where the model stands. */
  readonly model: string
  /** What the ORM itself would run to lead from the migrations to the model. */
  readonly statements: readonly string[]
  readonly tool: 'prisma' | 'typeorm' | 'sql'
}

/** The model and the migrations describe different databases. */
export const rule = defineRule<Data>({
  name: 'model-drift',
  severity: 'warning',
  summary: 'The model asks for what the migrations do not make.',
  needs: ['model'],
  why: `The application is written against the model, and what is deployed is made by the migrations: queries fail on columns that
only the model has. Somebody changed the model and made no migration, or used \`db push\` or \`synchronize\` instead.`,
  sources: ['prisma migrate diff --exit-code', 'typeorm migration:generate --check'],
  *check({ model, project }) {
    if (model === null) return
    const statements = statementsOf(model.script)
    if (statements.length === 0) return
    yield {
      migration: null,
      place: null,
      objects: [],
      related: [],
      evidence: {
        level: 'replayed',
        server: project.tool === 'prisma' ? 'Prisma’s schema engine' : 'TypeORM’s schema builder',
      },
      data: { model: model.model, statements, tool: project.tool },
    }
  },
  message({ model, statements }) {
    const [first = ''] = statements
    if (statements.length === 1)
      return `${quoted(model)} and the migrations differ: ${quoted(oneLine(first))} is missing.`
    return `${quoted(model)} and the migrations differ by ${statements.length} statements, the first of them ${quoted(oneLine(first))}.`
  },
  help: ({ tool }) =>
    tool === 'prisma'
      ? 'Make the migration that is missing: `npx prisma migrate dev --create-only --name <what changed>`.'
      : 'Make the migration that is missing: `npx typeorm migration:generate <path> -d <data source>`.',
})

function statementsOf(script: string): readonly string[] {
  return parseScript(script).items.flatMap((item) => {
    if (!('statement' in item)) return []
    const { start, end } = item.statement.span
    return [script.slice(start, end).trim()]
  })
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ')

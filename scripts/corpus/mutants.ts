import { simulate } from '@migration-doctor/analyzer'
import { type Execution, type Migration, type Project, verbatimChunk } from '@migration-doctor/core'
import { mutate, type Random } from '@migration-doctor/testkit'

/** The project with one to three of the mistakes that people make, at random. */
export function mutantOf(project: Project, random: Random): Project {
  const executions = new Map<string, Execution>()
  const lists = statementsOf(project)
  for (const { migration, texts } of lists) for (const text of texts) executions.set(text, migration.execution)
  const usual = lists[0]?.migration.execution ?? { transaction: 'none', send: 'script' }
  const { migrations } = mutate({ execution: usual, migrations: lists.map(({ texts }) => texts) }, random)
  return {
    ...project,
    migrations: migrations.map((texts, index) => {
      const known = texts.find((text) => executions.has(text))
      return migrationOf(index, texts, executions.get(known ?? '') ?? usual)
    }),
  }
}

interface Statements {
  readonly migration: Migration
  readonly texts: readonly string[]
}

/** What every migration sends; one of which something is not read is left out. */
function statementsOf(project: Project): readonly Statements[] {
  const texts = new Map<Migration, string[]>()
  for (const { migration, text } of simulate(project).statements) {
    texts.set(migration, [...(texts.get(migration) ?? []), text])
  }
  return project.migrations
    .filter(({ up }) => up.every((step) => step.kind === 'sql' && step.parameters === undefined))
    .map((migration) => ({ migration, texts: texts.get(migration) ?? [] }))
}

function migrationOf(index: number, texts: readonly string[], execution: Execution): Migration {
  const name = String(index).padStart(4, '0')
  const file = `${name}.sql`
  const text = texts.map((statement) => `${statement.replace(/;\s*$/, '')};\n`).join('')
  return {
    name,
    file,
    orderKey: name,
    up: [{ kind: 'sql', chunk: verbatimChunk(file, text) }],
    down: null,
    execution,
    checksums: [],
    problems: [],
  }
}

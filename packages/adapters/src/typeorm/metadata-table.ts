import type { Migration, SqlStep } from '@migration-doctor/core'
import { parseScript } from '@migration-doctor/sql'

const table = 'typeorm_metadata'

/**
 * SQL of the table in which TypeORM notes views and generated columns. TypeORM makes it before the first migration when
 * the entities need it; that a migration writes to it says as much. `null`: none does, or one makes it itself.
 */
export function metadataTable(migrations: readonly Migration[]): string | null {
  const texts = migrations.flatMap(({ up }) =>
    up.flatMap((step) => (step.kind === 'sql' && names(step) ? [step.chunk.text] : [])),
  )
  if (texts.length === 0 || texts.some(makesIt)) return null
  return `CREATE TABLE "${table}" ("type" varchar NOT NULL, "database" varchar, "schema" varchar, "table" varchar, "name" varchar, "value" text)`
}

const names = ({ chunk }: SqlStep) => chunk.text.includes(table)

function makesIt(text: string): boolean {
  return parseScript(text).items.some((item) => {
    const node = 'statement' in item ? item.statement.node : null
    return node !== null && 'CreateStmt' in node && node.CreateStmt.relation?.relname === table
  })
}

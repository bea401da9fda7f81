import type { Project } from '@migration-doctor/core'
import { parseScript } from '@migration-doctor/sql'

const table = 'typeorm_metadata'

/**
 * Whether TypeORM's table of notes on views and generated columns must be there before the first migration: TypeORM makes it when entities
 * need it, and then migrations write into it that do not make it.
 */
export function needsNotes({ migrations }: Project): boolean {
  const steps = migrations.flatMap(({ up }) => up.flatMap((step) => (step.kind === 'sql' ? [step.chunk.text] : [])))
  const about = steps.filter((text) => text.includes(table))
  return about.length > 0 && !about.some(makesTable)
}

function makesTable(text: string): boolean {
  return parseScript(text).items.some((item) => {
    if (!('statement' in item)) return false
    const { node } = item.statement
    return 'CreateStmt' in node && node.CreateStmt.relation?.relname === table
  })
}

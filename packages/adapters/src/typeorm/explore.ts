import type { CatalogView, Step, TableShape } from '@migration-doctor/core'
import { type Workshop, withFiles } from './run.ts'

/**
 * Reads the files that steps will need once a catalog answers them, because answering is synchronous: the steps are
 * expanded for a catalog that has nothing and for one that has everything.
 */
export async function loadForExpansion(workshop: Workshop, steps: readonly Step[], source: string): Promise<void> {
  if (!/readFile|\brequire\(|\bfrom\s+['"]\.|\bimport\(/.test(source)) return
  for (const view of [nothing, everything]) await expandAll(workshop, steps, view)
}

const maximumQuestions = 40

async function expandAll(workshop: Workshop, steps: readonly Step[], view: CatalogView): Promise<void> {
  let pending = steps
  for (let count = 0; count < maximumQuestions; count += 1) {
    const next = pending.find((step) => step.kind === 'catalog')
    if (!next) return
    pending = await withFiles(workshop.store, () => next.expand(view))
  }
}

const nothing: CatalogView = {
  defaultSchema: 'public',
  table: () => null,
  view: () => false,
  enumLabels: () => null,
  hasSchema: () => false,
}

const everything: CatalogView = {
  defaultSchema: 'public',
  table: (name, schema = 'public') => bareTable(schema, name),
  view: () => true,
  enumLabels: () => [],
  hasSchema: () => true,
}

/** A table of which only the name is known. */
export function bareTable(schema: string, name: string): TableShape {
  return {
    table: {
      kind: 'table',
      schema,
      name,
      persistence: 'permanent',
      partitionKey: null,
      parents: [],
      rowSecurity: false,
    },
    columns: [],
    constraints: [],
    indexes: [],
  }
}

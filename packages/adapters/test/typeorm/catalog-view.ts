import type { Catalog, CatalogObject, CatalogView, TableShape } from '@migration-doctor/core'

/** A catalog as catalog steps ask it. */
export function viewOf(catalog: Catalog, defaultSchema = 'public'): CatalogView {
  const objects = [...catalog.objects.values()]
  const within = (schema: string | undefined) => schema ?? defaultSchema
  return {
    defaultSchema,
    table: (name, schema) => shapeOf(objects, within(schema), name),
    view: (name, schema) => objects.some((one) => isView(one) && one.name === name && one.schema === within(schema)),
    enumLabels(name, schema) {
      const found = objects.find((one) => one.kind === 'enum' && one.name === name && one.schema === within(schema))
      return found?.kind === 'enum' ? found.labels : null
    },
    hasSchema: (name) => objects.some((one) => one.kind === 'schema' && one.name === name),
  }
}

function isView(object: CatalogObject): boolean {
  return object.kind === 'view' || object.kind === 'materialized view'
}

function shapeOf(objects: readonly CatalogObject[], schema: string, name: string): TableShape | null {
  const table = objects.find((one) => one.kind === 'table' && one.schema === schema && one.name === name)
  if (table?.kind !== 'table') return null
  const own = objects.filter((one) => 'table' in one && one.schema === schema && one.table === name)
  return {
    table,
    columns: own.flatMap((one) => (one.kind === 'column' ? [one] : [])),
    constraints: own.flatMap((one) => (one.kind === 'constraint' ? [one] : [])),
    indexes: own.flatMap((one) => (one.kind === 'index' ? [one] : [])),
  }
}

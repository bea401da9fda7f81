import type {
  Catalog,
  CatalogObject,
  ColumnObject,
  ConstraintObject,
  Difference,
  IndexObject,
  TableObject,
} from '@migration-doctor/core'

/** One thing with two names: what the history makes, and what the database has. */
export interface Renamed {
  readonly from: Difference
  readonly to: Difference
}

export interface Catalogs {
  readonly expected: Catalog
  readonly live: Catalog
}

/** What is missing under one name and there under another. */
export function renamesIn(differences: readonly Difference[], catalogs: Catalogs): readonly Renamed[] {
  return [...twins(differences), ...renamedColumns(differences, catalogs), ...renamedTables(differences, catalogs)]
}

/** A constraint, index or routine that is there under another name, or with its argument types in another spelling. */
function twins(differences: readonly Difference[]): readonly Renamed[] {
  const extra = new Map(
    differences.flatMap((one) => {
      const twin = one.kind === 'extra' ? twinKey(one.object) : null
      return twin === null ? [] : [[twin, one] as const]
    }),
  )
  return differences.flatMap((from) => {
    const twin = from.kind === 'missing' ? twinKey(from.object) : null
    const to = twin === null ? undefined : extra.get(twin)
    if (twin === null || !to) return []
    extra.delete(twin)
    return [{ from, to }]
  })
}

/** What an object is, whatever it is called; `null` where the name is all that tells. */
export function twinKey(object: CatalogObject): string | null {
  if (object.kind === 'function' || object.kind === 'procedure') return `${object.kind} ${object.schema}.${object.name}`
  if (object.kind === 'constraint') return constraintKey(object)
  return object.kind === 'index' ? indexKey(object) : null
}

function constraintKey({ schema, table, type, columns, references }: ConstraintObject): string | null {
  if (type === 'check' || type === 'exclusion') return null
  return JSON.stringify([schema, table, type, columns, references?.schema, references?.table])
}

function indexKey({ schema, table, unique, keys, method, hasPredicate }: IndexObject): string | null {
  return keys.includes(null) ? null : JSON.stringify([schema, table, unique, keys, method, hasPredicate])
}

function renamedColumns(differences: readonly Difference[], { live }: Catalogs): readonly Renamed[] {
  const places = new Map(
    differences.flatMap((to) => {
      const { kind, object } = to
      return kind === 'extra' && object.kind === 'column' && isAtItsPlace(object, live)
        ? [[placeKey(object), to] as const]
        : []
    }),
  )
  return differences.flatMap((from) => {
    const { kind, object } = from
    const to = kind === 'missing' && object.kind === 'column' ? places.get(placeKey(object)) : undefined
    return to ? [{ from, to }] : []
  })
}

function placeKey({ schema, table, position, type, notNull, generated, identity }: ColumnObject): string {
  return JSON.stringify([schema, table, position, type, notNull, generated, identity])
}

/** A column that was dropped and made anew stands behind a gap. */
function isAtItsPlace({ schema, table, position, number }: ColumnObject, { objects }: Catalog): boolean {
  if (number === undefined) return true
  for (const other of objects.values()) {
    if (other.kind !== 'column' || other.schema !== schema || other.table !== table) continue
    if (other.position === position - 1) return other.number === number - 1
  }
  return number === 1
}

/** The same columns in the same order, and a constraint or index that kept the name that it got with the table's. */
function renamedTables(differences: readonly Difference[], { expected, live }: Catalogs): readonly Renamed[] {
  const extra = tablesIn(differences, 'extra').map((one) => ({ ...one, shape: shapeOf(one.table, live) }))
  return tablesIn(differences, 'missing').flatMap(({ table, difference: from }) => {
    const own = shapeOf(table, expected)
    const same = extra.filter(({ table: { schema }, shape }) => {
      return (
        schema === table.schema && shape.columns === own.columns && own.parts.some((name) => shape.parts.includes(name))
      )
    })
    const [to, ...others] = same
    return to && others.length === 0 ? [{ from, to: to.difference }] : []
  })
}

function tablesIn(differences: readonly Difference[], wanted: Difference['kind']) {
  return differences.flatMap((difference) => {
    const { kind, object } = difference
    return kind === wanted && object.kind === 'table' ? [{ table: object, difference }] : []
  })
}

function shapeOf({ schema, name }: TableObject, { objects }: Catalog) {
  const columns: ColumnObject[] = []
  const parts: string[] = []
  for (const object of objects.values()) {
    if (!('table' in object) || object.schema !== schema || object.table !== name) continue
    if (object.kind === 'column') columns.push(object)
    if (object.kind === 'constraint' || object.kind === 'index') parts.push(object.name)
  }
  const inOrder = columns.sort((a, b) => a.position - b.position)
  return { columns: JSON.stringify(inOrder.map((column) => [column.name, column.type])), parts }
}

import type { CatalogView, ColumnObject, ConstraintObject, IndexObject, TableShape } from '@migration-doctor/core'
import { type Driver, normalizeType } from './driver.ts'
import { columnOf } from './option.ts'
import type { ColumnModel, ForeignKeyModel, IndexModel, TableModel } from './table.ts'

/** A table as TypeORM loads it from the catalog. */
export function loadedTable(shape: TableShape, driver: Driver, view: CatalogView): TableModel {
  const { schema, name } = shape.table
  const search = driver.searchSchema
  const bare = schema === search && (driver.context.schema === null || driver.context.schema === search)
  const table: TableModel = {
    schema,
    name: bare ? name : `${schema}.${name}`,
    columns: [],
    indices: shape.indexes.filter((index) => isLoaded(index)).map((index) => indexOf(index, shape)),
    foreignKeys: constraints(shape, 'foreign key').flatMap((one) => foreignKeyOf(one, driver)),
    uniques: constraints(shape, 'unique').map((one) => ({
      name: one.name,
      columnNames: inTableOrder(one.columns, shape),
      deferrable: undefined,
    })),
    checks: constraints(shape, 'check').map((one) => ({
      name: one.name,
      columnNames: inTableOrder(one.columns, shape),
      expression: (one.definition ?? '').replace(/^\s*CHECK\s*\((.*)\)\s*$/i, '$1'),
    })),
    exclusions: constraints(shape, 'exclusion').map((one) => ({
      name: one.name,
      expression: (one.definition ?? '').slice('EXCLUDE '.length),
      deferrable: undefined,
    })),
    comment: undefined,
  }
  const ordered = [...shape.columns].sort((a, b) => a.position - b.position)
  table.columns = ordered.map((column) => loadedColumn(column, { shape, table, driver, view }))
  return table
}

function constraints(shape: TableShape, type: ConstraintObject['type']): ConstraintObject[] {
  return shape.constraints.filter((one) => one.type === type)
}

/** TypeORM's queries give a constraint's columns in the order of the table. */
function inTableOrder(names: readonly string[], shape: TableShape): string[] {
  const position = new Map(shape.columns.map((column) => [column.name, column.position]))
  return [...names].sort((a, b) => (position.get(a) ?? 0) - (position.get(b) ?? 0))
}

/** An index over nothing but expressions joins no column and is not seen. */
function isLoaded(index: IndexObject): boolean {
  return !index.ofConstraint && [...index.keys, ...index.include].some((key) => key !== null)
}

function indexOf(index: IndexObject, shape: TableShape): IndexModel {
  const keys = [...index.keys, ...index.include].filter((key) => key !== null)
  return {
    name: index.name,
    columnNames: inTableOrder(keys, shape),
    isUnique: index.unique,
    isSpatial: index.method === 'gist',
    isConcurrent: false,
    where: predicateOf(index),
    type: index.method,
  }
}

function predicateOf(index: IndexObject): string {
  if (!index.hasPredicate) return ''
  const start = index.definition?.lastIndexOf(' WHERE ') ?? -1
  return start < 0 ? '(unknown)' : (index.definition ?? '').slice(start + ' WHERE '.length)
}

function foreignKeyOf(one: ConstraintObject, driver: Driver): ForeignKeyModel[] {
  if (!one.references) return []
  const { schema, table, columns } = one.references
  const search = driver.searchSchema
  const bare = schema === search && (driver.context.schema === null || driver.context.schema === search)
  return [
    {
      name: one.name,
      columnNames: [...one.columns],
      referencedColumnNames: [...columns],
      referencedSchema: schema,
      referencedTableName: bare ? table : `${schema}.${table}`,
      onDelete: one.onDelete?.toUpperCase(),
      onUpdate: one.onUpdate?.toUpperCase(),
      deferrable: one.deferrable ? (one.deferred ? 'INITIALLY DEFERRED' : 'INITIALLY IMMEDIATE') : undefined,
    },
  ]
}

interface Surroundings {
  readonly shape: TableShape
  readonly table: TableModel
  readonly driver: Driver
  readonly view: CatalogView
}

function loadedColumn(column: ColumnObject, around: Surroundings): ColumnModel {
  const model = columnOf({ name: column.name })
  const { base, size, array } = parseType(unqualified(column.type ?? '', around.driver.searchSchema))
  model.type = base.toLowerCase()
  applySize(model, size)
  applyUserType(model, base, array, around)
  model.isNullable = !column.notNull
  applyKeys(model, around)
  applyDefault(model, column, around)
  if (column.generated === 'stored') {
    model.generatedType = 'STORED'
    model.asExpression = ''
  }
  return model
}

/** `character varying(255)[]` → its parts. `timestamp(3) without time zone` keeps its words together. */
function parseType(type: string): { base: string; size: readonly number[]; array: boolean } {
  const array = type.endsWith('[]')
  const element = array ? type.slice(0, type.indexOf('[]')) : type
  const size = /\(([\d,]+)\)/.exec(element)
  const base = element.replace(/\([\d,]+\)/, '')
  return { base, size: size?.[1]?.split(',').map(Number) ?? [], array }
}

/** A type or a call without the schema of the search path, as PostgreSQL shows it to TypeORM. */
function unqualified(text: string, search: string): string {
  for (const prefix of [`${search}.`, `"${search}".`]) if (text.startsWith(prefix)) return text.slice(prefix.length)
  return text
}

const sized = ['character varying', 'varchar', 'character', 'char', 'bit', 'varbit', 'bit varying', 'vector', 'halfvec']

function applySize(model: ColumnModel, size: readonly number[]): void {
  const [first, second] = size
  if (sized.includes(model.type)) {
    const byDefault = (model.type === 'character' || model.type === 'bit') && first === 1
    if (first !== undefined && !byDefault) model.length = String(first)
  } else if (model.type === 'numeric') {
    if (first !== undefined) model.precision = first
    if (first !== undefined) model.scale = second ?? 0
  } else if (first !== undefined && first !== 6 && /^(?:interval|timestamp|time)/.test(model.type))
    model.precision = first
}

function applyUserType(model: ColumnModel, base: string, array: boolean, { table, driver, view }: Surroundings): void {
  model.isArray = array
  const { schema, name } = parseName(base)
  const labels = view.enumLabels(name, schema ?? table.schema) ?? view.enumLabels(name)
  if (labels) {
    model.type = 'enum'
    model.enum = [...labels]
    model.enumName = driver.bareEnumName(table, model) === name ? undefined : name
  } else if (array) model.type = normalizeType(model.type)
}

/** `public."Role"` → its parts, unquoted. */
function parseName(path: string): { schema: string | undefined; name: string } {
  const parts = [...path.matchAll(/"((?:[^"]|"")*)"|([^".]+)/g)].map(
    (part) => part[1]?.replaceAll('""', '"') ?? part[2] ?? '',
  )
  const name = parts.at(-1) ?? path
  return { schema: parts.length > 1 ? parts[0] : undefined, name }
}

function applyKeys(model: ColumnModel, { shape, table, driver }: Surroundings): void {
  const [primary] = constraints(shape, 'primary key')
  if (primary?.columns.includes(model.name)) {
    model.isPrimary = true
    const usual = driver.names.primaryKey(table.name, primary.columns)
    if (primary.name !== usual) model.primaryKeyConstraintName = primary.name
  }
  const uniques = constraints(shape, 'unique').filter(({ columns }) => columns.includes(model.name))
  model.isUnique = uniques.some(({ columns }) => columns.length === 1)
}

function applyDefault(model: ColumnModel, column: ColumnObject, { table, driver }: Surroundings): void {
  if (column.identity !== null) {
    model.isGenerated = true
    model.generationStrategy = 'identity'
    model.generatedIdentity = column.identity.toUpperCase()
    return
  }
  if (column.default === null || column.default === undefined || column.generated !== null) return
  const text = unqualified(column.default, driver.searchSchema)
  const bare = text.replaceAll('"', '')
  const sequences = [driver.sequenceName(table, column.name), driver.sequencePath(table, column.name)]
  if (sequences.some((sequence) => bare === `nextval('${sequence}'::regclass)`)) {
    model.isGenerated = true
    model.generationStrategy = 'increment'
  } else if (text === 'gen_random_uuid()' || /^uuid_generate_v\d\(\)/.test(text)) {
    if (model.type === 'uuid') {
      model.isGenerated = true
      model.generationStrategy = 'uuid'
    } else model.default = text
  } else if (text === 'now()' || text.includes("'now'::text")) model.default = text
  else model.default = text.replaceAll(/::[\w\s.[\]\-"]+/g, '').replace(/^(-?\d+)$/, "'$1'")
}

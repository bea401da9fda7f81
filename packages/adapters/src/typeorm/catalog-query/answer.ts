import type { CatalogView, ConstraintObject, TableShape } from '@migration-doctor/core'
import { type CatalogQuestion, currentSchema, type RegclassQuestion } from './question.ts'

/** A row of one of PostgreSQL's own tables, as far as it can be told; `undefined`: it has such a column, its value is not known. */
export type CatalogRow = ReadonlyMap<string, string | undefined>

/** The rows that a question would find; `null` when the catalog cannot tell. */
export function answer(question: CatalogQuestion, view: CatalogView): readonly CatalogRow[] | null {
  const find = relations[question.relation]
  if (!find) return null
  const rows = find(new Conditions(question.conditions, view), view)
  if (!rows) return null
  const fits: CatalogRow[] = []
  for (const row of rows) {
    const fit = matches(row, question.conditions, view)
    if (fit === null) return null
    if (fit) fits.push(row)
  }
  return fits
}

/** The name that `to_regclass` gives back; `null` when there is nothing of that name, `undefined` when that is not known. */
export function answerRegclass({ path }: RegclassQuestion, view: CatalogView): string | null | undefined {
  const parts = path.split('.').map((part) => (part.startsWith('"') ? part.slice(1, -1) : part.toLowerCase()))
  const [first = '', second] = parts
  const [schema, name] = second === undefined ? [undefined, first] : [first, second]
  if (view.table(name, schema) || view.view(name, schema)) return path
  if (!view.relation) return undefined
  return view.relation(name, schema) === null ? null : path
}

class Conditions {
  readonly #conditions: ReadonlyMap<string, readonly string[]>
  readonly #view: CatalogView

  constructor(conditions: ReadonlyMap<string, readonly string[]>, view: CatalogView) {
    this.#conditions = conditions
    this.#view = view
  }

  /** The texts that a column may have; `null` when nothing is said of it. */
  of(column: string): readonly string[] | null {
    const texts = this.#conditions.get(column)
    return texts?.map((text) => (text === currentSchema ? this.#view.defaultSchema : text)) ?? null
  }

  /** The tables that two columns name; `null` when no table is named. */
  tables(name: string, schema: string): readonly TableShape[] | null {
    const names = this.of(name)
    if (!names) return null
    const schemas = this.of(schema) ?? [this.#view.defaultSchema]
    return names.flatMap((one) => schemas.flatMap((in_) => this.#view.table(one, in_) ?? []))
  }
}

/** `null`: a condition is about something that is not known. */
function matches(row: CatalogRow, conditions: CatalogQuestion['conditions'], view: CatalogView): boolean | null {
  for (const [column, texts] of conditions) {
    const value = row.get(column)
    if (value === undefined) return null
    if (!texts.some((text) => (text === currentSchema ? view.defaultSchema : text) === value)) return false
  }
  return true
}

type Finder = (conditions: Conditions, view: CatalogView) => readonly CatalogRow[] | null

function row(columns: Readonly<Record<string, string | undefined>>): CatalogRow {
  return new Map(Object.entries(columns))
}

const relations: Readonly<Record<string, Finder>> = {
  'information_schema.tables': (conditions, view) =>
    tablesNamed(conditions, view, ['table_name', 'table_schema', 'BASE TABLE']),
  'information_schema.columns': (conditions) => columns(conditions),
  'information_schema.schemata': (conditions, view) =>
    conditions.of('schema_name')?.flatMap((name) => (view.hasSchema(name) ? [row({ schema_name: name })] : [])) ?? null,
  'information_schema.table_constraints': (conditions) =>
    conditions.tables('table_name', 'table_schema')?.flatMap((shape) => shape.constraints.map(constraintRow)) ?? null,
  pg_tables: (conditions, view) => tablesNamed(conditions, view, ['tablename', 'schemaname', null]),
  pg_indexes: (conditions) =>
    conditions
      .tables('tablename', 'schemaname')
      ?.flatMap(({ table, indexes }) =>
        indexes.map((index) =>
          row({ indexname: index.name, tablename: table.name, schemaname: table.schema, indexdef: index.definition }),
        ),
      ) ?? null,
  pg_namespace: (conditions, view) =>
    conditions.of('nspname')?.flatMap((name) => (view.hasSchema(name) ? [row({ nspname: name })] : [])) ?? null,
  pg_type: (conditions, view) => enums(conditions, view),
}

function tablesNamed(
  conditions: Conditions,
  view: CatalogView,
  [name, schema, kind]: readonly [string, string, string | null],
): readonly CatalogRow[] | null {
  const schemas = conditions.of(schema) ?? [view.defaultSchema]
  const names = conditions.of(name)
  if (!names) return null
  const rows: CatalogRow[] = []
  for (const one of names) {
    for (const in_ of schemas) {
      const type = view.table(one, in_) ? 'BASE TABLE' : kind !== null && view.view(one, in_) ? 'VIEW' : null
      if (type) rows.push(row({ [name]: one, [schema]: in_, ...(kind === null ? {} : { table_type: type }) }))
    }
  }
  return rows
}

function columns(conditions: Conditions): readonly CatalogRow[] | null {
  const shapes = conditions.tables('table_name', 'table_schema')
  return (
    shapes?.flatMap((shape) =>
      shape.columns.map((column) =>
        row({
          table_name: shape.table.name,
          table_schema: shape.table.schema,
          column_name: column.name,
          is_nullable: column.notNull ? 'NO' : 'YES',
          ...(column.type === undefined ? {} : { data_type: dataType(column.type) }),
        }),
      ),
    ) ?? null
  )
}

/** As `information_schema` names types: without size, arrays and the user's own as one word. */
function dataType(type: string): string | undefined {
  if (type.endsWith('[]')) return 'ARRAY'
  const bare = type.replace(/\([\d,]+\)/, '')
  return builtIn.has(bare) ? bare : undefined
}

const builtIn = new Set([
  'integer',
  'bigint',
  'smallint',
  'text',
  'boolean',
  'character varying',
  'character',
  'numeric',
  'real',
  'double precision',
  'uuid',
  'json',
  'jsonb',
  'date',
  'bytea',
  'timestamp without time zone',
  'timestamp with time zone',
  'time without time zone',
  'time with time zone',
])

function constraintRow(constraint: ConstraintObject): CatalogRow {
  return row({
    constraint_name: constraint.name,
    constraint_type: constraint.type.toUpperCase(),
    constraint_schema: constraint.schema,
    table_name: constraint.table,
    table_schema: constraint.schema,
  })
}

/** Types other than enums are not known by name, so only a find is an answer. */
function enums(conditions: Conditions, view: CatalogView): readonly CatalogRow[] | null {
  const found = conditions
    .of('typname')
    ?.flatMap((name) => (view.enumLabels(name) ? [row({ typname: name, typtype: 'e' })] : []))
  return found && found.length > 0 ? found : null
}

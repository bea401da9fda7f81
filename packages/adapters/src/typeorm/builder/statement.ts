import type { Driver, Target } from './driver.ts'
import {
  type CheckModel,
  type ColumnModel,
  type ExclusionModel,
  type ForeignKeyModel,
  type IndexModel,
  namesOf,
  primaryColumns,
  type TableModel,
  type UniqueModel,
  type ViewModel,
} from './table.ts'

/** The texts of TypeORM's statements, to the space. */
export class Statements {
  readonly #driver: Driver

  constructor(driver: Driver) {
    this.#driver = driver
  }

  get #legacy(): boolean {
    return this.#driver.context.major === 0
  }

  alter(table: Target, action: string): string {
    return `ALTER TABLE ${this.#driver.escapePath(table)} ${action}`
  }

  alterColumn(table: Target, column: string, action: string): string {
    return this.alter(table, `ALTER COLUMN "${column}" ${action}`)
  }

  createTable(table: TableModel, withForeignKeys: boolean): string {
    this.#addColumnUniques(table)
    const parts = [
      ...table.columns.map((column) => this.column(table, column)),
      ...table.uniques.map((unique) => this.#uniqueClause(table, unique)),
      ...table.checks.map((check) => this.#checkClause(table, check)),
      ...table.exclusions.map((exclusion) => this.#exclusionClause(table, exclusion)),
      ...(withForeignKeys ? table.foreignKeys.map((key) => this.#foreignKeyClause(table, key)) : []),
      ...this.#primaryKeyClause(table),
    ]
    const comments = table.columns
      .filter(({ comment }) => comment)
      .map((column) => `; ${this.commentOnColumn(table, column)}`)
    return `CREATE TABLE ${this.#driver.escapePath(table)} (${parts.join(', ')})${comments.join('')}`
  }

  #addColumnUniques(table: TableModel): void {
    for (const { name } of table.columns.filter(({ isUnique }) => isUnique)) {
      if (table.uniques.some(({ columnNames }) => columnNames.length === 1 && columnNames[0] === name)) continue
      table.uniques.push({
        name: this.#driver.names.unique(table.name, [name]),
        columnNames: [name],
        deferrable: undefined,
      })
    }
  }

  #uniqueClause(table: TableModel, unique: UniqueModel): string {
    const name = this.chosen(unique.name) ?? this.#driver.names.unique(table.name, unique.columnNames)
    return `CONSTRAINT "${name}" UNIQUE (${quoteAll(unique.columnNames)})${deferral(unique)}`
  }

  #checkClause(table: TableModel, check: CheckModel): string {
    const name = this.chosen(check.name) ?? this.#driver.names.check(table.name, check.expression)
    return `CONSTRAINT "${name}" CHECK (${check.expression})`
  }

  #exclusionClause(table: TableModel, exclusion: ExclusionModel): string {
    const name = this.chosen(exclusion.name) ?? this.#driver.names.exclusion(table.name, exclusion.expression)
    return `CONSTRAINT "${name}" EXCLUDE ${exclusion.expression}${this.#legacy ? '' : deferral(exclusion)}`
  }

  #foreignKeyClause(table: TableModel, key: ForeignKeyModel): string {
    key.name = this.foreignKeyName(table, key)
    const target = `${this.#driver.escapePath(referenced(key))} (${quoteAll(key.referencedColumnNames)})`
    return `CONSTRAINT "${key.name}" FOREIGN KEY (${quoteAll(key.columnNames)}) REFERENCES ${target}${actions(key)}`
  }

  #primaryKeyClause(table: TableModel): string[] {
    const columns = primaryColumns(table)
    const name = this.primaryKeyName(table, columns)
    return columns.length === 0 ? [] : [`CONSTRAINT "${name}" PRIMARY KEY (${quoteAll(namesOf(columns))})`]
  }

  /** The empty string is no name in 0.3, and a name in 1.x. */
  chosen(name: string | undefined): string | undefined {
    return this.#legacy ? name || undefined : name
  }

  primaryKeyName(table: TableModel, columns: readonly ColumnModel[]): string {
    return (
      this.chosen(columns[0]?.primaryKeyConstraintName) ?? this.#driver.names.primaryKey(table.name, namesOf(columns))
    )
  }

  foreignKeyName(table: TableModel, key: ForeignKeyModel): string {
    return this.chosen(key.name) ?? this.#driver.names.foreignKey(table.name, key.columnNames)
  }

  indexName(table: { readonly name: string }, index: IndexModel): string {
    return this.chosen(index.name) ?? this.#driver.names.index(table.name, index.columnNames, index.where)
  }

  column(table: Target, column: ColumnModel): string {
    let text = `"${column.name}"`
    if (column.isGenerated && column.generationStrategy !== 'uuid') text += generatedType(column, this.#legacy)
    if (column.type === 'enum' || column.type === 'simple-enum') {
      text += ` ${this.#driver.enumName(table, column)}${column.isArray ? ' array' : ''}`
    } else if (!column.isGenerated || column.type === 'uuid') text += ` ${this.#driver.fullType(column)}`
    if (column.generatedType === 'STORED' && column.asExpression)
      text += ` GENERATED ALWAYS AS (${column.asExpression}) STORED`
    if (column.charset) text += ` CHARACTER SET "${column.charset}"`
    if (column.collation) text += ` COLLATE "${column.collation}"`
    if (!column.isNullable) text += ' NOT NULL'
    if (hasDefault(column)) text += ` DEFAULT ${column.default}`
    if (column.isGenerated && column.generationStrategy === 'uuid' && !column.default) {
      text += ` DEFAULT ${this.#driver.uuidGenerator}`
    }
    return text
  }

  createIndex(table: Target, index: IndexModel): string {
    const concurrently = index.isConcurrent ? ' CONCURRENTLY' : ''
    const head = `CREATE ${index.isUnique ? 'UNIQUE ' : ''}INDEX${concurrently} "${index.name}" ON ${this.#driver.escapePath(table)} `
    return head + this.#indexTail(index, this.#legacy && index.isSpatial ? 'USING GiST ' : '')
  }

  createViewIndex(view: Target, index: IndexModel): string {
    const head = `CREATE ${index.isUnique ? 'UNIQUE ' : ''}INDEX "${index.name}" ON ${this.#driver.escapePath(view)} `
    return head + this.#indexTail(index, '')
  }

  #indexTail(index: IndexModel, legacyMethod: string): string {
    const type = index.isSpatial ? 'gist' : index.type
    const method = this.#legacy ? legacyMethod : `${type === undefined ? '' : `USING ${type}`} `
    return `${method}(${quoteAll(index.columnNames)}) ${index.where ? `WHERE ${index.where}` : ''}`
  }

  dropIndex(table: Target, index: IndexModel, ifExists = false): string {
    const concurrently = index.isConcurrent ? 'CONCURRENTLY ' : ''
    const guard = ifExists ? 'IF EXISTS ' : ''
    return `DROP INDEX ${concurrently}${guard}"${this.#driver.schemaOf(table)}"."${index.name}"`
  }

  addPrimaryKey(table: Target, name: string, columns: readonly string[]): string {
    return this.alter(table, `ADD CONSTRAINT "${name}" PRIMARY KEY (${quoteAll(columns)})`)
  }

  addUnique(table: Target, unique: UniqueModel): string {
    return this.alter(
      table,
      `ADD CONSTRAINT "${unique.name}" UNIQUE (${quoteAll(unique.columnNames)})${deferral(unique)}`,
    )
  }

  addCheck(table: Target, check: CheckModel): string {
    return this.alter(table, `ADD CONSTRAINT "${check.name}" CHECK (${check.expression})`)
  }

  addExclusion(table: Target, exclusion: ExclusionModel): string {
    const tail = this.#legacy ? '' : deferral(exclusion)
    return this.alter(table, `ADD CONSTRAINT "${exclusion.name}" EXCLUDE ${exclusion.expression}${tail}`)
  }

  addForeignKey(table: Target, key: ForeignKeyModel): string {
    const columns = key.referencedColumnNames.map((name) => `"${name}"`).join(',')
    const target = `${this.#driver.escapePath(referenced(key))}(${columns})`
    const head = `ADD CONSTRAINT "${key.name}" FOREIGN KEY (${quoteAll(key.columnNames)}) REFERENCES ${target}`
    return this.alter(table, head + actions(key))
  }

  dropConstraint(table: Target, name: string | undefined, ifExists = false): string {
    return this.alter(table, `DROP CONSTRAINT ${ifExists ? 'IF EXISTS ' : ''}"${name}"`)
  }

  renameConstraint(table: Target, from: string | undefined, to: string): string {
    return this.alter(table, `RENAME CONSTRAINT "${from}" TO "${to}"`)
  }

  renameIndex(table: Target, from: string | undefined, to: string): string {
    return `ALTER INDEX "${this.#driver.schemaOf(table)}"."${from}" RENAME TO "${to}"`
  }

  renameSequence(path: string, to: string): string {
    return `ALTER SEQUENCE ${this.#driver.escapePath(path)} RENAME TO "${to}"`
  }

  createEnum(name: string, column: ColumnModel): string {
    const labels = (column.enum ?? []).map((label) => `'${label.replaceAll("'", "''")}'`).join(', ')
    return `CREATE TYPE ${name} AS ENUM(${labels})`
  }

  createView(view: ViewModel): string {
    return `CREATE ${view.materialized ? 'MATERIALIZED ' : ''}VIEW ${this.#driver.escapePath(view)} AS ${view.expression}`
  }

  dropView(view: ViewModel, ifExists: boolean): string {
    const guard = ifExists ? 'IF EXISTS ' : ''
    return `DROP ${view.materialized ? 'MATERIALIZED ' : ''}VIEW ${guard}${this.#driver.escapePath(view)}`
  }

  commentOnColumn(table: Target, column: ColumnModel): string {
    return `COMMENT ON COLUMN ${this.#driver.escapePath(table)}."${column.name}" IS ${comment(column.comment)}`
  }

  /** With a new table, 0.3 writes the text as it is. */
  commentOnTable(table: Target, text: string | undefined, raw = false): string {
    const literal = raw && this.#legacy ? `'${text}'` : comment(text)
    return `COMMENT ON TABLE ${this.#driver.escapePath(table)} IS ${literal}`
  }
}

export function quoteAll(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ')
}

/** The table that a foreign key points at. */
export function referenced(key: ForeignKeyModel): { schema: string | undefined; name: string } {
  return { schema: key.referencedSchema, name: key.referencedTableName }
}

export function hasDefault(column: ColumnModel): boolean {
  return column.default !== undefined && column.default !== null
}

export function comment(text: string | undefined): string {
  return text ? `'${text.replaceAll("'", "''").replaceAll('\u0000', '')}'` : 'NULL'
}

function deferral({ deferrable }: { readonly deferrable: string | undefined }): string {
  return deferrable ? ` DEFERRABLE ${deferrable}` : ''
}

function actions(key: ForeignKeyModel): string {
  const onDelete = key.onDelete ? ` ON DELETE ${key.onDelete}` : ''
  const onUpdate = key.onUpdate ? ` ON UPDATE ${key.onUpdate}` : ''
  return onDelete + onUpdate + deferral(key)
}

const serials: Readonly<Record<string, string>> = {
  integer: ' SERIAL',
  int: ' SERIAL',
  int4: ' SERIAL',
  smallint: ' SMALLSERIAL',
  int2: ' SMALLSERIAL',
  bigint: ' BIGSERIAL',
  int8: ' BIGSERIAL',
}

function generatedType(column: ColumnModel, legacy: boolean): string {
  if (column.generationStrategy !== 'identity') return serials[column.type] ?? ''
  const kind = (legacy ? column.generatedIdentity || undefined : column.generatedIdentity) ?? 'BY DEFAULT'
  return ` ${column.type} GENERATED ${kind} AS IDENTITY`
}

/** TypeORM's own picture of a table: what its schema builder reads and changes. Mutable, as there. */
export interface TableModel {
  schema: string | undefined
  name: string
  columns: ColumnModel[]
  indices: IndexModel[]
  foreignKeys: ForeignKeyModel[]
  uniques: UniqueModel[]
  checks: CheckModel[]
  exclusions: ExclusionModel[]
  comment: string | undefined
}

export interface ColumnModel {
  name: string
  type: string
  length: string
  charset: string | undefined
  collation: string | undefined
  precision: number | null | undefined
  scale: number | null | undefined
  default: unknown
  isNullable: boolean
  isGenerated: boolean
  /** `increment`, `uuid`, `rowid` or `identity`. */
  generationStrategy: string | undefined
  generatedIdentity: string | undefined
  isPrimary: boolean
  isUnique: boolean
  isArray: boolean
  comment: string | undefined
  enum: string[] | undefined
  enumName: string | undefined
  primaryKeyConstraintName: string | undefined
  asExpression: string | undefined
  generatedType: string | undefined
  spatialFeatureType: string | undefined
  srid: number | undefined
}

export interface IndexModel {
  name: string | undefined
  columnNames: string[]
  isUnique: boolean
  isSpatial: boolean
  isConcurrent: boolean
  where: string
  /** 1.x only: `gin`, `hash`, … */
  type: string | undefined
}

export interface ForeignKeyModel {
  name: string | undefined
  columnNames: string[]
  referencedColumnNames: string[]
  referencedSchema: string | undefined
  referencedTableName: string
  onDelete: string | undefined
  onUpdate: string | undefined
  deferrable: string | undefined
}

export interface UniqueModel {
  name: string | undefined
  columnNames: string[]
  deferrable: string | undefined
}

export interface CheckModel {
  name: string | undefined
  columnNames: string[]
  expression: string
}

export interface ExclusionModel {
  name: string | undefined
  expression: string
  deferrable: string | undefined
}

export interface ViewModel {
  schema: string | undefined
  name: string
  expression: string
  materialized: boolean
}

export function cloneTable(table: TableModel): TableModel {
  return structuredClone(table)
}

export function primaryColumns(table: TableModel): ColumnModel[] {
  return table.columns.filter((column) => column.isPrimary)
}

export function namesOf(columns: readonly ColumnModel[]): string[] {
  return columns.map(({ name }) => name)
}

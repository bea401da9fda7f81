import type {
  CheckModel,
  ColumnModel,
  ExclusionModel,
  ForeignKeyModel,
  IndexModel,
  TableModel,
  UniqueModel,
  ViewModel,
} from './table.ts'

/** Plain data as the program gave it to a constructor or a method. */
export type Options = Readonly<Record<string, unknown>>

export function optionsOf(value: unknown): Options {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Options) : {}
}

function text(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined
  return typeof value === 'string' ? value : String(value)
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function number(value: unknown): number | null | undefined {
  return value === null || value === undefined ? value : Number(value)
}

export function columnOf(value: unknown): ColumnModel {
  const options = optionsOf(value)
  return {
    name: text(options['name']) ?? 'undefined',
    type: text(options['type']) ?? '',
    length: text(options['length']) ?? '',
    charset: text(options['charset']),
    collation: text(options['collation']),
    precision: number(options['precision']),
    scale: number(options['scale']),
    default: options['default'],
    isNullable: options['isNullable'] === true,
    isGenerated: Boolean(options['isGenerated']),
    generationStrategy: text(options['generationStrategy']),
    generatedIdentity: text(options['generatedIdentity']),
    isPrimary: Boolean(options['isPrimary']),
    isUnique: Boolean(options['isUnique']),
    isArray: Boolean(options['isArray']),
    comment: text(options['comment']),
    enum: Array.isArray(options['enum']) ? texts(options['enum']) : undefined,
    enumName: text(options['enumName']),
    primaryKeyConstraintName: text(options['primaryKeyConstraintName']),
    asExpression: text(options['asExpression']),
    generatedType: text(options['generatedType']),
    spatialFeatureType: text(options['spatialFeatureType']),
    srid: number(options['srid']) ?? undefined,
  }
}

export function indexOf(value: unknown): IndexModel {
  const options = optionsOf(value)
  return {
    name: text(options['name']),
    columnNames: texts(options['columnNames']),
    isUnique: Boolean(options['isUnique']),
    isSpatial: Boolean(options['isSpatial']),
    isConcurrent: Boolean(options['isConcurrent']),
    where: text(options['where']) ?? '',
    type: text(options['type']),
  }
}

export function foreignKeyOf(value: unknown, ownerSchema?: string): ForeignKeyModel {
  const options = optionsOf(value)
  return {
    name: text(options['name']),
    columnNames: texts(options['columnNames']),
    referencedColumnNames: texts(options['referencedColumnNames']),
    referencedSchema: text(options['referencedSchema']) ?? ownerSchema,
    referencedTableName: text(options['referencedTableName']) ?? 'undefined',
    onDelete: text(options['onDelete']),
    onUpdate: text(options['onUpdate']),
    deferrable: text(options['deferrable']),
  }
}

export function uniqueOf(value: unknown): UniqueModel {
  const options = optionsOf(value)
  return {
    name: text(options['name']),
    columnNames: texts(options['columnNames']),
    deferrable: text(options['deferrable']),
  }
}

export function checkOf(value: unknown): CheckModel {
  const options = optionsOf(value)
  return {
    name: text(options['name']),
    columnNames: texts(options['columnNames']),
    expression: text(options['expression']) ?? 'undefined',
  }
}

export function exclusionOf(value: unknown): ExclusionModel {
  const options = optionsOf(value)
  return {
    name: text(options['name']),
    expression: text(options['expression']) ?? 'undefined',
    deferrable: text(options['deferrable']),
  }
}

export function tableOf(value: unknown): TableModel {
  const options = optionsOf(value)
  const schema = text(options['schema'])
  return {
    schema,
    name: text(options['name']) ?? 'undefined',
    columns: list(options['columns']).map(columnOf),
    indices: list(options['indices']).map(indexOf),
    foreignKeys: list(options['foreignKeys']).map((one) => foreignKeyOf(one, schema)),
    uniques: list(options['uniques']).map(uniqueOf),
    checks: list(options['checks']).map(checkOf),
    exclusions: list(options['exclusions']).map(exclusionOf),
    comment: text(options['comment']),
  }
}

export function viewOf(value: unknown): ViewModel {
  const options = optionsOf(value)
  return {
    schema: text(options['schema']),
    name: text(options['name']) ?? 'undefined',
    expression: text(options['expression']) ?? 'undefined',
    materialized: Boolean(options['materialized']),
  }
}

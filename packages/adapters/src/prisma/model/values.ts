/** Numbers of Prisma's column types, by the OID of PostgreSQL's (`ColumnTypeEnum` of `@prisma/driver-adapter-utils`). */
const columnTypes: ReadonlyMap<number, number> = new Map([
  [16, 5], // bool
  [18, 6], // "char"
  [20, 1], // int8
  [21, 0], // int2
  [23, 0], // int4
  [26, 1], // oid
  [114, 11], // json
  [3802, 11], // jsonb
  [700, 2], // float4
  [701, 3], // float8
  [1700, 4], // numeric
  [1114, 10], // timestamp
  [1184, 10], // timestamptz
  [2950, 15], // uuid
  [1000, 69], // bool[]
  [1002, 70], // "char"[]
  [1003, 71], // name[]
  [1005, 64], // int2[]
  [1007, 64], // int4[]
  [1009, 71], // text[]
  [1015, 71], // varchar[]
  [1016, 65], // int8[]
  [1028, 65], // oid[]
  [22, 64], // int2vector
])

const text = 7
const json = 11
const wide = new Set([1, 65])
const plain = new Set([0, 2, 3, 5, 64, 69])

export function columnTypeOf(oid: number): number {
  return columnTypes.get(oid) ?? text
}

/** A value as Prisma's engine reads it: 64-bit integers and all that is no number or truth as text. */
export function valueFor(value: unknown, oid: number): unknown {
  if (value === null || value === undefined) return null
  const type = columnTypeOf(oid)
  if (Array.isArray(value)) return value.map((each: unknown) => (plain.has(type) ? each : textOf(each)))
  if (type === json) return typeof value === 'string' ? value : JSON.stringify(value)
  return plain.has(type) && !wide.has(type) ? value : textOf(value)
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return value instanceof Date ? value.toISOString() : String(value)
}

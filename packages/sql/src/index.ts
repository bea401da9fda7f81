export type * from '@pgsql/types'
export { loadParser, parsePlpgsql, parseScript, scan } from './parse.ts'
export * from './statement.ts'

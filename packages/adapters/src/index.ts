export * from './adapter.ts'
export { adapters } from './adapters.gen.ts'
export * from './detect.ts'
export { findTrackingTables } from './tracking-tables.ts'

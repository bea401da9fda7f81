export { defaultPgVersion, simulate, type SimulateOptions } from './simulate.ts'
export type * from './timeline.ts'

export { type LiterateCase, parseCases } from './cases.ts'
export { type Disease, diseases } from './conformance/diseases.ts'
export { type Form, forms, stepsFor } from './conformance/forms.ts'
export { type Judged, judge, statesOf } from './conformance/judge.ts'
export { shop } from './conformance/shop.ts'
export type { ShopStep } from './conformance/step.ts'
export { type Comparison, compareEngines, type Disagreement, disagreement, projectOf } from './differential/compare.ts'
export { generateHistory, type History } from './differential/generate.ts'
export { mutate } from './differential/mutate.ts'
export { Random } from './differential/random.ts'
export { shrink } from './differential/shrink.ts'
export { copyProject, editByHand, type InstalledPackages } from './disasters/copy.ts'
export {
  type CureByHand,
  type Disaster,
  type DisasterCase,
  type DisasterName,
  disasterNames,
  type ExpectedFinding,
  type ExpectedObject,
  projectsDirectory,
} from './disasters/disaster.ts'
export { breakDatabase, type ProjectRun, runProject } from './disasters/run-project.ts'
export type { ToolOptions, ToolRun } from './disasters/tool-run.ts'
export { expectStop, expectSuccess, readDisaster, runPrisma, runSql, runSqlScript, runTypeOrm } from './disasters.ts'
export { memoryFiles, nodeError, nodeFiles } from './files.ts'
export { generatePrismaClient } from './prisma-client.ts'
export {
  applyPrismaMigrations,
  type PrismaEngine,
  type PrismaEngineOptions,
  type PrismaSend,
  startPrismaEngine,
} from './prisma-engine.ts'
export { type CaseRun, runCase } from './run-case.ts'
export { startOwnServer, startServer, type TestDatabase, type TestServer } from './server.ts'

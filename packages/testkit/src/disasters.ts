export { expectStop, expectSuccess, runSql } from './disasters/break.ts'
export { readDisaster } from './disasters/disaster.ts'
export { runPrisma } from './disasters/run-prisma.ts'
export { runSqlScript, runTypeOrm } from './disasters/tool-run.ts'

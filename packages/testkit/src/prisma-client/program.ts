import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** A program of its own: Prisma's generator is CommonJS that requires ES modules, which test runners do not allow. */
const [schemaPath = ''] = process.argv.slice(2)

const require = createRequire(import.meta.url)
const { generateClient }: typeof import('@prisma/client-generator-js') = require('@prisma/client-generator-js')
const { getConfig, getDMMF }: typeof import('@prisma/internals') = require('@prisma/internals')
const { version }: { version: string } = require('@prisma/client/package.json')
const datamodel = await readFile(schemaPath, 'utf8')
const files: [string, string][] = [[schemaPath, datamodel]]
const { generators, datasources } = await getConfig({ datamodel: files })
const [generator] = generators
if (!generator?.output?.value) throw new Error(`${schemaPath} has no generator with an output.`)
await generateClient({
  datamodel,
  schemaPath,
  outputDir: join(dirname(schemaPath), generator.output.value),
  generator: { ...generator, isCustomOutput: true },
  dmmf: await getDMMF({ datamodel: files }),
  datasources,
  binaryPaths: {},
  runtimeSourcePath: join(dirname(require.resolve('@prisma/client/package.json')), 'runtime'),
  engineVersion: version,
  clientVersion: version,
  activeProvider: 'postgresql',
  compilerBuild: 'small',
})

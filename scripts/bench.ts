import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import yargs from 'yargs'
import { hideBin } from 'yargs/helpers'
import { buildWork } from './bench/build-work.ts'
import { catalogRows } from './bench/catalog.ts'
import { commandRows } from './bench/command.ts'
import { growthRows } from './bench/growth.ts'
import { judgeRows } from './bench/judge.ts'
import { heading, isOver, line, type Row } from './bench/row.ts'

const sections = ['judge', 'growth', 'command', 'catalog'] as const

const args = yargs(hideBin(process.argv))
  .usage('npm run bench -- [--only judge growth command catalog] [--corpus <folder>] [--squawk <path>] [--check]')
  .option('only', { choices: sections, array: true, describe: 'Measure only this' })
  .option('corpus', { type: 'string', describe: 'A folder of real projects to judge as well' })
  .option('squawk', { type: 'string', describe: 'Path of squawk; found in node_modules and PATH by itself' })
  .option('rounds', { type: 'number', default: 5, describe: 'Runs of which the median counts' })
  .option('check', { type: 'boolean', default: false, describe: 'Exit code 1 when a budget is exceeded' })
  .strict()
  .parseSync()

const root = fileURLToPath(new URL('..', import.meta.url))
const program = join(root, 'packages/cli/bin/migration-doctor.js')
const builtFile = await buildWork(root)
const wants = (section: (typeof sections)[number]) => args.only === undefined || args.only.includes(section)

/** In the folders in which a shell would look, the project's own first. */
function findSquawk(): string | undefined {
  if (args.squawk !== undefined) return resolve(args.squawk)
  const folders = [join(root, 'node_modules/.bin'), ...(process.env['PATH'] ?? '').split(':')]
  return folders.map((folder) => join(folder, 'squawk')).find((path) => existsSync(path))
}

async function* measured(): AsyncGenerator<Row> {
  const { rounds } = args
  if (wants('judge')) yield* judgeRows(builtFile('work'), args.corpus && resolve(args.corpus), rounds)
  if (wants('growth')) yield* growthRows(builtFile('work'), Math.min(rounds, 3))
  if (wants('command')) {
    await import('./build.ts')
    yield* commandRows({ program, parser: builtFile('parse-folder'), squawk: findSquawk(), rounds })
  }
  if (wants('catalog')) yield* catalogRows(rounds)
}

console.log(heading)
let over = 0
for await (const row of measured()) {
  console.log(line(row))
  if (isOver(row)) over++
}
process.exitCode = args.check && over > 0 ? 1 : 0

import { openScratch } from '@migration-doctor/db'
import { loadParser } from '@migration-doctor/sql'
import {
  compareEngines,
  disagreement,
  generateHistory,
  type History,
  mutate,
  Random,
  shrink,
  startOwnServer,
} from '@migration-doctor/testkit'
import yargs from 'yargs'
import { hideBin } from 'yargs/helpers'

const args = yargs(hideBin(process.argv))
  .usage('npm run differential -- [--runs 100] [--first 0] [--seed 1] [--pg 18] [--url <server>] [--stop-after 5]')
  .option('runs', {
    type: 'number',
    default: 100,
    describe: 'Histories to generate; each is run as it is and as a mutant',
  })
  .option('seed', { type: 'number', default: 1, describe: 'The same seed gives the same histories' })
  .option('first', { type: 'number', default: 0, describe: 'Number of the first history' })
  .option('pg', { type: 'number', default: 18, describe: 'Major version of the PostgreSQL that judges' })
  .option('url', {
    type: 'string',
    describe: 'A server of yours to judge, in a scratch database, instead of an installed one',
  })
  .option('stop-after', { type: 'number', default: 5, describe: 'Disagreements to shrink and print before it stops' })
  .option('shrink', { type: 'boolean', default: true, describe: 'With --no-shrink a disagreement is one line' })
  .strict()
  .parseSync()

await loadParser()
const server = args.url === undefined ? await startOwnServer({ version: args.pg }).catch(giveUp) : null
const scratch = await openScratch({ shadowUrl: server?.url ?? args.url ?? '' })
const version = Math.trunc(scratch.versionNum / 10_000)
let found = 0
let done = 0
let statements = 0
let refused = 0
let uncompared = 0
let unknown = 0
const started = performance.now()
try {
  for (let run = args.first; run < args.first + args.runs && found < args.stopAfter; run++) {
    const random = new Random(args.seed * 1_000_003 + run)
    const history = generateHistory(random)
    for (const candidate of [history, mutate(history, random)]) {
      done++
      const { disagreement: apart, ...counts } = await compareEngines(candidate, scratch, version)
      statements += counts.statements
      refused += counts.refused
      unknown += counts.unknown
      if (counts.skipped > 0) uncompared++
      if (!apart) continue
      found++
      if (args.shrink) await show(candidate, run)
      else console.log(`run ${run}${candidate === history ? '' : ' (mutant)'}: ${apart.detail.split('\n').join(' ')}`)
    }
  }
} finally {
  await scratch.close()
  await server?.stop()
}
const seconds = ((performance.now() - started) / 1000).toFixed(1)
console.log(
  `${done} histories (seed ${args.seed}, from ${args.first}, each as it is and as a mutant) on PostgreSQL ${version} in ${seconds} s: ` +
    `${statements} statements, ${refused} refused, ${unknown} that we cannot tell, ${uncompared} histories that this server cannot judge, ${found} disagreements`,
)
process.exitCode = found > 0 ? 1 : 0

function giveUp(error: unknown): never {
  console.error(error instanceof Error ? error.message : error)
  process.exit(2)
}

/** Prints a disagreement in its smallest form, as a case. */
async function show(history: History, run: number): Promise<void> {
  const before = await disagreement(history, scratch, version)
  const still = async (smaller: History) => (await disagreement(smaller, scratch, version))?.sort === before?.sort
  const smallest = await shrink(history, still)
  const apart = await disagreement(smallest, scratch, version)
  console.log(`\n## run ${run}: ${apart?.detail}\n(${JSON.stringify(smallest.execution)})`)
  for (const [at, statements] of smallest.migrations.entries()) {
    console.log(
      `\n\`\`\`sql file=${String(at + 1).padStart(3, '0')}_step.sql\n${statements.map((one) => `${one};`).join('\n')}\n\`\`\``,
    )
  }
}

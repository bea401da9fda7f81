import { join, resolve } from 'node:path'
import { loadParser } from '@migration-doctor/sql'
import { startOwnServer } from '@migration-doctor/testkit'
import yargs from 'yargs'
import { hideBin } from 'yargs/helpers'
import { compareProject } from './corpus/compare.ts'
import { findProjects } from './corpus/find.ts'
import { heading, row, totals } from './corpus/table.ts'

const args = yargs(hideBin(process.argv))
  .usage('npm run corpus -- <folder> [--pg 18] [--only <text>] [--details]')
  .option('pg', { type: 'number', default: 18, describe: 'Major version of the PostgreSQL that judges' })
  .option('only', { type: 'string', describe: 'Only projects whose path holds this text' })
  .option('tool-version', { type: 'string', describe: 'Version of the ORM whose behaviour to reproduce' })
  .option('mutants', { type: 'number', default: 0, describe: 'Compare so many mutants of every project, too' })
  .option('seed', { type: 'number', default: 1, describe: 'Seed of the first mutant' })
  .option('details', {
    type: 'boolean',
    default: false,
    describe: 'Print every statement on which the engines disagree',
  })
  .demandCommand(1)
  .strict()
  .parseSync()

const folder = resolve(String(args._[0]))
await loadParser()
const server = await startOwnServer({ version: args.pg })
try {
  const results = []
  const unread: string[] = []
  console.log(heading)
  for (const project of await findProjects(folder, args.only)) {
    const options = {
      url: server.url,
      pgVersion: args.pg,
      toolVersion: args.toolVersion,
      mutants: args.mutants,
      seed: args.seed,
    }
    const result = await compareProject(project, options).catch((error: unknown) => {
      unread.push(project.directory)
      console.log(`| ${project.directory.replace(join(folder, '/'), '')} | not read: ${error} |`)
    })
    if (result === undefined) continue
    results.push(result)
    console.log(row(result, join(folder, '/')))
    if (args.details) for (const line of result.disagreements) console.log(`    ${line}`)
  }
  console.log(totals(results))
  const clean = unread.length === 0 && results.every((result) => result.disagreements.length === 0)
  process.exitCode = clean ? 0 : 1
} finally {
  await server.stop()
}

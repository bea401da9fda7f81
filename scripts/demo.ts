/**
 * `npm run demo`: five broken projects in an embedded PostgreSQL, diagnosed, cured and verified.
 * `npm run demo -- play <project>`: one of them, broken, with its database running, to try the commands on.
 * `npm run demo -- migrate <project> <url>`: the project's own tool, for whoever plays.
 */
import { join, relative } from 'node:path'
import { type DisasterName, disasterNames, runProject } from '@migration-doctor/testkit'
import { heading, lastLines } from './demo/page.ts'
import { play } from './demo/play.ts'
import { root } from './demo/program.ts'
import { show } from './demo/show.ts'

const folder = join(root, '.demo')

async function showAll(): Promise<void> {
  const began = Date.now()
  const faults: string[] = []
  for (const [index, name] of disasterNames.entries()) {
    faults.push(...(await show(name, folder, `${index + 1} of ${disasterNames.length}`)))
  }
  const seconds = Math.round((Date.now() - began) / 1000)
  console.log(heading('done'))
  console.log(
    `Five projects in ${seconds} s. They stand, cured, in ${relative(process.cwd(), folder)}/. To play with one,`,
  )
  console.log('broken again and with its database running:\n')
  for (const name of disasterNames) console.log(`  npm run demo -- play ${name}`)
  for (const fault of faults) console.error(`\nNot as it should be: ${fault}`)
  if (faults.length > 0) process.exitCode = 1
}

async function migrate(name: DisasterName, url: string): Promise<void> {
  const run = await runProject(name, url, { directory: join(folder, name) })
  console.log(lastLines(run.output, 12))
  process.exitCode = run.succeeded ? 0 : 1
}

const [verb, project, url = process.env['DATABASE_URL'] ?? ''] = process.argv.slice(2)
const name = disasterNames.find((one) => one === project)
if (verb === undefined) await showAll()
else if (verb === 'play' && name) await play(name, folder)
else if (verb === 'migrate' && name) await migrate(name, url)
else {
  console.error(`Say npm run demo, or npm run demo -- play <project>. Projects: ${disasterNames.join(', ')}.`)
  process.exitCode = 2
}

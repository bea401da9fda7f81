import { once } from 'node:events'
import { relative } from 'node:path'
import { breakDatabase, type DisasterName, readDisaster } from '@migration-doctor/testkit'
import { startEmbedded } from './embedded.ts'
import { wrap } from './page.ts'
import { layOut } from './show.ts'

/** Leaves a project broken, with its database running until Ctrl-C, and says what can be typed. */
export async function play(name: DisasterName, folder: string): Promise<void> {
  process.stderr.write('  … making the broken database\n')
  const directory = await layOut(name, folder)
  const server = await startEmbedded()
  await breakDatabase(name, server.url)
  console.log(wrap(`${readDisaster(name).title}. In another terminal:`))
  console.log(`
  cd ${relative(process.cwd(), directory)}
  export DATABASE_URL=${server.url}
  npx migration-doctor diagnose
  npx migration-doctor status
  npx migration-doctor fix
  npx migration-doctor fix --emit --apply
  npm --prefix ../.. run demo -- migrate ${name}
  npx migration-doctor verify

The database lives until you press Ctrl-C here.`)
  await once(process, 'SIGINT')
  await server.stop()
}

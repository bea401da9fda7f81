import type { Argv } from 'yargs'
import type { Host } from '../host.ts'
import { databaseOptions, outputOptions, projectOptions } from '../options.ts'

/** `migration-doctor status` */
export function status(argv: Argv, host: Host): Argv {
  return argv.command(
    'status',
    'Show every migration and its state',
    { ...projectOptions, ...databaseOptions, ...outputOptions },
    async (args) => {
      const { runStatus } = await import('../status.ts')
      host.exitCode = await runStatus(args, host)
    },
  )
}

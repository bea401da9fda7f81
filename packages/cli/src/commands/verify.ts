import type { Argv } from 'yargs'
import type { Host } from '../host.ts'
import { databaseOptions, outputOptions, projectOptions } from '../options.ts'

/** `migration-doctor verify` */
export function verify(argv: Argv, host: Host): Argv {
  return argv.command(
    'verify',
    'Check that what is recorded is really there, after a deploy',
    { ...projectOptions, ...databaseOptions, ...outputOptions },
    async (args) => {
      const { runVerify } = await import('../verify.ts')
      host.exitCode = await runVerify(args, host)
    },
  )
}

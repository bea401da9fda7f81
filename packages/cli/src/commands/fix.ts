import type { Argv } from 'yargs'
import type { Host } from '../host.ts'
import { consentOptions, databaseOptions, fixOptions, outputOptions, projectOptions } from '../options.ts'

/** `migration-doctor fix`: a plan by default, nothing is written. */
export function fix(argv: Argv, host: Host): Argv {
  return argv.command(
    'fix',
    'Plan the least harmful cure and prove it; write it when told to',
    { ...projectOptions, ...databaseOptions, ...fixOptions, ...consentOptions, ...outputOptions },
    async (args) => {
      const { runFix } = await import('../fix.ts')
      host.exitCode = await runFix(args, host)
    },
  )
}

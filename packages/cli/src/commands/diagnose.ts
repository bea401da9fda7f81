import type { Argv } from 'yargs'
import type { Host } from '../host.ts'
import { databaseOptions, executeOptions, outputOptions, projectOptions } from '../options.ts'

/** `migration-doctor diagnose` */
export function diagnose(argv: Argv, host: Host): Argv {
  return argv.command(
    'diagnose',
    'Name what is wrong with the migrations, and with a database that ran them',
    { ...projectOptions, ...executeOptions, ...databaseOptions, ...outputOptions },
    async (args) => {
      const { runDiagnose } = await import('../diagnose.ts')
      host.exitCode = await runDiagnose(args, host)
    },
  )
}

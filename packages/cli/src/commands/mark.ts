import type { Argv } from 'yargs'
import type { Host } from '../host.ts'
import { consentOptions, databaseOptions, markOptions, outputOptions, projectOptions } from '../options.ts'

/** `migration-doctor mark applied|rolled-back|pending <migration…>` */
export function mark(argv: Argv, host: Host): Argv {
  return argv.command(
    'mark <as> [migration..]',
    'Correct the history: record migrations as applied, rolled back or pending',
    (options) =>
      options
        .positional('as', { choices: ['applied', 'rolled-back', 'pending'] as const, demandOption: true })
        .positional('migration', { type: 'string', array: true, describe: 'Names of migrations' })
        .options({ ...markOptions, ...projectOptions, ...databaseOptions, ...consentOptions, ...outputOptions }),
    async (args) => {
      const { runMark } = await import('../mark.ts')
      host.exitCode = await runMark(args, host)
    },
  )
}

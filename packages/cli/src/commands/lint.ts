import type { Argv } from 'yargs'
import type { Host } from '../host.ts'
import { executeOptions, outputOptions, projectOptions } from '../options.ts'

/** `migration-doctor lint`: the files alone, never a connection to the project's database. */
export function lint(argv: Argv, host: Host): Argv {
  return argv.command(
    'lint',
    'Judge the migration files alone, without any database',
    {
      ...projectOptions,
      ...executeOptions,
      since: { type: 'string', describe: 'Report only migrations changed since a git ref', requiresArg: true },
      ...outputOptions,
    },
    async (args) => {
      const { runLint } = await import('../lint.ts')
      host.exitCode = await runLint(args, host)
    },
  )
}

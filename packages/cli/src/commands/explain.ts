import type { Argv } from 'yargs'
import type { Host } from '../host.ts'
import { outputOptions } from '../options.ts'

/** `migration-doctor explain <rule>` */
export function explain(argv: Argv, host: Host): Argv {
  return argv.command(
    'explain [rule]',
    'Explain a rule: what it finds, why it matters, what to do',
    (options) =>
      options
        .positional('rule', { type: 'string', describe: 'Name of the rule; without it, the list of all' })
        .options({ color: outputOptions.color, output: outputOptions.output }),
    async (args) => {
      const { runExplain } = await import('../explain.ts')
      host.exitCode = await runExplain(args, host)
    },
  )
}

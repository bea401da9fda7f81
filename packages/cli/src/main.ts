import { type ExitCode, exitCodes, unusable } from '@migration-doctor/core'
import yargs, { type Argv } from 'yargs'
import { commands } from './commands/index.ts'
import { failureOf } from './exit.ts'
import type { Host } from './host.ts'
import { onInterrupt } from './interrupt.ts'
import { nodeHost } from './node-host.ts'
import { packageFacts } from './version.ts'

/**
 * Runs the command line of this process and sets its exit code.
 * @param words the arguments after the program's name.
 */
export async function main(words: readonly string[]): Promise<void> {
  const host = nodeHost(packageFacts().version)
  onInterrupt(host)
  process.exitCode = await run(words, host)
}

/** One call of the command line: every failure ends here and becomes an exit code. */
export async function run(words: readonly string[], host: Host): Promise<ExitCode> {
  try {
    await parserFor(words, host).parseAsync()
    return host.exitCode
  } catch (error) {
    const failure = failureOf(error, packageFacts(), words.find((word) => !word.startsWith('-')) ?? '')
    host.err.write(failure.text)
    return failure.code
  } finally {
    for (const clean of host.cleanups) await clean()
  }
}

function parserFor(words: readonly string[], host: Host): Argv {
  const parser = yargs([...words])
    .scriptName(host.program)
    .locale('en')
    .usage(
      '$0 <command> [options]\n\nNames what is wrong with a database’s migrations, proves it, and prescribes the cure.',
    )
    .version(host.version)
    .exitProcess(false)
    .strict()
    .recommendCommands()
    .demandCommand(1, 'Say what to do: diagnose is a good start.')
    .wrap(Math.min(host.out.width, 100))
    .epilogue(exitCodeHelp)
    .check(givenOnce)
    .fail((message, error) => {
      throw error ?? unusable(message, `${host.program} --help lists commands and options.`)
    })
  return commands.reduce((argv: Argv, command) => command(argv, host), parser)
}

const exitCodeHelp = `Exit codes: ${exitCodes.ok} nothing found at or above --fail-on, ${exitCodes.findings} findings, ${exitCodes.unusable} the command, configuration or project cannot be used, ${exitCodes.database} the database cannot be reached or read, ${exitCodes.refused} refused, ${exitCodes.bug} a bug of ours, ${exitCodes.interrupted} interrupted.`

const lists = new Set(['_', 'migrations', 'only', 'migration'])

/** An option that takes one value and is given twice would reach the commands as a list. */
function givenOnce(args: Readonly<Record<string, unknown>>): true {
  const twice = Object.keys(args).find((name) => Array.isArray(args[name]) && !lists.has(name))
  if (twice === undefined) return true
  throw unusable(`--${twice} is given more than once.`, 'Give it once.')
}

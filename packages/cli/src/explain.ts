import { type ExitCode, exitCodes, unusable } from '@migration-doctor/core'
import { type RuleText, renderPage, rulePage } from '@migration-doctor/reporters'
import type { Host } from './host.ts'
import type { OutputArguments } from './options.ts'
import { colored, deliver } from './output.ts'
import { currentName, ruleTexts } from './rules.ts'

export type ExplainArguments = Pick<OutputArguments, 'color' | 'output'> & { readonly rule: string | undefined }

/** The page of one rule, or the list of all. */
export async function runExplain(args: ExplainArguments, host: Host): Promise<ExitCode> {
  const page = args.rule === undefined ? listOf(ruleTexts()) : rulePage(ruleOf(args.rule, host))
  const options = { color: colored(args, host), width: Math.min(host.out.width, 100) }
  await deliver(await renderPage(page, options), args.output, host)
  return exitCodes.ok
}

function ruleOf(name: string, host: Host): RuleText {
  const current = currentName(name)
  const rule = ruleTexts().find((candidate) => candidate.name === current)
  if (!rule) throw unusable(`There is no rule ${name}.`, `${host.program} explain lists all.`)
  return rule
}

function listOf(rules: readonly RuleText[]): string {
  return `# Rules\n\n${rules.map(({ name, summary }) => `- **${name}**: ${summary}`).join('\n')}\n`
}

import { type ExitCode, exitCodes, unusable } from '@migration-doctor/core'
import { type RuleText, renderPage } from '@migration-doctor/reporters'
import type { Host } from './host.ts'
import type { OutputArguments } from './options.ts'
import { colored, deliver } from './output.ts'
import { rulePages } from './rule-pages.gen.ts'
import { currentName, ruleTexts } from './rules.ts'

export type ExplainArguments = Pick<OutputArguments, 'color' | 'output'> & { readonly rule: string | undefined }

/** The page of one rule, or the list of all. */
export async function runExplain(args: ExplainArguments, host: Host): Promise<ExitCode> {
  const page = args.rule === undefined ? listOf(ruleTexts()) : pageOf(args.rule, host)
  const options = { color: colored(args, host), width: Math.min(host.out.width, 100) }
  await deliver(await renderPage(page, options), args.output, host)
  return exitCodes.ok
}

function pageOf(name: string, host: Host): string {
  const page = rulePages[currentName(name) ?? '']
  if (page === undefined) throw unusable(`There is no rule ${name}.`, `${host.program} explain lists all.`)
  return page
}

function listOf(rules: readonly RuleText[]): string {
  return `# Rules\n\n${rules.map(({ name, summary }) => `- **${name}**: ${summary}`).join('\n')}\n`
}

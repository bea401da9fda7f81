import { resolve } from 'node:path'
import { type Report, unusable } from '@migration-doctor/core'
import { type Invocation, type RenderOptions, type Reporter, reporters } from '@migration-doctor/reporters'
import type { Host } from './host.ts'
import { messageOf } from './node-error.ts'
import type { OutputArguments } from './options.ts'

/** Texts of the files that findings name, by project and path. */
export type Sources = RenderOptions['sources']

export function renderOptions(args: OutputArguments, host: Host, more: { sources: Sources; invocation: Invocation }) {
  const { quiet, verbose } = args
  return { ...more, quiet, verbose, color: colored(args, host), width: Math.min(host.out.width, 120) }
}

/** https://no-color.org, and FORCE_COLOR as Node reads it. */
export function colored(
  { color, output }: Pick<OutputArguments, 'color' | 'output'>,
  { environment, out }: Host,
): boolean {
  if (color !== 'auto') return color === 'always'
  if (output !== undefined || environment['NO_COLOR']) return false
  const forced = environment['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  return out.isTerminal && environment['TERM'] !== 'dumb'
}

/** @throws DoctorError (exit code 2) for an unknown name, which the command line has already refused. */
export function reporterOf(format: string): Reporter {
  const reporter = reporters.find(({ name }) => name === format)
  if (!reporter) throw unusable(`There is no format ${format}.`)
  return reporter
}

/** `pretty` may show a command's own view; every other format shows the report. */
export function renderReport(
  report: Report,
  options: RenderOptions,
  view: { readonly format: string; readonly pretty?: (report: Report, options: RenderOptions) => string },
): string {
  if (view.format === 'pretty' && view.pretty) return view.pretty(report, options)
  return reporterOf(view.format).render(report, options)
}

/** Writes the report where it was asked for. @throws DoctorError (exit code 2) when the file cannot be written. */
export async function deliver(text: string, output: string | undefined, host: Host): Promise<void> {
  if (output === undefined) return host.out.write(text)
  const path = resolve(host.cwd, output)
  try {
    await host.writeFile(path, text)
  } catch (error) {
    throw unusable(`The report cannot be written to ${path}: ${messageOf(error)}`)
  }
}

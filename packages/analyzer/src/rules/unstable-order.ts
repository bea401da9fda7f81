import { defineRule } from '../rule.ts'
import { quoted } from '../words.ts'

interface Data {
  readonly by: string
  readonly other: string
  readonly when: string
  readonly first: string
  readonly second: string
  readonly order: readonly string[]
  readonly otherOrder: readonly string[]
}

/** The order depends on something that differs between machines or versions. */
export const rule = defineRule<Data>({
  name: 'unstable-order',
  severity: 'warning',
  summary: "The order of the migrations depends on the tool's version or the host's locale, or two of them tie.",
  needs: [],
  why: `The same files run in one order here and in another elsewhere: what works on one machine stops on the next.`,
  sources: ['prisma: localeCompare since 6.6.0', 'typeorm#9566'],
  *check({ project }) {
    const order = project.migrations.map((migration) => migration.name)
    for (const alternative of project.order.alternatives) {
      const at = order.findIndex((name, index) => name !== alternative.names[index])
      const first = project.migrations[at]
      if (!first) continue
      yield {
        migration: first.name,
        place: { file: first.file, span: { start: 0, end: 0 } },
        objects: [],
        related: [],
        evidence: { level: 'simulated' },
        data: {
          by: project.order.by,
          other: alternative.by,
          when: alternative.when,
          first: first.name,
          second: alternative.names[at] ?? '',
          order,
          otherOrder: alternative.names,
        },
      }
    }
  },
  message: ({ by, other, when, first, second }) =>
    isTie(by)
      ? `${quoted(first)} and ${quoted(second)} have the same timestamp: ${quoted(first)} runs first here, and second when ${when}.`
      : `By ${by} ${quoted(first)} runs here; by ${other} (${when}) ${quoted(second)} would.`,
  help: ({ by, second }) =>
    isTie(by)
      ? `Give ${quoted(second)} a timestamp of its own, in its class name, its \`name\` and its file name; where it is recorded already, its row needs the new name and timestamp too.`
      : 'Give all migrations names of one form, such as fourteen digits and lower-case words, so that every order agrees.',
})

/** TypeORM orders by numbers alone: only equal ones leave the order open. */
function isTie(by: string): boolean {
  return by === 'class timestamp'
}

import { defineRule } from '../rule.ts'
import { identifier, quoted } from '../words.ts'

interface Data {
  readonly extension: string
}

/** The history needs an extension that it does not create. */
export const rule = defineRule<Data>({
  name: 'uncreated-extension',
  severity: 'note',
  summary: 'A statement needs an extension that no migration creates.',
  needs: [],
  why: `Every database on which the history runs must have the extension already. Where a template, a hosting platform or the tool
itself installs it, that is fine; a plain new database refuses the statement.`,
  *check({ timeline, project }) {
    for (const [extension, number] of timeline.assumedExtensions) {
      const statement = timeline.statements[number]
      if (!statement) continue
      yield {
        migration: statement.migration.name,
        place: statement.place,
        objects: [{ kind: 'extension', schema: project.defaultSchema, name: extension }],
        related: [],
        evidence: { level: 'simulated' },
        data: { extension },
      }
    }
  },
  message: ({ extension }) => `This needs the extension ${quoted(extension)}, which no migration creates.`,
  help: ({ extension }) =>
    `Add ${quoted(`CREATE EXTENSION IF NOT EXISTS ${identifier(extension)};`)} to the first migration that needs it, unless every database has it.`,
})

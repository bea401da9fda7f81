/** Source of a rule that finds nothing yet. */
export function ruleTemplate(name: string): string {
  return `import { defineRule } from '../rule.ts'
import type { TimelineStatement } from '../timeline.ts'

interface Data {
  readonly statement: string
}

/** Say in one line what is bad. */
export const rule = defineRule<Data>({
  name: '${name}',
  severity: 'warning',
  summary: 'Say in one sentence what is bad.',
  needs: [],
  why: 'Say what will happen to the user.',
  sources: [],
  *check({ timeline }) {
    for (const statement of timeline.statements) {
      if (!isBad(statement)) continue
      yield {
        migration: statement.migration.name,
        place: statement.place,
        objects: [],
        related: [],
        evidence: { level: 'simulated' },
        data: { statement: statement.kind },
        statement: statement.number,
      }
    }
  },
  message: ({ statement }) => \`Say in one sentence what is wrong with this \${statement}.\`,
  help: () => 'Say what to do.',
})

function isBad(_statement: TimelineStatement): boolean {
  return false
}
`
}

/** Cases of such a rule; the first fails until the rule finds it. */
export function casesTemplate(name: string): string {
  return `# ${name}

## Bad: say what is bad about it

\`\`\`sql file=001_invoices.sql
CREATE TABLE invoices (id integer PRIMARY KEY); -- warning: ${name}
\`\`\`

## Good: say what is different here

\`\`\`sql file=001_invoices.sql
SELECT 1;
\`\`\`
`
}

import type { Project, Severity, TrackingTableSeen } from '@migration-doctor/core'
import { historyTableCause, misplacedIn } from '../history/rows.ts'
import { defineRule } from '../rule.ts'
import { quoted } from '../words.ts'
import type { World } from '../world.ts'

interface Data {
  readonly tool: Project['tool']
  readonly expected: string
  readonly name: string
  /** Schemas that have it, the fullest first. */
  readonly schemas: readonly string[]
  readonly rows: number
}

/** The tracking table is not where the tool looks for it, but somewhere else. */
export const rule = defineRule<Data>({
  name: 'misplaced-history-table',
  severity: 'error',
  summary: 'The tracking table stands in another schema than the one where the tool looks for it.',
  needs: ['history'],
  why: `The tool sees no history and runs everything again, in another schema or over what is there. The connection string has lost its
\`?schema=\`, the search path has changed, or the table was moved.`,
  sources: ['prisma: ?schema=', 'TypeORM: schema'],
  *check(world) {
    const found = misplacedIn(world)
    const [fullest] = found
    if (!fullest) return
    const { project } = world
    yield {
      migration: null,
      place: null,
      objects: [{ kind: 'table', schema: fullest.schema, name: fullest.name }],
      related: [],
      evidence: { level: 'observed' },
      data: {
        tool: project.tool,
        expected: project.historyTable.schema ?? project.defaultSchema,
        name: fullest.name,
        schemas: found.slice(0, 4).map(({ schema }) => schema),
        rows: fullest.rows ?? 0,
      },
      severity: severityOf(found, world),
      cause: historyTableCause,
    }
  },
  message: ({ expected, name, schemas, rows }) =>
    `The history is expected in ${quoted(`${expected}.${name}`)}, but stands in ${quoted(`${schemas[0] ?? ''}.${name}`)} (${rows} ${rows === 1 ? 'row' : 'rows'}).`,
  help: ({ tool, schemas: [schema = ''], name }) => {
    const look = `Look there: ${settings[tool](schema, name)}`
    return `${look}. If it was moved by mistake, move it back with \`ALTER TABLE … SET SCHEMA\`.`
  },
})

const settings: Readonly<Record<Project['tool'], (schema: string, name: string) => string>> = {
  prisma: (schema) => `end the connection string in \`?schema=${schema}\``,
  typeorm: (schema) => `set \`schema: '${schema}'\` in the data source`,
  sql: (schema, name) => `say \`--history-table ${schema}.${name}\``,
}

/** With a schema for each tenant, one that is still empty is no fault. */
function severityOf(found: readonly TrackingTableSeen[], { live, project }: World): Severity {
  const filled = [...(live?.objects.values() ?? [])].some(
    ({ kind, schema, name }) =>
      kind === 'table' && schema === project.defaultSchema && name !== project.historyTable.name,
  )
  if (filled) return 'error'
  return found.length === 1 ? 'warning' : 'note'
}

import type { CatalogObject, Project, Severity } from '@migration-doctor/core'
import { presences } from '../catalog/absence.ts'
import { historyTableCause, misplacedIn, otherTables } from '../history/rows.ts'
import { defineRule } from '../rule.ts'
import { capital, quoted } from '../words.ts'
import type { World } from '../world.ts'

interface Data {
  readonly table: string
  readonly tool: Project['tool']
  /** Migrations of which something is in the database. */
  readonly present: number
  /** The user named the table. */
  readonly named: boolean
  /** Tracking tables that are there. */
  readonly others: readonly string[]
  readonly empty: boolean
}

/** The database is full, and nothing records what was run in it. */
export const rule = defineRule<Data>({
  name: 'missing-history-table',
  severity: 'error',
  summary: 'The database has objects, but no table that records the migrations.',
  needs: ['history'],
  why: `The tool takes the database for a new one and runs everything again: Prisma stops with P3005, others at the first object that exists.
The schema came from \`db push\`, \`synchronize\`, a dump without the tracking table, or the tool looks for the table in another place.`,
  sources: ['prisma: P3005', 'Flyway: Found non-empty schema(s) without schema history table'],
  *check(world) {
    if (world.history !== 'absent' || misplacedIn(world).length > 0) return
    const severity = severityOf(world)
    if (severity === null) return
    yield {
      migration: null,
      place: null,
      objects: [],
      related: [],
      evidence: { level: 'observed' },
      data: dataOf(world),
      severity,
      cause: historyTableCause,
    }
  },
  message(data) {
    const none = data.named
      ? `The tracking table ${quoted(data.table)} that was named does not exist`
      : `There is no tracking table ${quoted(data.table)}`
    if (data.present > 0) {
      const made = data.present === 1 ? 'one migration makes' : `${data.present} migrations make`
      return `${none}, but what ${made} is in the database.`
    }
    if (data.empty) return `${none}; the database is empty.`
    return data.tool === 'prisma'
      ? `${none}, and the schema is not empty: \`prisma migrate deploy\` stops with P3005.`
      : `${none}.`
  },
  help(data) {
    const seen = data.others.length === 0 ? '' : `In the database there is ${data.others.join(' and ')}. `
    const name = `${seen}Name the right table with --history-table [schema.]table`
    if (data.present > 0) {
      const mark = 'mark what is there as applied: `migration-doctor fix`, or `migration-doctor mark applied <name>`.'
      return data.named || seen !== '' ? `${name}, or ${mark}` : capital(mark)
    }
    if (data.tool === 'prisma' && !data.named)
      return 'Write a first migration that holds what is there and mark it as applied, or point the URL at the right database and schema.'
    return `${name}, or leave it out on a database that has none yet.`
  },
})

function severityOf(world: World): Severity | null {
  const { live, surroundings, project } = world
  const tables = [...(live?.objects.values() ?? [])].filter(({ kind }) => kind === 'table')
  if (presentIn(world) > 0) return 'error'
  if (project.tool === 'prisma' && tables.some((table) => isOurs(table, project))) return 'error'
  if (surroundings?.named !== true) return null
  return tables.length > 0 ? 'error' : 'note'
}

/** Prisma looks into the schema of its connection only. */
function isOurs({ schema }: CatalogObject, { defaultSchema }: Project): boolean {
  return schema === defaultSchema
}

function presentIn(world: World): number {
  return [...presences(world).values()].filter(({ there }) => there.some(({ object }) => object.kind !== 'schema'))
    .length
}

function dataOf(world: World): Data {
  const { project, live, surroundings } = world
  const { schema, name } = project.historyTable
  return {
    table: schema === null ? name : `${schema}.${name}`,
    tool: project.tool,
    present: presentIn(world),
    named: surroundings?.named === true,
    others: otherTables(world)
      .slice(0, 4)
      .map((one) => `${quoted(`${one.schema}.${one.name}`)} (${one.tool})`),
    empty: ![...(live?.objects.values() ?? [])].some(({ kind }) => kind === 'table'),
  }
}

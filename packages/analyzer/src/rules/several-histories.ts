import type { TrackingTableSeen } from '@migration-doctor/core'
import { historyOf, otherTables } from '../history/rows.ts'
import { defineRule } from '../rule.ts'
import { quoted } from '../words.ts'
import type { World } from '../world.ts'

interface Data {
  readonly used: string
  readonly others: readonly string[]
  readonly otherCount: number
  /** All of them stand on the search path under one name: which one is used depends on the session. */
  readonly ambiguous: boolean
}

/** The database has more than one tracking table. */
export const rule = defineRule<Data>({
  name: 'several-histories',
  severity: 'note',
  summary: 'The database has more than one tracking table.',
  needs: ['history'],
  why: `Two tools, or one tool over two connections, each believe that the schema is theirs. That is right for schemas of tenants, or for two
applications in one database; else each of them changes what the other one made.`,
  sources: ['prisma#9746'],
  *check(world) {
    const history = historyOf(world)
    const others = history ? otherTables(world).filter((table) => isRival(table, world)) : []
    if (!history || others.length === 0) return
    const { schema, name } = history.table
    const ambiguous = others.some((table) => isAmbiguous(table, world))
    yield {
      migration: null,
      place: null,
      objects: [{ kind: 'table', schema, name }],
      related: [],
      evidence: { level: 'observed' },
      data: {
        used: `${schema}.${name}`,
        others: others.slice(0, 4).map((one) => `${quoted(`${one.schema}.${one.name}`)} (${one.tool})`),
        otherCount: others.length,
        ambiguous,
      },
      ...(ambiguous ? { severity: 'warning' } : {}),
    }
  },
  message: ({ used, others, otherCount, ambiguous }) =>
    `Besides ${quoted(used)} there ${otherCount === 1 ? 'is another tracking table' : `are ${otherCount} other tracking tables`}: ${others.join(', ')}${otherCount > others.length ? ', …' : ''}${ambiguous ? '; which one the tool takes depends on the search path' : ''}.`,
  help: ({ ambiguous }) =>
    ambiguous
      ? 'Name the schema of the tracking table, in the tool’s own configuration and with --history-table.'
      : 'Nothing has to be done when each belongs to a tenant or an application of its own; else find out which tool is in charge and drop the other one’s table.',
})

/** One of this project's in another schema, or one of another tool's in the same schema. */
function isRival({ own, known, rows, schema }: TrackingTableSeen, world: World): boolean {
  if (rows === 0 || world.project.platformSchemas?.includes(schema)) return false
  return own ? known > 0 || schema === historyOf(world)?.table.schema : schema === historyOf(world)?.table.schema
}

function isAmbiguous({ schema, name, own }: TrackingTableSeen, { project, history }: World): boolean {
  if (project.historyTable.schema !== null || history === null || history === 'absent') return false
  return own && name === history.table.name && project.searchPath.includes(schema)
}

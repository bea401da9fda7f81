import { type Absence, absences, isRecorded, type TimelineStatement } from '@migration-doctor/analyzer'
import type { Finding } from '@migration-doctor/core'
import { nameIn, tokensOf } from './elements.ts'
import { type Cure, consequencesOf, type FixContext } from './fix.ts'
import { guardedStatement } from './guard-statement.ts'
import { guardStyle } from './refused.ts'
import { relationsOf } from './relation.ts'
import { isOfPresentTable, missingParts } from './table-parts.ts'

/** What is recorded and not there: run again where that is safe, else a migration that makes just what is missing. */
export function absenceCure(finding: Finding, context: FixContext): Cure | null {
  const names = new Set([finding, ...consequencesOf(finding, context)].map(({ migration }) => migration))
  const all = absences(context.analysis.world).filter(({ migration }) => names.has(migration))
  if (all.length === 0) return null
  const gone = missingNames(all)
  return (context.strategy === 'patch' ? null : runAgain(all, gone, context)) ?? patch(all, gone, context)
}

/** `schema.name` of relations and types, and names of schemas, that are not there. */
type Names = ReadonlySet<string>

function missingNames(all: readonly Absence[]): Names {
  return new Set(
    all.flatMap(({ missing }) =>
      missing.flatMap(({ object }) =>
        'table' in object && object.kind !== 'index'
          ? []
          : [object.kind === 'schema' ? object.name : `${object.schema}.${object.name}`],
      ),
    ),
  )
}

function touches(statement: TimelineStatement, gone: Names, { project }: FixContext): boolean {
  return relationsOf(statement).some(({ schema, name }) => {
    const within = schema ?? project.defaultSchema
    return gone.has(`${within}.${name}`) || gone.has(within)
  })
}

/** Tools whose history is one version, or that refuse to run what sorts before it. */
const strictlyForward = new Set([
  'golang-migrate',
  'goose',
  'flyway',
  'graphile-migrate',
  'node-pg-migrate',
  'sqlx',
  'drizzle',
  'maragudk-migrate',
  'play',
])

function runAgain(all: readonly Absence[], gone: Names, context: FixContext): Cure | null {
  const { project, history, analysis } = context
  if (strictlyForward.has(project.dialect ?? '')) return null
  const names = new Set(all.map(({ migration }) => migration))
  const own = analysis.world.timeline.statements.filter(({ migration }) => names.has(migration.name))
  const made = new Set(all.flatMap(({ missing }) => missing.map(({ statement }) => statement.number)))
  const there = new Set(all.flatMap((absence) => absence.there.map(({ statement }) => statement.number)))
  const isSafe = (one: TimelineStatement) =>
    isHarmless(one) ||
    isGuarded(one) ||
    (!there.has(one.number) && (made.has(one.number) || touches(one, gone, context)))
  if (!own.every(isSafe) || isChangedLater(names, gone, context)) return null
  const rows = (history?.rows ?? []).filter(({ name }) => names.has(name))
  const undo = `migration-doctor mark applied ${[...names].join(' ')}`
  return rows.length === 0 ? null : { deleteRows: rows, risk: 'low', losesData: false, undo }
}

const harmless = new Set(['TransactionStmt', 'VariableSetStmt', 'CommentStmt', 'GrantStmt'])

const isHarmless = ({ kind }: TimelineStatement): boolean => harmless.has(kind)

function isGuarded({ statement }: TimelineStatement): boolean {
  const body: unknown = Object.values(statement?.node ?? {})[0]
  return typeof body === 'object' && body !== null && ('if_not_exists' in body || 'replace' in body)
}

/** A migration that is not run again would not find what it once changed. */
function isChangedLater(names: ReadonlySet<string>, gone: Names, context: FixContext): boolean {
  return recordedStatements(context).some((one) => !names.has(one.migration.name) && touches(one, gone, context))
}

function recordedStatements({ analysis }: FixContext): readonly TimelineStatement[] {
  const { timeline, states } = analysis.world
  return timeline.statements.filter(
    ({ migration, verdict }) => verdict.kind === 'accepted' && isRecorded(states.get(migration.name)),
  )
}

/** A migration that makes what is missing, statement by statement as the history made it. */
function patch(all: readonly Absence[], gone: Names, context: FixContext): Cure | null {
  const { analysis, project } = context
  const final = analysis.world.timeline.catalog()
  const made = new Set(all.flatMap(({ missing }) => missing.map(({ statement }) => statement.number)))
  const statements = recordedStatements(context).filter((one) => made.has(one.number) || touches(one, gone, context))
  const up = statements.map((one) => {
    const lacking = all.flatMap(({ missing }) => missing.filter(({ statement }) => statement === one))
    if (isOfPresentTable(one, lacking)) return missingParts(one, lacking, context)
    return guardedStatement(one, { final, defaultSchema: project.defaultSchema, style: guardStyle(one) })
  })
  if (up.length === 0 || up.includes(null)) return null
  const names = all.map(({ migration }) => migration)
  return {
    patches: [
      {
        title: `complete ${titleWords(names[0] ?? '')}`,
        comment: [
          `Makes what ${names.join(' and ')} should have left in the database, where it is missing.`,
          'Where everything is there it only checks that it has the shape that the history gives it.',
        ],
        up: up.flatMap((sql) => sql ?? []),
        down: [],
        after: afterRecorded(gone, context),
        outsideTransaction: false,
      },
    ],
    risk: 'low',
    losesData: false,
    undo: 'Delete the new migration; nothing that was there before is changed.',
  }
}

function titleWords(name: string): string {
  return name
    .replace(/(?:\.up)?\.sql$/, '')
    .replace(/^[A-Z]?[\d._-]+/, '')
    .replace(/\d{13}$/, '')
    .replaceAll('_', ' ')
}

/** Behind what is recorded, when a pending migration names one of these; `null`: behind all. */
export function afterRecorded(names: Names, context: FixContext): string | null {
  return isAwaited(names, context) ? lastRecorded(context) : null
}

function isAwaited(gone: Names, { analysis }: FixContext): boolean {
  const { timeline, states } = analysis.world
  const words = new Set([...gone].map((name) => name.slice(name.lastIndexOf('.') + 1)))
  return timeline.statements.some(
    ({ migration, text }) =>
      !isRecorded(states.get(migration.name)) &&
      tokensOf(text).some(({ start, end }) => words.has(nameIn(text.slice(start, end)))),
  )
}

function lastRecorded({ project, analysis }: FixContext): string | null {
  return project.migrations.findLast(({ name }) => isRecorded(analysis.world.states.get(name)))?.name ?? null
}

import { createHash } from 'node:crypto'
import { isRecorded } from '@migration-doctor/analyzer'
import { type Finding, lineStarts, locate, type ObjectRef, type Place, type Project } from '@migration-doctor/core'
import type { Examination } from '../examine.ts'
import { textOfObject } from './contents.ts'
import { examinedEffects } from './examined.ts'

const rule = 'recorded-but-absent'

interface Absence {
  readonly migration: string
  readonly object: ObjectRef
  readonly place: Place
}

/** What recorded migrations should have left in the database and did not: one finding for each thing that is missing as a whole. */
export function absences(examination: Examination): readonly Finding[] {
  const { report, project } = examination
  const effects = examinedEffects(examination)
  const missing = report.migrations
    .filter(({ state }) => isRecorded(state))
    .flatMap(({ name }) =>
      effects(name)
        .filter(({ kind, holds }) => kind === 'makes' && !holds)
        .map(({ object, place }): Absence => ({ migration: name, object, place })),
    )
  const roots = new Map<string, Finding>()
  return missing.flatMap((absence) => {
    const container = containersOf(absence.object).find((key) => roots.has(key))
    const cause = container === undefined ? undefined : roots.get(container)
    if (cause && cause.migration === absence.migration) return []
    const finding = findingOf(absence, project, cause?.id ?? null)
    if (!cause) roots.set(textOfObject(absence.object), finding)
    return [finding]
  })
}

/** The schema, and the table of a part; a row type goes with its table. */
function containersOf({ kind, schema, name }: ObjectRef): readonly string[] {
  if (kind === 'schema' || kind === 'extension') return []
  const [table = ''] = name.split('.')
  const own = kind === 'relation' ? [] : [`relation ${schema}.${table}`]
  return [`schema ${schema}`, ...own]
}

function findingOf({ migration, object, place }: Absence, project: Project, causedBy: string | null): Finding {
  const source = project.sources.get(place.file)
  const what = textOfObject(object)
  return {
    id: createHash('sha256').update([rule, migration, what].join('\0')).digest('hex').slice(0, 16),
    rule,
    severity: 'error',
    message: `\`${migration}\` is recorded as applied, but ${what.replace(' ', ' `')}\` is not in the database.`,
    help: `Find out who dropped it, or why it was never made. \`migration-doctor mark pending ${migration}\` lets the migration run again.`,
    migration,
    location: source === undefined ? null : locate(place, lineStarts(source)),
    objects: [object],
    related: [],
    evidence: { level: 'observed' },
    causedBy,
    data: { what },
  }
}

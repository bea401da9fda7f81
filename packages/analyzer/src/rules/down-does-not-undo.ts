import type { CatalogObject, Difference, Fact } from '@migration-doctor/core'
import { type Revert, revertsOf } from '../revert.ts'
import { defineRule } from '../rule.ts'
import { quoted } from '../words.ts'
import type { World } from '../world.ts'

interface Data {
  readonly name: string
  /** In words: what the way back leaves over, takes away although it was there before, and leaves changed. */
  readonly left: readonly string[]
  readonly gone: readonly string[]
  readonly changed: readonly string[]
  /** PostgreSQL's message, where the way back itself is refused. */
  readonly stops: string | null
}

/** Up and then down does not lead back to the schema before. */
export const rule = defineRule<Data>({
  name: 'down-does-not-undo',
  severity: 'note',
  summary: 'Running a migration and taking it back does not return to the schema before it.',
  needs: [],
  why: `After a revert the schema is none that any migration was written for: what is left over stops the next run, and what is gone had rows in it.`,
  sources: ['Atlas: migrate down', 'Flyway: undo migrations'],
  *check(world) {
    for (const revert of revertsOf(world.project, world.timeline.pgVersion)) {
      const data = revert.upRuns && dataOf(revert, world)
      if (data) yield factOf(revert, data, world)
    }
  },
  message: ({ name, left, gone, changed, stops }) => {
    if (stops !== null) return `The way back of ${quoted(name)} stops: ${stops}.`
    const parts = [
      ...(gone.length > 0
        ? [`takes away ${listed(gone)}, which ${gone.length === 1 ? 'was' : 'were'} there before`]
        : []),
      ...(left.length > 0 ? [`leaves ${listed(left)}`] : []),
      ...(changed.length > 0 ? [`leaves ${listed(changed)} changed`] : []),
    ]
    return `The way back of ${quoted(name)} ${parts.join(', ')}.`
  },
  help: ({ gone }) =>
    gone.length > 0
      ? 'Take back only what the migration itself makes; nobody may have noticed that it was there already.'
      : 'Undo what is left, in the opposite order, or say in the way back why it cannot be undone.',
})

function dataOf({ migration, statements, differences }: Revert, { project }: World): Data | null {
  const none: Data = { name: migration.name, left: [], gone: [], changed: [], stops: null }
  if (!differences) {
    const refused = statements.find(({ verdict }) => verdict.kind !== 'accepted')
    return refused?.verdict.kind === 'refused' ? { ...none, stops: refused.verdict.refusal.message } : null
  }
  if (differences.length === 0 || migration.down?.length === 0) return null
  const words = (kind: Difference['kind']) =>
    differences
      .filter((one) => one.kind === kind)
      .map(({ object, facts }) => objectWords(object, project.defaultSchema) + factWords(facts))
  return { ...none, left: words('extra'), gone: words('missing'), changed: words('changed') }
}

function factOf({ migration, statements, differences }: Revert, data: Data, { project }: World): Fact<Data> {
  const refused = statements.find(({ verdict }) => verdict.kind === 'refused') ?? statements[0]
  const { file } = migration
  return {
    migration: migration.name,
    place: refused && project.sources.has(refused.place.file) ? refused.place : { file, span: { start: 0, end: 0 } },
    objects: (differences ?? []).map(({ object }) => ({
      kind: object.kind,
      schema: object.schema,
      name: 'table' in object ? object.table : object.name,
      ...(object.kind === 'column' ? { column: object.name } : {}),
    })),
    related: [],
    evidence: { level: 'simulated' },
    data,
  }
}

/** `table `users``, `column `age` of `users``. */
function objectWords(object: CatalogObject, defaultSchema: string): string {
  const prefix = object.schema === defaultSchema || object.schema === '' ? '' : `${object.schema}.`
  if ('table' in object) return `${object.kind} ${quoted(object.name)} of ${quoted(prefix + object.table)}`
  return `${object.kind} ${quoted(prefix + object.name)}`
}

const factNames: Readonly<Record<string, string>> = {
  notNull: 'NOT NULL',
  default: 'the default',
  type: 'the type',
  labels: 'the values',
  onDelete: 'ON DELETE',
  onUpdate: 'ON UPDATE',
}

/** ` (the type)`: in what it differs. */
function factWords(facts: Difference['facts']): string {
  const names = facts.map(({ fact }) => factNames[fact] ?? fact)
  return names.length === 0 ? '' : ` (${names.join(', ')})`
}

const shown = 4

function listed(words: readonly string[]): string {
  if (words.length > shown) return `${words.slice(0, shown).join(', ')} and ${words.length - shown} more`
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

import type { Fact, Severity } from '@migration-doctor/core'
import type { Node } from '@migration-doctor/sql'
import { defineRule, relatedAt } from '../rule.ts'
import type { HiddenDifference, TimelineStatement } from '../timeline.ts'
import { identifier, quoted } from '../words.ts'
import type { World } from '../world.ts'

interface Data {
  readonly what: string
  readonly guard: HiddenDifference['guard']
  readonly differences: HiddenDifference['differences']
  readonly missingColumns: readonly string[]
  readonly extraColumns: readonly string[]
  /** Some later statement is refused because of it. */
  readonly needed: boolean
}

/** A guard skips a statement although what is there has another shape. */
export const rule = defineRule<Data>({
  name: 'guard-hides-difference',
  severity: 'warning',
  summary: 'A guard skips a statement although the object that is there has another shape.',
  needs: [],
  why: `\`IF NOT EXISTS\`, a condition on the catalog or a handler for duplicates looks at the name alone. When an object of that name has
other columns, labels or definitions, the statement is skipped in silence: the migration counts as applied, and what it was
to bring is not there.`,
  *check(world) {
    const needed = neededSkips(world)
    const facts = world.timeline.hidden.flatMap((hidden) => factOf(world, hidden, needed.has(hidden.statement)) ?? [])
    // The last fact of a statement is the one that its consequences hang on.
    yield* facts.filter(({ data }) => !data.needed)
    yield* facts.filter(({ data }) => data.needed)
  },
  message: (data) => `${guardWords[data.guard]}, although ${data.what} has another shape: ${listed(data.differences)}.`,
  help: ({ missingColumns, differences }) =>
    missingColumns.length > 0 || differences.some(({ how }) => how !== 'extra')
      ? 'Bring the object to the shape that is meant, with guarded `ALTER` statements behind this one, or take this statement out.'
      : 'Take this statement out, or write what the object looks like by now.',
})

const guardWords: Readonly<Record<HiddenDifference['guard'], string>> = {
  'IF NOT EXISTS': '`IF NOT EXISTS` skips this',
  condition: 'A condition skips the statement that makes this',
  'exception handler': 'An exception handler hides that this is not made',
}

function neededSkips({ judgements }: World): ReadonlySet<number> {
  return new Set(judgements.all.flatMap(({ reason }) => (reason?.kind === 'guard-skipped' ? [reason.statement] : [])))
}

function factOf(world: World, hidden: HiddenDifference, needed: boolean): Fact<Data> | null {
  const { object, guard, first } = hidden
  const statement = world.timeline.statements[hidden.statement]
  const all = needed ? hidden.differences : hidden.lasting
  const added = statement ? columnsAddedBehind(statement, world) : new Set<string>()
  const differences = all.filter(({ part, how, name }) => !(part === 'column' && how === 'extra' && added.has(name)))
  if (!statement || differences.length === 0 || statement.verdict.kind === 'refused') return null
  const columns = (how: string) =>
    differences.flatMap((one) => (one.part === 'column' && one.how === how ? [one.name] : []))
  return {
    migration: statement.migration.name,
    place: statement.place,
    objects: [object],
    related: relatedAt(world, first, 'first created here'),
    evidence: { level: 'simulated' },
    severity: severityOf(hidden, needed),
    data: {
      what: whatOf(hidden),
      guard,
      differences,
      missingColumns: columns('missing'),
      extraColumns: columns('extra'),
      needed,
    },
    statement: hidden.statement,
  }
}

/** Names of the columns that later statements of the same migration add where they are not there. */
function columnsAddedBehind({ migration, number, statement }: TimelineStatement, world: World): ReadonlySet<string> {
  const made = statement && 'CreateStmt' in statement.node ? statement.node.CreateStmt.relation : undefined
  if (!made) return new Set()
  const behind = world.timeline.statements.filter((one) => one.migration === migration && one.number > number)
  return new Set(
    behind.flatMap(({ statement: later }) => {
      const node = later?.node
      if (!node || !('AlterTableStmt' in node)) return []
      const { relation, cmds = [] } = node.AlterTableStmt
      const same = relation?.relname === made.relname && relation?.schemaname === made.schemaname
      return same ? cmds.flatMap(guardedColumn) : []
    }),
  )
}

function guardedColumn(item: Node): readonly string[] {
  if (!('AlterTableCmd' in item) || !item.AlterTableCmd.missing_ok) return []
  const { def } = item.AlterTableCmd
  return def && 'ColumnDef' in def && def.ColumnDef.colname !== undefined ? [def.ColumnDef.colname] : []
}

/** What lacks in the end weighs more than what is there in another form. As the root of refusals it weighs what they weigh. */
function severityOf({ lasting }: HiddenDifference, needed: boolean): Severity {
  if (needed) return 'error'
  return lasting.some(lacks) ? 'warning' : 'note'
}

function lacks({ part, how, fact = '' }: Data['differences'][number]): boolean {
  if (part === 'index') return false
  return how === 'missing' || (how === 'changed' && ['kind', 'type', 'base type'].includes(fact))
}

function whatOf({ object }: HiddenDifference): string {
  const { kind, name, column } = object
  if (column !== undefined) return `column ${quoted(column)} of ${quoted(name)}`
  const [table = '', part] = name.split('.')
  return part === undefined ? `${kind} ${quoted(name)}` : `${kind} ${quoted(part)} on ${quoted(table)}`
}

const most = 4

function listed(differences: Data['differences']): string {
  const shown = differences.slice(0, most).map(differenceWords)
  const rest = differences.length - shown.length
  return [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ')
}

function differenceWords({ part, name, how, fact, wanted, actual }: Data['differences'][number]): string {
  const what = name === '' ? '' : `${part} ${quoted(part === 'column' ? identifier(name) : name)}`
  if (how === 'missing') return `${what} is missing`
  if (how === 'extra') return `${what} is extra`
  const change =
    wanted === actual ? `${fact} differs` : `${fact} is ${quoted(actual ?? '')} instead of ${quoted(wanted ?? '')}`
  return what === '' ? change : `${what}: ${change}`
}

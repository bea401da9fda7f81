import type { Fact, ObjectRef, Related, Severity } from '@migration-doctor/core'
import type { Judgement, Judgements } from './judge.ts'
import type { Need, World } from './world.ts'

/** Plain JSON that a rule keeps of one finding. */
export type RuleData = Readonly<Record<string, unknown>>

/** What is said of a rule in lists, pages and configurations. */
export interface RuleMeta {
  /** The bad thing, so that "ignore <name>" reads true. File, fixture, page and configuration key bear it. */
  readonly name: string
  readonly severity: Severity
  /** One sentence for lists. */
  readonly summary: string
  /** What it cannot do without besides the files. */
  readonly needs: readonly Need[]
  /** What will happen to the user. Markdown. */
  readonly why: string
  /** Rules of other tools that look for the same. */
  readonly sources: readonly string[]
  /** Earlier names, still accepted in configurations and suppressions. */
  readonly formerly: readonly string[]
}

/** One rule: what it says, why it matters, and how it finds. Its name is its identity for ever. */
export interface Rule {
  readonly meta: RuleMeta
  check(world: World): Iterable<Fact<RuleData>>
  /** One sentence: what. */
  message(data: RuleData): string
  /** What to do. */
  help(data: RuleData): string
  /** For rules about refused statements. */
  readonly refusal: RefusalRule | null
}

/** How a rule claims refusals for itself. */
export interface RefusalRule {
  /** Rules of lower rank are asked first; the first that answers keeps the refusal. */
  readonly rank: number
  explain(judgement: Judgement, judgements: Judgements): RuleData | null
}

interface Words<Data> {
  readonly name: string
  readonly severity: Severity
  readonly summary: string
  readonly why: string
  readonly sources?: readonly string[]
  readonly formerly?: readonly string[]
  message(data: Data): string
  help(data: Data): string
}

export interface RuleDefinition<Data extends object> extends Words<Data> {
  readonly needs: readonly Need[]
  check(world: World): Iterable<Fact<Data>>
}

/** Declares a rule. The data that `check` yields is what `message` and `help` get. */
export function defineRule<Data extends object>(definition: RuleDefinition<Data>): Rule {
  return {
    ...common(definition, definition.needs),
    check: (world) => definition.check(world) as Iterable<Fact<RuleData>>,
    refusal: null,
  }
}

export interface RefusalDefinition<Data extends object> extends Words<Data> {
  /** Lower ranks are asked first. */
  readonly rank: number
  /** The facts of a refusal that this rule explains; `null` for all others. */
  explain(judgement: Judgement, judgements: Judgements): Data | null
}

/** Declares a rule about statements that PostgreSQL refuses: the conductor gives every refusal to exactly one of them. */
export function defineRefusalRule<Data extends object>(definition: RefusalDefinition<Data>): Rule {
  const { name, rank, explain } = definition
  return {
    ...common(definition, []),
    *check(world) {
      for (const { judgement, data } of world.explained.get(name) ?? []) yield refusalFact(judgement, data, world)
    },
    refusal: { rank, explain: explain as RefusalRule['explain'] },
  }
}

function common<Data>(words: Words<Data>, needs: readonly Need[]): Pick<Rule, 'meta' | 'message' | 'help'> {
  const { name, severity, summary, why, sources = [], formerly = [] } = words
  return {
    meta: { name, severity, summary, needs, why, sources, formerly },
    message: words.message as Rule['message'],
    help: words.help as Rule['help'],
  }
}

function refusalFact(judgement: Judgement, data: RuleData, world: World): Fact<RuleData> {
  const { statement, place, evidence, causedBy, sqlstate } = judgement
  return {
    migration: statement.migration.name,
    place,
    objects: objectsOf(judgement, world),
    related: relatedTo(judgement, world),
    evidence,
    data: { sqlstate, reason: judgement.reason?.kind ?? null, ...data },
    statement: statement.number,
    ...(causedBy === null ? {} : { causedByStatement: causedBy }),
  }
}

function objectsOf({ subject }: Judgement, world: World): readonly ObjectRef[] {
  if (!subject) return []
  const { kind, name, column } = subject
  const schema = subject.schema ?? (kind === 'schema' || kind === 'extension' ? '' : world.project.defaultSchema)
  return [column === undefined ? { kind, schema, name } : { kind, schema, name, column }]
}

const earlierWords: Readonly<Record<string, string>> = {
  'created-later': 'created only here',
  'creation-refused': 'would have been created here',
  'guard-skipped': 'would have been made here, but is skipped',
  'dropped-earlier': 'dropped here',
  'renamed-earlier': 'renamed here',
  'moved-earlier': 'moved here',
  folded: 'created here, with another spelling',
  misspelt: 'created here, with another spelling',
  'other-schema': 'created here, in another schema',
}

function relatedTo(judgement: Judgement, world: World): readonly Related[] {
  const { reason, subject, statement } = judgement
  if (reason && 'statement' in reason && reason.statement !== null) {
    return relatedAt(world, reason.statement, earlierWords[reason.kind] ?? 'here')
  }
  if (subject?.fault !== 'existing') return []
  const first = firstCreation(judgement, world)
  return first === null || first === statement.number ? [] : relatedAt(world, first, 'first created here')
}

/** A statement of the timeline as a related place. */
export function relatedAt(world: World, number: number, message: string): readonly Related[] {
  const statement = world.timeline.statements[number]
  return statement ? [{ message, migration: statement.migration.name, location: statement.place }] : []
}

/** The statement that made what stands in the way. */
export function firstCreation({ subject, statement }: Judgement, world: Pick<World, 'judgements'>): number | null {
  if (!subject) return null
  const moments = world.judgements.lifespans.of(subject)
  const made = moments.findLast(
    (one) => one.action === 'create' && one.statement < statement.number && one.name === subject.name,
  )
  return made?.statement ?? null
}

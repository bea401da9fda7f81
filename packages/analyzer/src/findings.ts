import {
  type Fact,
  type Finding,
  type Location,
  lineStarts,
  locate,
  type Place,
  type Related,
} from '@migration-doctor/core'
import { fingerprint } from './fingerprint.ts'
import type { Rule, RuleData } from './rule.ts'
import type { World } from './world.ts'

interface Found {
  readonly rule: Rule
  readonly fact: Fact<RuleData>
  readonly id: string
}

/** Lets rules look and turns their facts into findings: worded, located, joined to their causes, sorted. */
export function findingsOf(world: World, rules: readonly Rule[]): Findings {
  const found = identified(rules.flatMap((rule) => [...rule.check(world)].map((fact) => ({ rule, fact }))))
  const byStatement = new Map<number, string>()
  for (const { fact, id } of found) if (fact.statement !== undefined) byStatement.set(fact.statement, id)
  const byCause = new Map(
    found.flatMap(({ fact, id }) => (fact.cause === undefined ? [] : [[fact.cause, id] as const])),
  )
  const where = locator(world)
  const findings = found.map((one) => toFinding(one, { byStatement, byCause, where }))
  const byId = new Map(findings.map((finding) => [finding.id, finding]))
  const ofStatements = [...byStatement].flatMap(([number, id]) => {
    const finding = byId.get(id)
    return finding ? [[number, finding] as const] : []
  })
  return { findings: sorted(findings, world), byStatement: new Map(ofStatements) }
}

export interface Findings {
  readonly findings: readonly Finding[]
  readonly byStatement: ReadonlyMap<number, Finding>
}

/** Equal diseases in one migration get a number, so that every finding has an id of its own. */
function identified(facts: readonly { rule: Rule; fact: Fact<RuleData> }[]): readonly Found[] {
  const seen = new Map<string, number>()
  return facts.map(({ rule, fact }) => {
    const base = fingerprint(rule.meta.name, fact.migration, fact.objects)
    const count = seen.get(base) ?? 0
    seen.set(base, count + 1)
    return { rule, fact, id: count === 0 ? base : `${base}-${count + 1}` }
  })
}

interface Joining {
  readonly byStatement: ReadonlyMap<number, string>
  readonly byCause: ReadonlyMap<string, string>
  readonly where: (place: Place | null) => Location | null
}

function toFinding({ rule, fact, id }: Found, { byStatement, byCause, where }: Joining): Finding {
  const named = fact.causedBy === undefined ? undefined : byCause.get(fact.causedBy)
  const cause = named ?? (fact.causedByStatement === undefined ? undefined : byStatement.get(fact.causedByStatement))
  return {
    id,
    rule: rule.meta.name,
    severity: fact.severity ?? rule.meta.severity,
    message: rule.message(fact.data),
    help: rule.help(fact.data),
    migration: fact.migration,
    location: where(fact.place),
    objects: fact.objects,
    related: fact.related.map((one): Related<Location> => ({ ...one, location: where(one.location) })),
    evidence: fact.evidence,
    causedBy: cause === undefined || cause === id ? null : cause,
    data: fact.data,
  }
}

function locator({ project }: World): (place: Place | null) => Location | null {
  const starts = new Map<string, readonly number[]>()
  return (place) => {
    if (!place) return null
    const known = starts.get(place.file) ?? lineStarts(project.sources.get(place.file) ?? '')
    starts.set(place.file, known)
    return locate(place, known)
  }
}

/** Migration order, then place, then rule; what has no migration comes first, what has no file last. */
function sorted(findings: readonly Finding[], { project }: World): readonly Finding[] {
  const order = new Map(project.migrations.map((migration, at) => [migration.name, at]))
  const rank = (finding: Finding) => (finding.migration === null ? -1 : (order.get(finding.migration) ?? order.size))
  const line = ({ location }: Finding) => location?.startLine ?? 0
  const column = ({ location }: Finding) => location?.startColumn ?? 0
  return [...findings].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      line(a) - line(b) ||
      column(a) - column(b) ||
      (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0),
  )
}

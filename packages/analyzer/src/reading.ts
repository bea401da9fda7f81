import type { Fact, Place, ReadingProblem, Severity } from '@migration-doctor/core'
import type { RuleData } from './rule.ts'
import type { World } from './world.ts'

/** The faults that the adapter met while reading and that one rule reports. */
export function* readingFacts(
  rule: string,
  { project }: World,
  severity?: (data: RuleData) => Severity,
): Iterable<Fact<RuleData>> {
  for (const { problem, migration } of problemsOf(project)) {
    if (problem.rule !== rule) continue
    const fact = factOf(problem, migration && project.sources.has(migration.file) ? migration : null)
    const named = { ...fact, migration: migration?.name ?? null }
    yield severity ? { ...named, severity: severity(problem.data) } : named
  }
}

interface Owned {
  readonly problem: ReadingProblem
  readonly migration: { readonly name: string; readonly file: string } | null
}

function* problemsOf(project: World['project']): Iterable<Owned> {
  for (const problem of project.problems) yield { problem, migration: null }
  for (const migration of project.migrations) {
    for (const problem of migration.problems) yield { problem, migration }
  }
}

function factOf({ place, data }: ReadingProblem, migration: Owned['migration']): Omit<Fact<RuleData>, 'migration'> {
  const own: Place | null = migration && { file: migration.file, span: { start: 0, end: 0 } }
  return {
    place: place ?? own,
    objects: [],
    related: [],
    evidence: { level: 'simulated' },
    data,
  }
}

/** A value of a rule's data as text. */
export function textOf(data: RuleData, key: string): string {
  const value = data[key]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** `: it runs as number 3 of 12, after \`A\` and before \`B\``; nothing where the adapter does not say. */
export function positionWords(data: RuleData): string {
  const [number, of, after, before] = ['number', 'of', 'after', 'before'].map((key) => textOf(data, key))
  if (!number || of === '1') return ''
  const neighbours = [...(after ? [`after \`${after}\``] : []), ...(before ? [`before \`${before}\``] : [])]
  return `: it runs as number ${number} of ${of}, ${neighbours.join(' and ')}`
}

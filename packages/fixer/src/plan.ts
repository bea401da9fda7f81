import type { Finding, Plan, PlanStep } from '@migration-doctor/core'
import { editText } from './edit.ts'
import { expectationOf } from './expect.ts'
import type { Cure, Edit, Fix, FixContext } from './fix.ts'
import { fixes } from './fixes.gen.ts'

export interface PlanOptions {
  /** Rules, findings' ids or migrations to cure; empty: everything. */
  readonly only: readonly string[]
}

interface Chosen {
  readonly finding: Finding
  readonly cure: Cure
}

type Draft = Omit<PlanStep, 'id'>

/** The cure of everything that has one: files first, then the history. Writes nothing. */
export function makePlan(context: FixContext, { only }: PlanOptions = { only: [] }): Plan {
  const roots = context.analysis.findings.filter((finding) => finding.causedBy === null && isWanted(finding, only))
  const chosen = roots.flatMap((finding): Chosen[] => {
    const cure = fixFor(finding)?.cure(finding, context)
    return cure ? [{ finding, cure: limited(cure, context) }] : []
  })
  const drafts = [
    ...rewrites(chosen, context),
    ...renames(chosen),
    ...emits(chosen, context),
    ...historySteps(chosen),
    ...executions(chosen),
  ]
  const steps = drafts.map((draft, at) => ({ id: `step-${at + 1}`, ...draft }))
  return { steps, expects: expectationOf(context) }
}

function fixFor(finding: Finding): Fix | undefined {
  return fixes.find((fix) => fix.rule === finding.rule)
}

function isWanted(finding: Finding, only: readonly string[]): boolean {
  return (
    only.length === 0 || [finding.rule, finding.id, finding.migration].some((one) => one !== null && only.includes(one))
  )
}

/** What the asked-for strategy leaves of a cure. */
function limited(cure: Cure, { strategy }: FixContext): Cure {
  const { risk, losesData, undo, marks, deleteRows, realign, edits, patches, renames: renamed } = cure
  const base = { risk, losesData, undo }
  if (strategy === 'mark') return { ...base, ...defined({ marks, deleteRows, realign }) }
  if (strategy === 'rewrite') return { ...base, ...defined({ edits, patches, renames: renamed }) }
  return cure
}

function defined<T extends object>(parts: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept: { [K in keyof T]?: Exclude<T[K], undefined> } = {}
  for (const key in parts) {
    const value = parts[key]
    if (value !== undefined) kept[key] = value as Exclude<T[typeof key], undefined>
  }
  return kept
}

/** One step a file, whatever the number of cures in it. */
function rewrites(chosen: readonly Chosen[], { project, history }: FixContext): readonly Draft[] {
  const byFile = new Map<string, { edits: Edit[]; why: string[]; chosen: Chosen }>()
  for (const one of chosen) {
    for (const edit of one.cure.edits ?? []) {
      const entry = byFile.get(edit.place.file) ?? { edits: [], why: [], chosen: one }
      if (!overlaps(entry.edits, edit)) entry.edits.push(edit)
      if (!entry.why.includes(one.finding.id)) entry.why.push(one.finding.id)
      byFile.set(edit.place.file, entry)
    }
  }
  return [...byFile].flatMap(
    ([
      path,
      {
        edits,
        why,
        chosen: { cure },
      },
    ]): Draft[] => {
      const migration = edits[0]?.migration
      const source = project.sources.get(path)
      if (!migration || source === undefined) return []
      const { risk, losesData, undo } = cure
      const rewrite: Draft = {
        kind: 'rewrite-file',
        migration: migration.name,
        path,
        sql: editText(source, edits),
        why,
        risk,
        losesData,
        undo,
      }
      const recorded = history?.rows.some(
        (row) => row.name === migration.name && row.state === 'applied' && row.checksum,
      )
      return recorded ? [rewrite, realignment(migration.name, why)] : [rewrite]
    },
  )
}

function overlaps(edits: readonly Edit[], edit: Edit): boolean {
  return edits.some((one) => one.place.span.start < edit.place.span.end && edit.place.span.start < one.place.span.end)
}

function realignment(migration: string, why: readonly string[]): Draft {
  const undo = 'The journal keeps the former checksum; `migration-doctor undo` writes it back.'
  return { kind: 'realign-checksum', migration, why, risk: 'low', losesData: false, undo }
}

function renames(chosen: readonly Chosen[]): readonly Draft[] {
  return chosen.flatMap(({ finding, cure }) =>
    (cure.renames ?? []).map(({ migration, name }): Draft => {
      const { risk, losesData, undo } = cure
      return {
        kind: 'rename-migration',
        migration: migration.name,
        path: name,
        why: [finding.id],
        risk,
        losesData,
        undo,
      }
    }),
  )
}

/** Patch migrations, a second apart so that their names differ. */
function emits(chosen: readonly Chosen[], { adapter, project, now }: FixContext): readonly Draft[] {
  const patches = chosen.flatMap(({ finding, cure }) => (cure.patches ?? []).map((patch) => ({ finding, cure, patch })))
  return patches.map(({ finding, cure: { risk, losesData, undo }, patch }, at): Draft => {
    const file = adapter.renderPatch(patch, project, new Date(now.getTime() + at * 1000))
    const { migration, path, text } = file
    return { kind: 'emit-file', migration, path, sql: text, why: [finding.id], risk, losesData, undo }
  })
}

const markKinds = { applied: 'mark-applied', 'rolled-back': 'mark-rolled-back', pending: 'delete-history-row' } as const

function historySteps(chosen: readonly Chosen[]): readonly Draft[] {
  return chosen.flatMap(({ finding, cure }) => {
    const { risk, losesData, undo } = cure
    const common = { why: [finding.id], risk, losesData, undo }
    const marks = (cure.marks ?? []).map(({ kind, migration }): Draft => {
      return { kind: markKinds[kind], migration: migration.name, ...common }
    })
    const rows = (cure.deleteRows ?? []).map(
      (row): Draft => ({ kind: 'delete-history-row', migration: row.name, ...common }),
    )
    const realigned = (cure.realign ?? []).map(({ name }) => realignment(name, [finding.id]))
    return [...marks, ...rows, ...realigned]
  })
}

function executions(chosen: readonly Chosen[]): readonly Draft[] {
  return chosen.flatMap(({ finding, cure }) =>
    (cure.execute ?? []).map(({ migration, sql }): Draft => {
      const { risk, losesData, undo } = cure
      return { kind: 'execute-sql', migration: migration?.name ?? null, sql, why: [finding.id], risk, losesData, undo }
    }),
  )
}

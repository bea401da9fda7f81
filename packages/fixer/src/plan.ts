import type { Finding, Plan, PlanStep } from '@migration-doctor/core'
import { downEdits, downStatements } from './down.ts'
import { editFile } from './edit.ts'
import { expectationOf } from './expect.ts'
import type { Cure, Edit, Fix, FixContext, Rename } from './fix.ts'
import { fixes } from './fixes.gen.ts'
import { patchFiles } from './patch-files.ts'
import { judgementOf } from './refused.ts'
import { renameFiles } from './rename.ts'

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
  const wanted = context.analysis.findings.filter((finding) => isCured(finding, context) && isWanted(finding, only))
  const chosen = wanted.flatMap((finding): Chosen[] => {
    const cure = fixFor(finding)?.cure(finding, context)
    return cure ? [{ finding, cure: withWayBack(limited(cure, context), context) }] : []
  })
  const drafts = [
    ...rewrites(chosen, context),
    ...renames(chosen, context),
    ...emits(chosen, context),
    ...historySteps(chosen),
    ...executions(chosen),
  ]
  const steps = drafts.map((draft, at) => ({ id: `step-${at + 1}`, ...draft }))
  return { steps, expects: expectationOf(context) }
}

/** What only follows from its root is well with it. */
function isCured(finding: Finding, context: FixContext): boolean {
  return finding.causedBy === null || (judgementOf(finding, context)?.joined ?? false)
}

/** A migration that makes less than it did must not take back more than it makes. */
function withWayBack(cure: Cure, context: FixContext): Cure {
  return cure.edits ? { ...cure, edits: [...cure.edits, ...downEdits(cure.edits, context)] } : cure
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

interface Rewriting {
  readonly edits: readonly Edit[]
  readonly why: readonly string[]
  readonly cure: Cure
}

/** Edits by file; of two that would change the same statement the first stands. */
function rewritings(chosen: readonly Chosen[]): ReadonlyMap<string, Rewriting> {
  const byFile = new Map<string, Rewriting>()
  for (const { finding, cure } of chosen) {
    for (const edit of cure.edits ?? []) {
      const path = edit.statement.place.file
      const { edits, why, cure: first } = byFile.get(path) ?? { edits: [], why: [], cure }
      const known = edits.some((one) => one.statement === edit.statement)
      byFile.set(path, {
        edits: known ? edits : [...edits, edit],
        why: [...new Set([...why, finding.id])],
        cure: first,
      })
    }
  }
  return byFile
}

/** The text of a file with all edits made. */
function textOf(path: string, edits: readonly Edit[], context: FixContext): string | null {
  const { project, analysis } = context
  const source = project.sources.get(path)
  const { statements } = analysis.world.timeline
  return source === undefined ? null : editFile(source, edits, [...statements, ...downStatements(edits, context)])
}

/** One step a file, whatever the number of cures in it. A migration that is renamed is rewritten on its way. */
function rewrites(chosen: readonly Chosen[], context: FixContext): readonly Draft[] {
  const renamed = new Set(renamesOf(chosen).map(({ rename }) => rename.migration.file))
  return [...rewritings(chosen)].flatMap(
    ([
      path,
      {
        edits,
        why,
        cure: { risk, losesData, undo },
      },
    ]): Draft[] => {
      const migration = edits[0]?.statement.migration
      const sql = textOf(path, edits, context)
      if (!migration || sql === null || renamed.has(path)) return []
      const rewrite: Draft = { kind: 'rewrite-file', migration: migration.name, path, sql, why, risk, losesData, undo }
      const row = context.history?.rows.findLast((one) => one.name === migration.name)
      return row?.state === 'applied' && row.checksum ? [rewrite, realignment(migration.name, why)] : [rewrite]
    },
  )
}

function realignment(migration: string, why: readonly string[]): Draft {
  const undo = 'Restore the file from version control, then run `migration-doctor fix` again.'
  return { kind: 'realign-checksum', migration, why, risk: 'low', losesData: false, undo }
}

/** One rename a migration: behind the last of all that it has to come after. */
function renamesOf(chosen: readonly Chosen[], order: (name: string) => number = () => 0) {
  const byName = new Map<string, { rename: Rename; why: readonly string[]; cure: Cure }>()
  for (const { finding, cure } of chosen) {
    for (const rename of cure.renames ?? []) {
      const known = byName.get(rename.migration.name)
      const later = known && order(known.rename.after) > order(rename.after) ? known.rename : rename
      byName.set(rename.migration.name, { rename: later, why: [...(known?.why ?? []), finding.id], cure })
    }
  }
  return [...byName.values()]
}

function renames(chosen: readonly Chosen[], context: FixContext): readonly Draft[] {
  const { migrations } = context.project
  const order = (name: string) => migrations.findIndex((migration) => migration.name === name)
  const edited = rewritings(chosen)
  return renamesOf(chosen, order).flatMap(({ rename, why, cure: { risk, losesData, undo } }) => {
    const { name, file } = rename.migration
    const text = textOf(file, edited.get(file)?.edits ?? [], context)
    const files = text === null ? [] : renameFiles(rename, text, context)
    return files.map(({ from, path, text: sql }): Draft => {
      return { kind: 'rename-migration', migration: name, from, path, sql, why, risk, losesData, undo }
    })
  })
}

/** Patch migrations, each named to sort behind the ones before it. */
function emits(chosen: readonly Chosen[], context: FixContext): readonly Draft[] {
  const patches = chosen.flatMap(({ finding, cure }) => (cure.patches ?? []).map((patch) => ({ finding, cure, patch })))
  const files = patchFiles(
    patches.map(({ patch }) => patch),
    context,
  )
  return patches.flatMap(({ finding, cure: { risk, losesData, undo } }, at) =>
    (files[at] ?? []).map(({ migration, path, text: sql, exists }): Draft => {
      const kind = exists ? 'rewrite-file' : 'emit-file'
      return { kind, migration, path, sql, why: [finding.id], risk, losesData, undo }
    }),
  )
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

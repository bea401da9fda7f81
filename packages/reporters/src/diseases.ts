import type { Finding, ProjectReport } from '@migration-doctor/core'

/** A root finding with everything that follows from it. */
export interface Disease {
  readonly root: Finding
  readonly consequences: readonly Finding[]
}

/** Puts consequences under their roots, in the report's order. A consequence whose root is not there stands for itself. */
export function diseases(findings: readonly Finding[]): readonly Disease[] {
  const byId = new Map(findings.map((finding) => [finding.id, finding]))
  const groups = new Map<Finding, Finding[]>()
  for (const finding of findings) {
    const root = rootOf(finding, byId)
    const group = groups.get(root) ?? []
    if (root !== finding) group.push(finding)
    groups.set(root, group)
  }
  return findings
    .filter((finding) => rootOf(finding, byId) === finding)
    .map((root) => ({ root, consequences: groups.get(root) ?? [] }))
}

function rootOf(finding: Finding, byId: ReadonlyMap<string, Finding>): Finding {
  const seen = new Set<Finding>()
  let current = finding
  while (current.causedBy !== null && !seen.has(current)) {
    seen.add(current)
    const cause = byId.get(current.causedBy)
    if (!cause) return current
    current = cause
  }
  return current
}

/** `(and 12 statements that follow from it)`; empty when nothing follows. */
export function followers({ consequences: { length } }: Disease): string {
  if (length === 0) return ''
  const statements = length === 1 ? 'statement that follows' : 'statements that follow'
  return `and ${length.toLocaleString('en-US')} ${statements} from it`
}

/** The file a finding is best shown in: its place, else its migration's file; `null` when the migration has none. */
export function fileOf({ location, migration }: Finding, project: ProjectReport): string | null {
  if (location) return location.file
  return project.migrations.find(({ name, file }) => name === migration && file !== '')?.file ?? null
}

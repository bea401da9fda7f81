import type { Finding } from '@migration-doctor/core'
import type { Disease } from './finding.ts'

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

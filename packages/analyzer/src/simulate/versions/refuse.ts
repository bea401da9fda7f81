import type { Node } from '@migration-doctor/sql'
import { Refusal } from '../refusal.ts'
import { type VersionFeature, versionFeatures } from './features.ts'

/** The parser is that of the newest version, which knows every feature. */
const parserMajor = 18

type ByKind = ReadonlyMap<string, readonly VersionFeature[]>
const unknownTo = new Map<number, ByKind>()

function featuresAfter(pgVersion: number): ByKind {
  const known = unknownTo.get(pgVersion)
  if (known) return known
  const made = new Map<string, readonly VersionFeature[]>()
  for (const feature of versionFeatures) {
    if (feature.since > pgVersion) made.set(feature.kind, [...(made.get(feature.kind) ?? []), feature])
  }
  unknownTo.set(pgVersion, made)
  return made
}

/** Refuses what the newest version's parser has read and an older server does not know. */
export function refuseLaterFeatures(node: Node, pgVersion: number): void {
  if (pgVersion >= parserMajor) return
  const features = featuresAfter(pgVersion)
  const found: { feature: VersionFeature; at: number | undefined }[] = []
  visit(node, (kind, body) => {
    for (const feature of features.get(kind) ?? []) {
      if ((feature.asks as (body: object) => boolean)(body)) found.push({ feature, at: locationOf(body) })
    }
  })
  // A syntax error is found before anything that makes sense is looked at.
  const first = found.find(({ feature }) => feature.sqlstate === '42601') ?? found[0]
  if (first) throw refusal(first)
}

function refusal({ feature, at }: { feature: VersionFeature; at: number | undefined }): Refusal {
  const message = `${feature.what} needs PostgreSQL ${feature.since}`
  return new Refusal(feature.sqlstate, feature.sqlstate === '42601' ? `syntax error: ${message}` : message, { at })
}

const locationOf = (body: object): number | undefined =>
  'location' in body && typeof body.location === 'number' ? body.location : undefined

type Visitor = (kind: string, body: object) => void

/** Every node of a tree, under the name of its kind. */
function visit(value: unknown, on: Visitor): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, on)
    return
  }
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    const kind = kindAt(key)
    if (kind !== null && typeof inner === 'object' && inner !== null) on(kind, inner)
    visit(inner, on)
  }
}

/** Nodes stand under their kinds, except where only one kind can stand. */
function kindAt(key: string): string | null {
  if (key === 'larg' || key === 'rarg') return 'SelectStmt'
  return key.charCodeAt(0) >= 65 && key.charCodeAt(0) <= 90 ? key : null
}

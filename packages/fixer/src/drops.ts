import type { Claim, TimelineStatement } from '@migration-doctor/analyzer'
import type { Span } from '@migration-doctor/core'
import type { DropStmt, Node } from '@migration-doctor/sql'
import { tokensOf } from './elements.ts'

/** One object that a statement drops. */
export interface Drop {
  readonly kind: Claim['kind']
  readonly schema: string
  /** For a part of a table: the table. */
  readonly name: string
  readonly part: string | null
}

const kinds: Readonly<Record<string, Claim['kind']>> = {
  OBJECT_TABLE: 'relation',
  OBJECT_VIEW: 'relation',
  OBJECT_MATVIEW: 'relation',
  OBJECT_SEQUENCE: 'relation',
  OBJECT_INDEX: 'relation',
  OBJECT_FOREIGN_TABLE: 'relation',
  OBJECT_TYPE: 'type',
  OBJECT_DOMAIN: 'type',
  OBJECT_SCHEMA: 'schema',
  OBJECT_EXTENSION: 'extension',
  OBJECT_FUNCTION: 'routine',
  OBJECT_PROCEDURE: 'routine',
  OBJECT_TRIGGER: 'trigger',
  OBJECT_POLICY: 'policy',
}

/** What a statement drops, in the order of its text; empty for every other statement. */
export function dropsOf({ statement }: TimelineStatement, defaultSchema: string): readonly Drop[] {
  const node = statement?.node
  if (!node) return []
  if ('DropStmt' in node)
    return (node.DropStmt.objects ?? []).map((object) => dropOf(node.DropStmt, object, defaultSchema))
  if (!('AlterTableStmt' in node)) return []
  const { relation, cmds = [] } = node.AlterTableStmt
  const table = { schema: relation?.schemaname ?? defaultSchema, name: relation?.relname ?? '' }
  return cmds.map((item): Drop => {
    const cmd = 'AlterTableCmd' in item ? item.AlterTableCmd : {}
    const part = cmd.name ?? ''
    if (cmd.subtype === 'AT_DropColumn') return { ...table, kind: 'column', part }
    return { ...table, kind: cmd.subtype === 'AT_DropConstraint' ? 'constraint' : 'other', part }
  })
}

function dropOf({ removeType }: DropStmt, object: Node, defaultSchema: string): Drop {
  const kind = kinds[removeType ?? ''] ?? 'other'
  const names = namesIn(object)
  const part = kind === 'trigger' || kind === 'policy' ? (names.pop() ?? '') : null
  const name = names.pop() ?? ''
  const outside = kind === 'schema' || kind === 'extension'
  return { kind, schema: outside ? '' : (names.pop() ?? defaultSchema), name, part }
}

function namesIn(object: Node): string[] {
  if ('String' in object) return [object.String.sval ?? '']
  if ('List' in object) return (object.List.items ?? []).flatMap(namesIn)
  if ('TypeName' in object) return (object.TypeName.names ?? []).flatMap(namesIn)
  return 'ObjectWithArgs' in object ? (object.ObjectWithArgs.objname ?? []).flatMap(namesIn) : []
}

/** Whether a statement drops what another one makes. */
export function sameObject(drop: Drop, claim: Claim, defaultSchema: string): boolean {
  if (drop.kind !== claim.kind) return false
  const outside = claim.kind === 'schema' || claim.kind === 'extension'
  if (!outside && drop.schema !== (claim.schema ?? defaultSchema)) return false
  if (claim.kind === 'column') return drop.name === claim.name && drop.part === claim.column
  return (drop.part === null ? drop.name : `${drop.name}.${drop.part}`) === claim.name
}

/** The statement without some of what it drops; `null`: nothing is left of it. */
export function withoutDrops(
  { statement, text }: TimelineStatement,
  drops: readonly Drop[],
  wrong: readonly Drop[],
): string | null {
  const node = statement?.node
  if (!node || wrong.length === drops.length) return null
  const parts = partsOf(text, headEnd(text, 'DropStmt' in node ? node.DropStmt : null))
  const kept = parts.filter((_, at) => {
    const drop = drops[at]
    return drop !== undefined && !wrong.includes(drop)
  })
  const first = parts[0]
  const last = parts.at(-1)
  if (!first || !last) return null
  const names = kept.map(({ start, end }) => text.slice(start, end)).join(', ')
  return `${text.slice(0, first.start) + names + text.slice(last.end).trimEnd()};`
}

const behaviours = new Set(['CASCADE', 'RESTRICT'])

/** The parts of a list that commas part, from an offset; a closing `CASCADE` of a `DROP` stands behind the list. */
function partsOf(text: string, from: { readonly at: number; readonly drop: boolean }): readonly Span[] {
  const parts: { start: number; end: number }[] = []
  let depth = 0
  let open = true
  for (const { name, start, end, text: word } of tokensOf(text)) {
    if (start < from.at || (from.drop && depth === 0 && behaviours.has(word.toUpperCase()))) continue
    if (name === 'ASCII_44' && depth === 0) {
      open = true
      continue
    }
    if (name === 'ASCII_40') depth++
    if (name === 'ASCII_41') depth--
    const last = parts.at(-1)
    if (open || !last) parts.push({ start, end })
    else last.end = end
    open = false
  }
  return parts
}

const kindWords = new Set([
  'TABLE',
  'VIEW',
  'MATERIALIZED',
  'SEQUENCE',
  'INDEX',
  'FOREIGN',
  'TYPE',
  'DOMAIN',
  'SCHEMA',
  'EXTENSION',
  'FUNCTION',
  'PROCEDURE',
  'CONCURRENTLY',
  'IF',
  'EXISTS',
  'ONLY',
  'DROP',
  'ALTER',
])

/** Where the names of a `DROP`, or the actions of an `ALTER TABLE`, begin. */
function headEnd(text: string, drop: DropStmt | null): { readonly at: number; readonly drop: boolean } {
  const tokens = tokensOf(text)
  let at = tokens.findIndex(({ text: word }) => !kindWords.has(word.toUpperCase()))
  if (!drop) {
    at += 1
    while (tokens[at]?.name === 'ASCII_46') at += 2
    if (tokens[at]?.name === 'ASCII_42') at += 1
  }
  return { at: tokens[at]?.start ?? text.length, drop: drop !== null }
}

import type { TimelineStatement } from '@migration-doctor/analyzer'
import type { Constraint, Node, RangeVar } from '@migration-doctor/sql'
import { elementsOf, withoutElement } from './elements.ts'
import type { ForeignKeyGuard } from './guard.ts'
import { identifier, qualified } from './names.ts'

export type ForeignKeyText = ForeignKeyGuard

/** The foreign keys of a statement that point at one table, and the statement without them. */
export interface ForeignKeys {
  readonly keys: readonly ForeignKeyText[]
  /** `null`: nothing else is in it. */
  readonly rest: string | null
}

export function foreignKeys(
  statement: TimelineStatement,
  target: string,
  defaultSchema = 'public',
): ForeignKeys | null {
  const node = statement.statement?.node
  if (!node) return null
  if ('AlterTableStmt' in node) return ofAlter(node, target, defaultSchema)
  return 'CreateStmt' in node ? ofCreate(node, { target, defaultSchema, text: statement.text }) : null
}

function ofAlter(
  node: Extract<Node, { AlterTableStmt: unknown }>,
  target: string,
  defaultSchema: string,
): ForeignKeys | null {
  const { cmds = [], relation } = node.AlterTableStmt
  const constraints = cmds.flatMap((item) => {
    const def = 'AlterTableCmd' in item ? item.AlterTableCmd.def : undefined
    return def && 'Constraint' in def ? [def.Constraint] : []
  })
  const wanted = constraints.filter((one) => pointsAt(one, target))
  // Other actions of the same statement would have to be cut out of its text.
  if (wanted.length === 0 || wanted.length !== cmds.length) return null
  return { keys: wanted.map((one) => keyText(one, { relation, defaultSchema, columns: [] })), rest: null }
}

interface Wanted {
  readonly target: string
  readonly defaultSchema: string
  readonly text: string
}

function ofCreate(node: Extract<Node, { CreateStmt: unknown }>, wanted: Wanted): ForeignKeys | null {
  const { relation, tableElts = [] } = node.CreateStmt
  const keys: ForeignKeyText[] = []
  let rest = wanted.text
  // From the last element, so that the positions of the earlier ones stay right.
  for (let at = tableElts.length - 1; at >= 0; at--) {
    const element = tableElts[at]
    if (element && 'Constraint' in element && pointsAt(element.Constraint, wanted.target)) {
      keys.unshift(keyText(element.Constraint, { relation, defaultSchema: wanted.defaultSchema, columns: [] }))
      rest = withoutElement(rest, at)
    } else if (element && 'ColumnDef' in element) {
      const cut = withoutReference(element.ColumnDef.constraints ?? [], { at, rest, target: wanted.target })
      if (!cut) continue
      const columns = [element.ColumnDef.colname ?? '']
      keys.unshift(keyText(cut.constraint, { relation, defaultSchema: wanted.defaultSchema, columns }))
      rest = cut.rest
    }
  }
  return keys.length === 0 ? null : { keys, rest }
}

function pointsAt(constraint: Constraint, target: string): boolean {
  return constraint.contype === 'CONSTR_FOREIGN' && constraint.pktable?.relname === target
}

/** Cuts `[CONSTRAINT x] REFERENCES …` out of a column: up to the constraint that follows it, or to the column's end. */
function withoutReference(constraints: readonly Node[], where: { at: number; rest: string; target: string }) {
  const all = constraints.flatMap((item) => ('Constraint' in item ? [item.Constraint] : []))
  const index = all.findIndex((one) => pointsAt(one, where.target))
  const constraint = all[index]
  const span = elementsOf(where.rest)[where.at]
  if (!constraint || !span) return null
  const column = where.rest.slice(span.start, span.end)
  const start = column.search(/\s+(?:CONSTRAINT\s+(?:"[^"]*"|\S+)\s+)?REFERENCES\b/i)
  if (start === -1) return null
  const after = column
    .slice(start + 1)
    .search(/\s(?:NOT\s+NULL|NULL|DEFAULT|UNIQUE|PRIMARY\s+KEY|CHECK|GENERATED|COLLATE)\b/i)
  const kept = column.slice(0, start) + (after === -1 ? '' : column.slice(start + 1 + after))
  return { constraint, rest: where.rest.slice(0, span.start) + kept + where.rest.slice(span.end) }
}

interface Around {
  readonly relation: RangeVar | undefined
  readonly defaultSchema: string
  readonly columns: readonly string[]
}

const actions: Readonly<Record<string, string>> = { r: 'RESTRICT', c: 'CASCADE', n: 'SET NULL', d: 'SET DEFAULT' }

function keyText(node: Constraint, { relation, defaultSchema, columns }: Around): ForeignKeyText {
  const names = (items: readonly Node[] | undefined) =>
    (items ?? []).map((item) => ('String' in item ? identifier(item.String.sval ?? '') : ''))
  const own = columns.length > 0 ? columns.map(identifier) : names(node.fk_attrs)
  const target = { schema: node.pktable?.schemaname ?? defaultSchema, name: node.pktable?.relname ?? '' }
  const theirs = names(node.pk_attrs)
  const parts = [
    `FOREIGN KEY (${own.join(', ')}) REFERENCES ${qualified(target.schema, target.name)}`,
    ...(theirs.length > 0 ? [`(${theirs.join(', ')})`] : []),
    ...action('ON DELETE', node.fk_del_action),
    ...action('ON UPDATE', node.fk_upd_action),
    ...(node.deferrable ? ['DEFERRABLE'] : []),
    ...(node.initdeferred ? ['INITIALLY DEFERRED'] : []),
    ...(node.skip_validation && !node.initially_valid ? ['NOT VALID'] : []),
  ]
  const table = { schema: relation?.schemaname ?? defaultSchema, name: relation?.relname ?? '' }
  const constraint = node.conname ?? `${table.name}_${own.map((one) => one.replaceAll('"', '')).join('_')}_fkey`
  return { table, constraint, target, definition: parts.join(' ') }
}

function action(words: string, letter: string | undefined): readonly string[] {
  const word = actions[letter ?? 'a']
  return word ? [`${words} ${word}`] : []
}

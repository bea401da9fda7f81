import type { TimelineStatement } from '@migration-doctor/analyzer'
import type { ColumnDef, Constraint, Node, RangeVar } from '@migration-doctor/sql'
import { elementsOf, tokensOf, withoutElement } from './elements.ts'
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
  return 'CreateStmt' in node
    ? ofCreate(node, { target, defaultSchema, text: statement.text, from: statement.span.start })
    : null
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
  /** Where the statement begins in its script: the parser's locations count from the script's start. */
  readonly from: number
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
      const cut = withoutReference(element.ColumnDef, { ...wanted, text: rest }, at)
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

/** Cuts `[CONSTRAINT x] REFERENCES …` out of a column: up to the clause that follows it, or to the column's end. */
function withoutReference(column: ColumnDef, wanted: Wanted, at: number) {
  const all = (column.constraints ?? []).flatMap((item) => ('Constraint' in item ? [item.Constraint] : []))
  const index = all.findIndex((one) => pointsAt(one, wanted.target))
  const constraint = all[index]
  const element = elementsOf(wanted.text)[at]
  if (constraint?.location === undefined || !element) return null
  const attributes = attributesBehind(all.slice(index + 1))
  const start = constraint.location - wanted.from
  const others = all.filter((one) => !attributes.includes(one)).map((one) => one.location)
  const later = [...others, column.collClause?.location]
    .flatMap((location) => (location === undefined ? [] : [location - wanted.from]))
    .filter((location) => location > start)
  const end = later.length === 0 ? element.end : Math.min(...later)
  const kept = tokensOf(wanted.text).findLast((token) => token.end <= start)
  const rest = wanted.text.slice(0, kept?.end ?? start) + (later.length === 0 ? '' : ' ') + wanted.text.slice(end)
  return { constraint: withAttributes(constraint, attributes), rest }
}

/** `DEFERRABLE`, `INITIALLY DEFERRED` and their like: in a column the parser makes each a constraint of its own. */
function attributesBehind(constraints: readonly Constraint[]): readonly Constraint[] {
  const end = constraints.findIndex(({ contype }) => !contype?.startsWith('CONSTR_ATTR_'))
  return end === -1 ? constraints : constraints.slice(0, end)
}

function withAttributes(constraint: Constraint, attributes: readonly Constraint[]): Constraint {
  const kinds = attributes.map(({ contype }) => contype)
  const initdeferred = kinds.includes('CONSTR_ATTR_DEFERRED')
  return { ...constraint, initdeferred, deferrable: initdeferred || kinds.includes('CONSTR_ATTR_DEFERRABLE') }
}

interface Around {
  readonly relation: RangeVar | undefined
  readonly defaultSchema: string
  readonly columns: readonly string[]
}

const actions: Readonly<Record<string, string>> = { r: 'RESTRICT', c: 'CASCADE', n: 'SET NULL', d: 'SET DEFAULT' }

function keyText(node: Constraint, { relation, defaultSchema, columns }: Around): ForeignKeyText {
  const own = (columns.length > 0 ? columns : namesOf(node.fk_attrs)).map(identifier)
  const target = { schema: node.pktable?.schemaname ?? defaultSchema, name: node.pktable?.relname ?? '' }
  const theirs = namesOf(node.pk_attrs).map(identifier)
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
  const columnNames = columns.length > 0 ? columns : namesOf(node.fk_attrs)
  return {
    table,
    constraint: node.conname ?? `${table.name}_${columnNames.join('_')}_fkey`,
    target,
    definition: parts.join(' '),
    columns: columnNames,
    onDelete: node.fk_del_action ?? 'a',
    onUpdate: node.fk_upd_action ?? 'a',
  }
}

const namesOf = (items: readonly Node[] | undefined): readonly string[] =>
  (items ?? []).map((item) => ('String' in item ? (item.String.sval ?? '') : ''))

function action(words: string, letter: string | undefined): readonly string[] {
  const word = actions[letter ?? 'a']
  return word ? [`${words} ${word}`] : []
}

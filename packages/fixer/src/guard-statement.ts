import type { TimelineStatement } from '@migration-doctor/analyzer'
import type { Catalog, CatalogObject, ObjectKind } from '@migration-doctor/core'
import type { AlterTableStmt, Node, RangeVar } from '@migration-doctor/sql'
import { tokensOf } from './elements.ts'
import { columnsGuard, type GuardStyle, guarded, ifNotExists, type Named, tableGuard } from './guard.ts'
import { constraintGuard, indexGuard, typeGuard, viewGuard } from './guard-objects.ts'
import { columnsOf } from './shapes.ts'

export interface GuardWish {
  /** What the whole history makes: the shape that the guards compare with. */
  readonly final: Catalog
  readonly defaultSchema: string
  readonly style: GuardStyle
}

/** A statement that makes something, so that it may run where that is there already; `null` when no guard fits it. */
export function guardedStatement({ statement, text, span }: TimelineStatement, wish: GuardWish): string | null {
  const node = statement?.node
  if (!node) return null
  if ('AlterTableStmt' in node) return alterations(node.AlterTableStmt, { text, from: span.start }, wish)
  if ('CommentStmt' in node || 'GrantStmt' in node) return `${text};`
  return creation(node, text, wish)
}

function creation(node: Node, text: string, wish: GuardWish): string | null {
  const { final, style } = wish
  if ('CreateSchemaStmt' in node) return node.CreateSchemaStmt.schemaElts ? null : plain(ifNotExists(text, 'SCHEMA'))
  if ('CreateSeqStmt' in node) return plain(ifNotExists(text, 'SEQUENCE'))
  if ('CreateFunctionStmt' in node) return node.CreateFunctionStmt.replace ? `${text};` : null
  if ('CreateStmt' in node) {
    const table = nameOf(node.CreateStmt.relation, wish)
    const own = ownColumns(node.CreateStmt.tableElts)
    const columns = columnsOf(final, table).filter(({ name }) => own === null || own.has(name))
    return columns.length === 0 ? null : guarded(tableGuard(table, columns, text), style)
  }
  if ('IndexStmt' in node) {
    const { idxname, relation, concurrent } = node.IndexStmt
    const index = idxname === undefined ? null : find(final, ['index'], { ...nameOf(relation, wish), name: idxname })
    return index?.kind === 'index' && !concurrent ? guarded(indexGuard(index, text), style) : null
  }
  if ('ViewStmt' in node) {
    const view = find(final, ['view'], nameOf(node.ViewStmt.view, wish))
    return view?.kind === 'view' ? guarded(viewGuard(view, view.columns, text), style) : null
  }
  if ('CreateEnumStmt' in node) {
    const names = (node.CreateEnumStmt.typeName ?? []).map((item) => ('String' in item ? (item.String.sval ?? '') : ''))
    const type = find(final, ['enum'], { schema: names.at(-2) ?? wish.defaultSchema, name: names.at(-1) ?? '' })
    return type?.kind === 'enum' ? guarded(typeGuard(type, text), style) : null
  }
  return null
}

/** Later statements add the others, each with a guard of its own; `null` where not all are listed. */
function ownColumns(elements: readonly Node[] = []): ReadonlySet<string> | null {
  const names = elements.flatMap((element) => ('ColumnDef' in element ? [element.ColumnDef.colname ?? ''] : []))
  const listed = elements.every((element) => 'ColumnDef' in element || 'Constraint' in element)
  return listed && names.length > 0 ? new Set(names) : null
}

const plain = (sql: string | null): string | null => (sql === null ? null : `${sql};`)

function nameOf(relation: RangeVar | undefined, { defaultSchema }: GuardWish): Named {
  return { schema: relation?.schemaname ?? defaultSchema, name: relation?.relname ?? '' }
}

function find({ objects }: Catalog, kinds: readonly ObjectKind[], { schema, name }: Named): CatalogObject | null {
  for (const object of objects.values()) {
    if (kinds.includes(object.kind) && object.schema === schema && object.name === name) return object
  }
  return null
}

interface Text {
  readonly text: string
  /** Where the statement begins in its script: the parser's locations count from the script's start. */
  readonly from: number
}

/** Each action of an `ALTER TABLE` that adds something, by itself. */
function alterations(node: AlterTableStmt, text: Text, wish: GuardWish): string | null {
  const table = nameOf(node.relation, wish)
  const parts = (node.cmds ?? []).map((item) =>
    'AlterTableCmd' in item ? addition(item.AlterTableCmd.def, table, { text, wish }) : null,
  )
  return parts.length === 0 || parts.includes(null) ? null : parts.join('\n')
}

function addition(def: Node | undefined, table: Named, { text, wish }: { text: Text; wish: GuardWish }): string | null {
  if (def && 'ColumnDef' in def) {
    const { colname, location } = def.ColumnDef
    const column = columnsOf(wish.final, table).find(({ name }) => name === colname)
    if (!column || location === undefined) return null
    return guarded(columnsGuard(table, [actionAt(text, location)], [column]), wish.style)
  }
  if (!def || !('Constraint' in def)) return null
  const { conname, location } = def.Constraint
  const constraint = [...wish.final.objects.values()].find(
    (object) =>
      object.kind === 'constraint' &&
      object.schema === table.schema &&
      object.table === table.name &&
      object.name === conname,
  )
  if (constraint?.kind !== 'constraint' || location === undefined) return null
  return guarded(constraintGuard(constraint, withoutName(actionAt(text, location))), wish.style)
}

/** From a place up to the comma that parts the actions, or to the end. */
function actionAt({ text, from }: Text, location: number): string {
  const start = location - from
  let depth = 0
  for (const token of tokensOf(text)) {
    if (token.start < start) continue
    if (token.name === 'ASCII_40') depth++
    if (token.name === 'ASCII_41') depth--
    if (token.name === 'ASCII_44' && depth === 0) return text.slice(start, token.start).trimEnd()
  }
  return text.slice(start).trimEnd()
}

/** `CONSTRAINT name FOREIGN KEY …` without its first two words. */
function withoutName(definition: string): string {
  const [, , third] = tokensOf(definition)
  return third ? definition.slice(third.start) : definition
}

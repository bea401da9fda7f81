import type { ColumnRef, Node } from '@migration-doctor/sql'
import { filtered, flatMapped, mapped } from '../mapped.ts'
import { shown, stringOf } from '../names.ts'
import { Refusal } from '../refusal.ts'
import { projectField } from './composite.ts'
import { type Expr, makeExpr } from './expression.ts'
import { callOnRow } from './function.ts'
import { mayHaveColumn } from './may-have-column.ts'
import { type NsColumn, type NsItem, systemColumns } from './namespace.ts'
import type { QueryState } from './state.ts'

/** `transformColumnRef`: a column, a whole row, a field of either, or a variable. */
export function columnRef(state: QueryState, ref: ColumnRef): Expr {
  refuseColumns(state, ref.location)
  const fields = ref.fields ?? []
  const names = mapped(fields, stringOf)
  const last = fields.at(-1)
  if (last && 'A_Star' in last) return starredRow(state, names.slice(0, -1), ref)
  const [a = '', b = '', c = '', d = ''] = names
  switch (names.length) {
    case 1:
      return bareName(state, a, ref)
    case 2:
      return qualifiedColumn(state, { schema: null, table: a, column: b }, ref)
    case 3:
      return qualifiedColumn(state, { schema: a, table: b, column: c }, ref)
    case 4:
      return qualifiedColumn(state, { schema: b, table: c, column: d }, ref)
    default:
      throw new Refusal('42601', `improper qualified name (too many dotted names): ${names.join('.')}`, {
        at: ref.location,
      })
  }
}

/** `t.*` as one value: the row. */
function starredRow(state: QueryState, names: readonly string[], ref: ColumnRef): Expr {
  const [table, schema = null] = names.toReversed()
  if (table === undefined)
    throw new Refusal('42601', 'row expansion via "*" is not supported here', { at: ref.location })
  const name = { schema, table, column: '*' }
  const found = findItem(state, name, ref.location)
  if (found) return wholeRow(state, found, ref.location)
  if (isOpen(state)) return makeExpr('other', null, { at: ref.location, mark: table })
  throw missingTable(state, name, ref.location)
}

function refuseColumns(state: QueryState, at: number | undefined): void {
  if (state.kind === 'default') throw new Refusal('0A000', 'cannot use column reference in DEFAULT expression', { at })
  if (state.kind === 'partition bound') {
    throw new Refusal('0A000', 'cannot use column reference in partition bound expression', { at })
  }
}

function bareName(state: QueryState, name: string, ref: ColumnRef): Expr {
  const found = findColumn(state, name, ref.location)
  const variable = variableNamed(state, name)
  if (found?.kind === 'column' && variable && state.gathered.variables?.clash)
    throw new Refusal('42702', `column reference "${name}" is ambiguous`, { at: ref.location })
  if (found) return found
  if (variable) return variable
  const row = findItem(state, { schema: null, table: name, column: '' }, ref.location)
  if (row) return wholeRow(state, row, ref.location)
  if (isOpen(state) || mayHaveColumn(state, name, null))
    return makeExpr('other', null, { at: ref.location, mark: name })
  throw missingColumn(state, name, null, ref.location)
}

interface Qualified {
  readonly schema: string | null
  readonly table: string
  readonly column: string
}

const written = ({ schema, table }: Qualified): string => shown({ schema, name: table })

function qualifiedColumn(state: QueryState, name: Qualified, ref: ColumnRef): Expr {
  const found = findItem(state, name, ref.location)
  if (found) {
    const column = columnOfItem(state, found, name.column, ref.location)
    if (column) return column
    if (found.item.isOpen) return makeExpr('other', null, { at: ref.location, mark: `${name.table}.${name.column}` })
    const called = callOnRow(state, name.column, wholeRow(state, found, ref.location))
    if (called) return called
    if (mayHaveColumn(state, name.column, found.item.relation))
      return makeExpr('other', null, { at: ref.location, mark: name.column })
    throw missingColumn(state, name.column, name, ref.location)
  }
  const isParameter = name.schema === null && name.table === state.gathered.variables?.owner
  const parameter = isParameter ? variableNamed(state, name.column) : null
  if (parameter) return parameter
  const labelled = name.schema === null ? variableNamed(state, `${name.table}.${name.column}`) : null
  if (labelled) return labelled
  const variable = name.schema === null ? variableNamed(state, name.table) : null
  if (variable) return projectField(state, variable, name.column, ref.location)
  if (isOpen(state)) return makeExpr('other', null, { at: ref.location, mark: `${name.table}.${name.column}` })
  throw missingTable(state, name, ref.location)
}

interface FoundItem {
  readonly item: NsItem
  readonly owner: QueryState
}

/** `refnameNamespaceItem`: the FROM item of a name, from the innermost query level outwards. */
function findItem(state: QueryState, name: Qualified, at?: number): FoundItem | null {
  for (let owner: QueryState | null = state; owner; owner = owner.parent) {
    let found: NsItem | null = null
    for (const item of owner.items) {
      if (!item.relationVisible || (item.lateralOnly && !owner.lateralActive)) continue
      if (item.alias !== name.table) continue
      if (name.schema !== null && item.relation?.schema.name !== name.schema) continue
      if (name.schema !== null && item.schema === null) continue
      if (found) throw new Refusal('42P09', `table reference "${written(name)}" is ambiguous`, { at })
      refuseLateral(item, at)
      found = item
    }
    if (found) return { item: found, owner }
  }
  return null
}

function refuseLateral(item: NsItem, at: number | undefined): void {
  if (!item.lateralOnly || item.lateralAllowed) return
  throw new Refusal('42P10', `invalid reference to FROM-clause entry for table "${item.alias ?? ''}"`, { at })
}

/** `colNameToVar`: an unqualified column, from the innermost query level outwards. */
function findColumn(state: QueryState, name: string, at?: number): Expr | null {
  for (let owner: QueryState | null = state; owner; owner = owner.parent) {
    const found = findInLevel(owner, name, at)
    if (found) return columnExpr(state, owner, found, at)
    if (owner.items.some((item) => isOpaqueFor(item, owner))) return makeExpr('other', null, { at, mark: name })
  }
  return null
}

const isOpaqueFor = (item: NsItem, owner: QueryState): boolean =>
  item.isOpen && item.columnsVisible && (!item.lateralOnly || owner.lateralActive)

function findInLevel(owner: QueryState, name: string, at: number | undefined): NsColumn | null {
  let found: NsColumn | null = null
  for (const item of owner.items) {
    if (!item.columnsVisible || (item.lateralOnly && !owner.lateralActive)) continue
    const here = item.find(name) ?? systemColumn(owner, item, name)
    if (here === undefined) continue
    if (found || here === 'ambiguous') throw new Refusal('42702', `column reference "${name}" is ambiguous`, { at })
    refuseLateral(item, at)
    found = here
  }
  return found
}

function systemColumn(state: QueryState, item: NsItem, name: string): NsColumn | undefined {
  if (!item.hasSystemColumns || !Object.hasOwn(systemColumns, name)) return undefined
  if (state.kind === 'check constraint' && name !== 'tableoid') {
    throw new Refusal('42P10', `system column "${name}" reference in check constraint is invalid`)
  }
  if (state.kind === 'generated' && name !== 'tableoid') {
    throw new Refusal('42P10', `cannot use system column "${name}" in column generation expression`)
  }
  const type = state.world.core(systemColumns[name] ?? 'oid')
  return { name, type, modifiers: [], column: null, item, origin: name }
}

function columnOfItem(
  state: QueryState,
  { item, owner }: FoundItem,
  name: string,
  at: number | undefined,
): Expr | null {
  const found = item.find(name) ?? systemColumn(owner, item, name)
  if (found === undefined) return null
  if (found === 'ambiguous') throw new Refusal('42702', `column reference "${name}" is ambiguous`, { at })
  return columnExpr(state, owner, found, at)
}

/** The expression of a column; remembered by the levels between its use and its owner. */
function columnExpr(state: QueryState, owner: QueryState, column: NsColumn, at?: number): Expr {
  state.useColumn(column)
  if (column.item.forbidden !== null) throw new Refusal('42P17', column.item.forbidden, { at })
  if (state.kind === 'generated' && column.column?.generated) {
    const message = `cannot use generated column "${column.name}" in column generation expression`
    state.gathered.whenRewritten.push(() => {
      throw new Refusal('42P17', message, { at })
    })
  }
  if (column.computedFrom) {
    const parts = mapped(column.computedFrom, (from) => columnExpr(state, owner, from, at))
    return makeExpr('call', column.type, { modifiers: column.modifiers, mark: 'merged', parts, at })
  }
  const source = { level: owner.identity, item: column.item, name: column.origin, column: column.column }
  const expr = makeExpr('column', column.type, { modifiers: column.modifiers, mark: column.name, at, source })
  remember(state, owner, expr)
  return expr
}

function remember(state: QueryState, owner: QueryState, expr: Expr): void {
  for (let level: QueryState | null = state; level && level !== owner; level = level.parent)
    level.outerColumns.push(expr)
}

/** A FROM item used as a value. */
export function wholeRow(state: QueryState, { item, owner }: FoundItem, at?: number): Expr {
  if (state.kind === 'generated') {
    throw new Refusal('42P17', 'cannot use whole-row variable in column generation expression', { at })
  }
  for (const column of item.columns ?? []) state.useColumn(column)
  const isScalar = item.relation === null && item.rowType !== null
  const type = isScalar
    ? item.rowType
    : (item.rowType ?? (item.relation || item.isOpen ? null : state.world.core('record')))
  const source = { level: owner.identity, item, name: item.alias ?? '', column: null, wholeRow: true }
  const expr = makeExpr('column', type, { mark: item.alias, at, source })
  remember(state, owner, expr)
  return expr
}

function variableNamed(state: QueryState, name: string): Expr | null {
  const names = state.gathered.variables?.names
  return names?.has(name) ? makeExpr('other', names.get(name) ?? null, { mark: `variable ${name}` }) : null
}

/** Something in sight may have any column or table: what is not found proves nothing. */
function isOpen(state: QueryState): boolean {
  for (let level: QueryState | null = state; level; level = level.parent) {
    if (level.isOpaque || level.items.some((item) => item.isOpen)) return true
  }
  return false
}

function missingColumn(state: QueryState, column: string, table: Qualified | null, at: number | undefined): Refusal {
  const message = table ? `column ${written(table)}.${column} does not exist` : `column "${column}" does not exist`
  const owner = ownerInSight(state, table)
  if (!owner) return new Refusal('42703', message, { at })
  const subject = {
    fault: 'missing' as const,
    kind: 'column' as const,
    schema: owner.schema.name,
    name: owner.name,
    column,
  }
  return new Refusal('42703', message, { at, subject })
}

/** The relation that a missing column was probably looked for in. */
function ownerInSight(state: QueryState, table: Qualified | null) {
  if (table) return findItem(state, table)?.item.relation ?? null
  for (let level: QueryState | null = state; level; level = level.parent) {
    for (const { relation } of level.allItems) if (relation) return relation
  }
  return null
}

function missingTable(state: QueryState, name: Qualified, at: number | undefined): Refusal {
  let hidden = false
  for (let level: QueryState | null = state; level; level = level.parent) {
    if (level.allItems.some(({ alias, relation }) => alias === name.table || relation?.name === name.table))
      hidden = true
  }
  const message = `${hidden ? 'invalid reference to' : 'missing'} FROM-clause entry for table "${name.table}"`
  return new Refusal('42P01', message, { at })
}

/** The columns of `*` or `t.*`, as `expandNSItemVars` gives them; `null` when they cannot be known. */
export function expandStar(
  state: QueryState,
  fields: readonly Node[],
  at?: number,
): readonly { name: string; expr: Expr }[] | null {
  const names = mapped(fields.slice(0, -1), stringOf)
  if (names.length === 0) return expandAll(state, at)
  const [table = '', schema = null] = names.toReversed()
  const found = findItem(state, { schema, table, column: '*' }, at)
  if (found) return expandItem(state, found, at)
  if (names.length === 1 && variableNamed(state, table)) return null
  if (isOpen(state)) return null
  throw missingTable(state, { schema, table, column: '*' }, at)
}

function expandAll(state: QueryState, at: number | undefined): readonly { name: string; expr: Expr }[] | null {
  const visible = filtered(state.items, (item) => item.columnsVisible && !item.lateralOnly)
  if (visible.length === 0) throw new Refusal('42601', 'SELECT * with no tables specified is not valid', { at })
  const parts = mapped(visible, (item) => expandItem(state, { item, owner: state }, at))
  return parts.includes(null) ? null : flatMapped(parts, (part) => part ?? [])
}

function expandItem(state: QueryState, { item, owner }: FoundItem, at: number | undefined) {
  const { columns } = item
  return columns === null
    ? null
    : mapped(columns, (column) => ({ name: column.name, expr: columnExpr(state, owner, column, at) }))
}

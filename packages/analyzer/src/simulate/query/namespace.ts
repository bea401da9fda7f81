import { mapped } from '../mapped.ts'
import type { Column, Relation, Type } from '../objects.ts'

/** One column that a FROM item shows. */
export interface NsColumn {
  readonly name: string
  readonly type: Type | null
  readonly modifiers: readonly number[]
  /** The table's or view's own column, for dependencies. */
  readonly column: Column | null
  /** The item and the name that it has there: a join shows the columns of what it joins. */
  readonly item: NsItem
  readonly origin: string
  /** Of a merged column that is computed: a cast of one column, or the first of two that is not null. */
  readonly computedFrom?: readonly NsColumn[] | undefined
  /** Other columns that a merged column of a join stands for. */
  readonly merged?: readonly Column[] | undefined
}

export interface NsItemFacts {
  readonly alias: string | null
  readonly schema?: string | null
  readonly relation?: Relation | null
  /** Has `ctid`, `xmin`, … */
  readonly hasSystemColumns?: boolean
  /** A composite type or relation whose row it is. */
  readonly rowType?: Type | null
}

type ColumnDraft = Omit<NsColumn, 'item' | 'origin'> & Partial<Pick<NsColumn, 'item' | 'origin'>>

/** A FROM item as names are looked up in it. */
export class NsItem {
  readonly alias: string | null
  /** Schema of a relation that has no alias: `a.b.c` finds it. */
  readonly schema: string | null
  readonly relation: Relation | null
  readonly hasSystemColumns: boolean
  readonly rowType: Type | null
  /** Its columns cannot be known, and every name is acceptable. */
  readonly isOpen: boolean
  relationVisible = true
  columnsVisible = true
  lateralOnly = false
  lateralAllowed = true
  /** Why its columns must not be used at all. */
  forbidden: string | null = null
  #byName: Map<string, NsColumn | 'ambiguous'> | null = null
  #columns: readonly NsColumn[] | null = null
  /** Of a relation, those that were asked for: so few that a map of them would cost more than looking through them. */
  readonly #asked: NsColumn[] = []
  readonly #drafts: readonly ColumnDraft[] | Relation

  /** `columns`: those of a relation are read when they are asked for; most queries name a few of many. */
  constructor(facts: NsItemFacts, columns: readonly ColumnDraft[] | Relation | null) {
    this.alias = facts.alias
    this.schema = facts.schema ?? null
    this.relation = facts.relation ?? null
    this.hasSystemColumns = facts.hasSystemColumns ?? false
    this.rowType = facts.rowType ?? null
    this.isOpen = columns === null
    this.#drafts = columns ?? []
  }

  /** `null` when they cannot be known. */
  get columns(): readonly NsColumn[] | null {
    if (this.isOpen) return null
    const drafts = this.#drafts
    this.#columns ??= isList(drafts)
      ? mapped(drafts, (draft) => this.#ofDraft(draft))
      : [...drafts.columns.values()].map((column) => this.#ofRelation(column))
    return this.#columns
  }

  find(name: string): NsColumn | 'ambiguous' | undefined {
    const drafts = this.#drafts
    if (isList(drafts)) return this.#amongAll(name)
    const column = drafts.columns.get(name)
    return column && this.#ofRelation(column)
  }

  #amongAll(name: string): NsColumn | 'ambiguous' | undefined {
    if (this.#byName === null) {
      this.#byName = new Map()
      for (const column of this.columns ?? [])
        this.#byName.set(column.name, this.#byName.has(column.name) ? 'ambiguous' : column)
    }
    return this.#byName.get(name)
  }

  #ofDraft({ name, type, modifiers, column, item, origin, computedFrom, merged }: ColumnDraft): NsColumn {
    return { name, type, modifiers, column, item: item ?? this, origin: origin ?? name, computedFrom, merged }
  }

  /** The same each time. */
  #ofRelation(column: Column): NsColumn {
    for (const known of this.#asked) if (known.column === column) return known
    const { name, type } = column
    const made: NsColumn = {
      name,
      type: type.type.kind === 'unknown' ? null : type.type,
      modifiers: type.modifiers,
      column,
      item: this,
      origin: name,
      computedFrom: undefined,
      merged: undefined,
    }
    this.#asked.push(made)
    return made
  }
}

const isList = (columns: readonly ColumnDraft[] | Relation): columns is readonly ColumnDraft[] => Array.isArray(columns)

/** The FROM item of a table, a view or anything else with columns in the catalog. */
export function relationItem(relation: Relation, alias: string | null, aliases: readonly string[] = []): NsItem {
  const facts: NsItemFacts = {
    alias: alias ?? relation.name,
    schema: alias === null ? relation.schema.name : null,
    relation,
    hasSystemColumns: relation.kind !== 'view' && relation.kind !== 'composite type',
    rowType: relation.rowType,
  }
  if (relation.opaqueColumns) return new NsItem(facts, null)
  if (aliases.length === 0) return new NsItem(facts, relation)
  const columns: ColumnDraft[] = []
  for (const column of relation.columns.values()) {
    const { type } = column
    columns.push({
      name: aliases[columns.length] ?? column.name,
      type: type.type.kind === 'unknown' ? null : type.type,
      modifiers: type.modifiers,
      column,
    })
  }
  return new NsItem(facts, columns)
}

/** Columns that every table has without declaring them. */
export const systemColumns: Readonly<Record<string, 'oid' | 'tid' | 'xid' | 'cid'>> = {
  tableoid: 'oid',
  ctid: 'tid',
  xmin: 'xid',
  xmax: 'xid',
  cmin: 'cid',
  cmax: 'cid',
}

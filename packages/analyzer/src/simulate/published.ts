import { removeEntity } from './depend.ts'
import type { Column, Other, Relation, Schema } from './objects.ts'
import type { Session } from './session.ts'

/** Changes of rows that a publication may pass on, and that then need to say which row they change. */
export type RowChange = 'update' | 'delete'

export interface Members {
  readonly tables: Map<Relation, Published>
  readonly schemas: Set<Schema>
  readonly everything: boolean
  changes: ReadonlySet<string>
  viaRoot: boolean
  /** Generated columns that are stored are published, too. */
  generated: boolean
}

/** What of a table is published. */
export interface Published {
  /** `null`: all columns. */
  readonly columns: readonly Column[] | null
  /** Columns of the condition by which rows are chosen; `null`: there is none. */
  readonly filter: readonly Column[] | null
  /** What depends on those columns. */
  readonly part?: Other
}

export const membersOf = new WeakMap<Other, Members>()

export const isPartial = ({ columns, filter }: Published): boolean => columns !== null || filter !== null

/** What keeps the columns that a publication names: it goes with them when they are dropped. */
export function withPart(
  { store }: Session,
  publication: Other,
  { table, published }: { table: Relation; published: Published },
): Published {
  const part = store.newOther('part of publication', `${table.schema.name}.${table.name} ${publication.name}`, null)
  store.depend(part, publication, 'auto')
  store.depend(part, table, 'auto')
  for (const column of new Set([...(published.columns ?? []), ...(published.filter ?? [])]))
    store.depend(part, column, 'normal')
  return { ...published, part }
}

/** `null`: the table is not published by itself. */
export function publishedIn({ store }: Session, members: Members, table: Relation): Published | null {
  const published = members.tables.get(table) ?? null
  const part = published?.part
  return part && store.globals.get(`${part.kind}:${part.name}`) !== part ? null : published
}

export function removeTable(session: Session, members: Members, table: Relation): void {
  const part = publishedIn(session, members, table)?.part
  if (part) removeEntity(session, part)
  session.store.remove(members.tables, table)
}

/** How one publication publishes a table. */
export interface Publishing {
  readonly changes: ReadonlySet<string>
  readonly generated: boolean
  /** `null`: as it publishes everything. */
  readonly published: Published | null
}

/** The publications that a table is in: by itself, with its schema, as part of a partitioned table, with everything. */
export function publishingOf(session: Session, table: Relation): readonly Publishing[] {
  const found: Publishing[] = []
  for (const [key, publication] of session.store.globals) {
    const members = key.startsWith('publication:') ? membersOf.get(publication) : undefined
    if (!members) continue
    const family = [table, ...ancestors(table, session.pgVersion)]
    const isIn = (one: Relation) => publishedIn(session, members, one) !== null || members.schemas.has(one.schema)
    if (!members.everything && !family.some(isIn)) continue
    const root = members.viaRoot ? family.findLast(isIn) : undefined
    const published = publishedIn(session, members, root ?? table)
    found.push({ changes: members.changes, generated: members.generated, published })
  }
  return found
}

/** The partitioned tables that a table is part of, the nearest first. */
function ancestors({ partition }: Relation, pgVersion: number): readonly Relation[] {
  return partition && pgVersion >= 13 ? [partition.parent, ...ancestors(partition.parent, pgVersion)] : []
}

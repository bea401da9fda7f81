import type { Node } from '@migration-doctor/sql'
import type { Column, Relation, Rule } from './objects.ts'
import { type Publishing, publishingOf, type RowChange } from './published.ts'
import { Refusal, Unknowable } from './refusal.ts'
import type { Session } from './session.ts'

/** A change of rows about to run. */
export interface ChangeOfRows {
  readonly change: 'insert' | RowChange
  /** Without ONLY. */
  readonly recurse: boolean
  readonly where: Node | undefined
}

/** `CheckCmdReplicaIdentity` for every table whose rows the change may concern, also by rules and through views. */
export function refuseUnidentified(session: Session, relation: Relation, about: ChangeOfRows): void {
  if (fireRules(relation, about.change) || !isPublishing(session)) return
  if (relation.kind === 'view') {
    const base = relation.triggers.size === 0 ? baseOf(relation) : null
    if (base) refuseUnidentified(session, base, about)
    return
  }
  if (about.change !== 'insert') refuseInTables(session, relation, { ...about, change: about.change })
}

const events = { insert: 'CMD_INSERT', update: 'CMD_UPDATE', delete: 'CMD_DELETE' }

const firing = new Set<Rule>()

/** Answers whether rules take the statement's place. */
function fireRules(relation: Relation, change: ChangeOfRows['change']): boolean {
  let instead = false
  for (const rule of relation.rules.values()) {
    if (rule.event !== events[change]) continue
    instead ||= rule.instead
    if (firing.has(rule))
      throw new Refusal('42P17', `infinite recursion detected in rules for relation "${relation.name}"`)
    firing.add(rule)
    try {
      for (const check of rule.whenFired) check()
    } finally {
      firing.delete(rule)
    }
  }
  return instead
}

/** The one relation that a view is about; views of several are not changed through. */
function baseOf(view: Relation): Relation | null {
  const used = [...(view.dependencies ?? [])].flatMap(({ to }) =>
    to.class === 'column' ? [to.relation] : to.class === 'relation' ? [to] : [],
  )
  const [base, second] = new Set(used)
  return second ? null : (base ?? null)
}

interface Change extends ChangeOfRows {
  readonly change: RowChange
}

function refuseInTables(session: Session, relation: Relation, about: Change): void {
  refuseUnidentifiedRows(session, relation, about.change)
  if (!about.recurse || isFalse(about.where)) return
  for (const child of relation.children) {
    try {
      refuseInTables(session, child, about)
    } catch (error) {
      // PostgreSQL leaves out the tables that cannot have rows of that kind.
      if (error instanceof Refusal && about.where) throw new Unknowable(`whether ${child.name} is changed is not known`)
      throw error
    }
  }
}

function isPublishing({ store }: Session): boolean {
  for (const key of store.globals.keys()) if (key.startsWith('publication:')) return true
  return false
}

const isFalse = (node: Node | undefined): boolean =>
  node !== undefined && 'A_Const' in node && node.A_Const.boolval !== undefined && !node.A_Const.boolval.boolval

function refuseUnidentifiedRows(session: Session, relation: Relation, change: RowChange): void {
  if (relation.kind !== 'table' || relation.system || relation.persistence !== 'permanent') return
  const publishing = publishingOf(session, relation).filter(({ changes }) => changes.has(change))
  if (publishing.length === 0) return
  const identity = identityOf(relation)
  const isUnfit = session.pgVersion >= 15 && publishing.some((one) => !covers(session, { one, relation, identity }))
  if (identity !== null && !isUnfit) return
  if (session.everythingTainted || session.isTainted(relation.name))
    throw new Unknowable(`an unreadable statement may have touched ${relation.name}`)
  const what = change === 'update' ? 'update' : 'delete from'
  if (isUnfit) throw new Refusal('42P10', `cannot ${what} table "${relation.name}"`)
  const why = `it does not have a replica identity and publishes ${change}s`
  throw new Refusal('55000', `cannot ${what} table "${relation.name}" because ${why}`)
}

type Identity = readonly Column[] | 'full' | null

/** The columns that tell a row from the others; `null`: none do. */
function identityOf(relation: Relation): Identity {
  const { replicaIdentity } = relation
  if (replicaIdentity === 'full') return 'full'
  if (replicaIdentity === 'nothing') return null
  if (replicaIdentity === 'index') {
    const chosen = [...relation.indexes].find(({ index }) => index?.replicaIdentity)
    return chosen?.index?.keys.flatMap(({ column }) => column ?? []) ?? null
  }
  for (const constraint of relation.constraints.values())
    if (constraint.type === 'primary key') return constraint.deferrable ? null : constraint.columns
  return null
}

/** Rows are chosen by columns of the identity only, and whichever columns are published, those of the identity are. */
function covers(
  session: Session,
  { one, relation, identity }: { one: Publishing; relation: Relation; identity: Identity },
): boolean {
  const filter = one.published?.filter ?? []
  const columns = one.published?.columns ?? null
  const identifying = identity === 'full' ? [...relation.columns.values()] : (identity ?? [])
  const has = (list: readonly Column[], { name }: Column) => list.some((other) => other.name === name)
  if (!filter.every((column) => has(identifying, column))) return false
  if (columns) return identity !== 'full' && identifying.every((column) => has(columns, column))
  if (session.pgVersion < 18) return true
  return identifying.every(({ generated }) => generated === null || (generated === 'stored' && one.generated))
}

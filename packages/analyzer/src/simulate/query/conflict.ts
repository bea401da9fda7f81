import type { InferClause, OnConflictClause } from '@migration-doctor/sql'
import type { Column, Relation } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import { coerceToBoolean } from './coerce.ts'
import { relationItem } from './namespace.ts'
import type { QueryState } from './state.ts'
import { updateTargets } from './update-targets.ts'

/** `transformOnConflictClause`, and the search for the index that the planner makes at once. */
export function onConflict(state: QueryState, relation: Relation, clause: OnConflictClause): void {
  state.gathered.whenRewritten.push(() => refuseRules(relation))
  const updates = clause.action === 'ONCONFLICT_UPDATE'
  if (updates && !clause.infer) {
    throw new Refusal('42601', 'ON CONFLICT DO UPDATE requires inference specification or constraint name', {
      at: clause.location,
    })
  }
  if (clause.infer) {
    const wish = inference(state, relation, clause.infer)
    if (wish) state.gathered.whenPlanned.push(() => requireArbiter(state, relation, wish))
  }
  if (!updates) return
  const excluded = relationItem(relation, 'excluded')
  excluded.columnsVisible = false
  state.addItem(excluded)
  updateTargets(state, relation, clause.targetList)
  if (clause.whereClause) {
    const where = clause.whereClause
    state.in('where', () => coerceToBoolean(state, state.expr(where), 'WHERE'))
  }
  state.items = state.items.filter((item) => item !== excluded)
}

interface Inference {
  readonly columns: ReadonlySet<Column>
  readonly expressions: number
  readonly hasWhere: boolean
}

/** What an index must cover; `null` when a constraint is named, which is then checked here. */
function inference(state: QueryState, relation: Relation, infer: InferClause): Inference | null {
  if (infer.conname) {
    requireConstraint(state, relation, { name: infer.conname, at: infer.location })
    return null
  }
  const columns = new Set<Column>()
  let expressions = 0
  state.in('index expression', () => {
    for (const item of infer.indexElems ?? []) {
      if (!('IndexElem' in item)) continue
      const { name, expr } = item.IndexElem
      const node =
        name === undefined
          ? expr
          : { ColumnRef: { fields: [{ String: { sval: name } }], location: infer.location ?? -1 } }
      const value = node ? state.expr(node) : null
      if (value?.kind === 'column' && value.source?.column) columns.add(value.source.column)
      else expressions++
    }
  })
  if (infer.whereClause) {
    const where = infer.whereClause
    state.in('index predicate', () => coerceToBoolean(state, state.expr(where), 'WHERE'))
  }
  return { columns, expressions, hasWhere: infer.whereClause !== undefined }
}

function requireConstraint(
  state: QueryState,
  relation: Relation,
  { name, at }: { name: string; at: number | undefined },
): void {
  const constraint = relation.constraints.get(name)
  if (constraint) {
    if (constraint.index) return
    throw new Refusal('42809', 'constraint in ON CONFLICT clause has no associated index')
  }
  if (relation.kind === 'view' || state.session.isTainted(name) || state.session.isTainted(relation.name)) return
  throw new Refusal('42704', `constraint "${name}" for table "${relation.name}" does not exist`, {
    at,
    subject: { fault: 'missing', kind: 'constraint', schema: relation.schema.name, name: `${relation.name}.${name}` },
  })
}

/** Rules that would change the statement do not know what to do with its clause. */
function refuseRules({ rules }: Relation): void {
  for (const { event } of rules.values()) {
    if (event === 'CMD_INSERT' || event === 'CMD_UPDATE') {
      const message = 'INSERT with ON CONFLICT clause cannot be used with table that has INSERT or UPDATE rules'
      throw new Refusal('0A000', message)
    }
  }
}

/** `infer_arbiter_indexes`. */
function requireArbiter(state: QueryState, relation: Relation, wish: Inference): void {
  if (relation.kind !== 'table' && relation.kind !== 'partitioned table') return
  if (relation.system || relation.opaqueColumns || state.session.isTainted(relation.name)) return
  for (const index of relation.indexes) if (state.session.isTainted(index.name) || arbitrates(index, wish)) return
  throw new Refusal('42P10', 'there is no unique or exclusion constraint matching the ON CONFLICT specification', {
    subject: {
      fault: 'missing',
      kind: 'constraint',
      schema: relation.schema.name,
      name: `${relation.name}.unique key`,
    },
  })
}

function arbitrates(index: Relation, wish: Inference): boolean {
  const facts = index.index
  if (!facts?.unique || !facts.valid) return false
  if (facts.hasPredicate && !wish.hasWhere) return false
  const columns = new Set(facts.keys.flatMap((key) => key.column ?? []))
  const expressions = facts.keys.filter((key) => key.column === null).length
  if (expressions > 0 !== wish.expressions > 0) return false
  return columns.size === wish.columns.size && [...columns].every((column) => wish.columns.has(column))
}

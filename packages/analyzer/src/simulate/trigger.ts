import type { CreateTrigStmt } from '@migration-doctor/sql'
import { blankTrigger } from './blank.ts'
import { keepPrefixed } from './deparse/kept.ts'
import { removeEntity } from './depend.ts'
import { findRelation, nameOf, qualifiedName, requireRelation, stringOf } from './names.ts'
import type { Relation, TriggerFacts } from './objects.ts'
import { analyzeExpression, bareScope, type Scope } from './query/index.ts'
import { Refusal } from './refusal.ts'
import { requireColumn } from './require-column.ts'
import { requireRoutine } from './routine/lookup.ts'
import type { Session } from './session.ts'
import { addTrigger, refuseTakenTrigger } from './trigger-clones.ts'

/** `CREATE [OR REPLACE] [CONSTRAINT] TRIGGER`. */
export function createTrigger(session: Session, node: CreateTrigStmt): void {
  const relation = requireRelation(session, node.relation)
  const name = node.trigname ?? ''
  refuseTriggerTarget(relation, node)
  const condition = node.whenClause ? analyzeExpression(session, node.whenClause, triggerScope(relation, node)) : null
  const uses = condition?.uses ?? null
  const routine = requireRoutine(session, qualifiedName(node.funcname), [])
  if (routine.kind === 'procedure') throw new Refusal('42883', `function ${routine.name}() does not exist`)
  if (routine.returns && !['trigger', 'unknown type'].includes(routine.returns.name)) {
    throw new Refusal('42P17', `function ${routine.name} must return type trigger`)
  }
  const before = relation.triggers.get(name)
  if (before && (!node.replace || before.parent)) refuseTakenTrigger(session, relation, name)
  requireTriggerColumns(session, relation, (node.columns ?? []).map(stringOf))
  const said: TriggerFacts = {
    node,
    columns: (node.columns ?? []).flatMap((item) => relation.columns.get(stringOf(item)) ?? []),
    condition: condition ? keepPrefixed(session, condition.analysed) : undefined,
    from: node.constrrel ? findRelation(session, nameOf(node.constrrel)) : null,
  }
  if (before) removeEntity(session, before)
  const facts = { relation, routine, constraint: null, said, parent: null, isForRows: node.row ?? false }
  const trigger = blankTrigger(session.store.base(name), facts)
  addTrigger(session, trigger)
  for (const column of uses?.columns ?? []) session.store.depend(trigger, column, 'normal')
  for (const item of node.columns ?? []) {
    const column = relation.columns.get(stringOf(item))
    if (column) session.store.depend(trigger, column, 'normal')
  }
  session.record('create', { kind: 'trigger', schema: relation.schema.name, name: `${relation.name}.${name}` })
}

const insertEvent = 4

const deleteEvent = 8

/** OLD and NEW, as far as the trigger's events have them. */
function triggerScope(relation: Relation, node: CreateTrigStmt): Scope {
  const events = node.events ?? 0
  const forbidden = (event: number, what: string): string | null => {
    if (!node.row) return "statement trigger's WHEN condition cannot reference column values"
    return (events & event) === 0 ? null : what
  }
  return {
    ...bareScope('trigger when'),
    relations: [
      {
        alias: 'old',
        relation,
        forbidden: forbidden(insertEvent, "INSERT trigger's WHEN condition cannot reference OLD values"),
      },
      {
        alias: 'new',
        relation,
        forbidden: forbidden(deleteEvent, "DELETE trigger's WHEN condition cannot reference NEW values"),
      },
    ],
  }
}

function refuseTriggerTarget(relation: Relation, node: CreateTrigStmt): void {
  const instead = ((node.timing ?? 0) & 64) !== 0
  if (relation.kind === 'view' && !instead && node.row) {
    throw new Refusal('42809', `"${relation.name}" is a view`)
  }
  if (relation.kind !== 'view' && instead) throw new Refusal('42809', `"${relation.name}" is a table`)
  if (!['table', 'partitioned table', 'foreign table', 'view'].includes(relation.kind)) {
    throw new Refusal('42809', `relation "${relation.name}" cannot have triggers`)
  }
}

function requireTriggerColumns(session: Session, relation: Relation, names: readonly string[]): void {
  for (const [at, name] of names.entries()) {
    requireColumn(session, relation, name)
    if (names.indexOf(name) < at) throw new Refusal('42701', `column "${name}" specified more than once`)
  }
}

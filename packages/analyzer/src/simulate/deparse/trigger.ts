import type { CreateTrigStmt, Node } from '@migration-doctor/sql'
import { quoteIdentifier, stringOf } from '../names.ts'
import type { Trigger, TriggerFacts } from '../objects.ts'
import { quoted } from './print.ts'
import { currentRoutine } from './routine.ts'
import { columnList, qualified, type Showing } from './showing.ts'

const before = 2
const insteadOf = 64

const events = [
  { bit: 4, words: 'INSERT' },
  { bit: 8, words: 'DELETE' },
  { bit: 16, words: 'UPDATE' },
  { bit: 32, words: 'TRUNCATE' },
]

/** `pg_get_triggerdef`; `undefined` where it is not known. */
export function triggerDefinition(trigger: Trigger, showing: Showing): string | undefined {
  const { name, relation, said } = trigger
  const routine = trigger.routine && currentRoutine(trigger.routine)
  if (!said || !routine) return undefined
  const { node } = said
  const condition = said.condition === undefined ? '' : said.condition?.text((schema) => showing.hostOf(schema))
  if (condition === undefined) return undefined
  const path = [showing.hostOf(routine.schema), routine.name]
  const call = path.map((part) => quoteIdentifier(part, showing.pgVersion)).join('.')
  const parts = [
    `CREATE ${node.isconstraint ? 'CONSTRAINT ' : ''}TRIGGER ${quoteIdentifier(name, showing.pgVersion)}`,
    `${timingOf(node)} ${eventsOf(said, showing)}`,
    `ON ${qualified(relation, showing)}`,
    ...constraintWords(said, showing),
    ...transitionWords(node, showing),
    `FOR EACH ${node.row ? 'ROW' : 'STATEMENT'}`,
    ...(condition === '' ? [] : [`WHEN (${condition})`]),
    `EXECUTE FUNCTION ${call}(${(node.args ?? []).map((arg) => quoted(stringOf(arg))).join(', ')})`,
  ]
  return parts.join(' ')
}

function timingOf({ timing = 0 }: CreateTrigStmt): string {
  if ((timing & before) !== 0) return 'BEFORE'
  return (timing & insteadOf) !== 0 ? 'INSTEAD OF' : 'AFTER'
}

function eventsOf({ node, columns }: TriggerFacts, showing: Showing): string {
  const some = columns.length === 0 ? '' : ` OF ${columnList(columns, showing)}`
  const named = events.filter(({ bit }) => ((node.events ?? 0) & bit) !== 0)
  return named.map(({ words }) => (words === 'UPDATE' ? `UPDATE${some}` : words)).join(' OR ')
}

function constraintWords({ node, from }: TriggerFacts, showing: Showing): readonly string[] {
  if (!node.isconstraint) return []
  const source = from ? [`FROM ${qualified(from, showing)}`] : []
  const deferrable = node.deferrable ? 'DEFERRABLE' : 'NOT DEFERRABLE'
  return [...source, `${deferrable} INITIALLY ${node.initdeferred ? 'DEFERRED' : 'IMMEDIATE'}`]
}

function transitionWords({ transitionRels = [] }: CreateTrigStmt, { pgVersion }: Showing): readonly string[] {
  if (transitionRels.length === 0) return []
  const tables = [true, false].flatMap((isNew) =>
    transitionRels.flatMap((item: Node) => tableWords(item, !isNew, pgVersion)),
  )
  return ['REFERENCING', ...tables]
}

function tableWords(item: Node, isNew: boolean, pgVersion: number): readonly string[] {
  if (!('TriggerTransition' in item) || (item.TriggerTransition.isNew ?? false) !== isNew) return []
  const { name = '' } = item.TriggerTransition
  return [`${isNew ? 'NEW' : 'OLD'} TABLE AS ${quoteIdentifier(name, pgVersion)}`]
}

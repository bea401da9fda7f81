import type { RenameStmt } from '@migration-doctor/sql'
import { refOf } from '../depend.ts'
import { missing } from '../names.ts'
import type { Trigger } from '../objects.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'
import { clonesOf } from '../trigger-clones.ts'
import { notMissing } from './relation.ts'
import { refuseTaken } from './taken.ts'

export function renamePart(session: Session, node: RenameStmt, to: string): void {
  const relation = notMissing(session, node)
  if (!relation) return
  const from = node.subname ?? ''
  const word = node.renameType === 'OBJECT_TRIGGER' ? 'trigger' : node.renameType === 'OBJECT_RULE' ? 'rule' : 'policy'
  const maps = { trigger: relation.triggers, rule: relation.rules, policy: relation.policies }
  const isTaken = maps[word].has(to)
  // Which of two faults PostgreSQL looks for first.
  if (isTaken && (word === 'policy' || (word === 'trigger' && session.pgVersion < 15))) refuseTaken(word, to, relation)
  const part = maps[word].get(from)
  if (!part) {
    missing(session, {
      sqlstate: '42704',
      message: `${word} "${from}" for table "${relation.name}" does not exist`,
      kind: word,
      name: { schema: relation.schema.name, name: `${relation.name}.${from}` },
    })
  }
  if (isTaken) refuseTaken(word, to, relation)
  session.record('rename', refOf(part), `${relation.name}.${to}`)
  const { store } = session
  const entry = <P extends { name: string }>(map: Map<string, P>, one: P) => {
    store.remove(map, from)
    store.set<{ name: string }, 'name'>(one, 'name', to)
    store.put(map, to, one)
  }
  if (part.class === 'trigger') renameTrigger(session, part, { from, to })
  else if (part.class === 'rule') entry(maps.rule, part)
  else entry(maps.policy, part)
}

/** Since version 15 the likes of a trigger that partitions have keep its name. */
function renameTrigger(
  { store, pgVersion }: Session,
  trigger: Trigger,
  { from, to }: Readonly<Record<'from' | 'to', string>>,
): void {
  if (pgVersion >= 15 && trigger.parent)
    throw new Refusal(
      pgVersion >= 18 ? '0A000' : 'XX000',
      `cannot rename trigger "${from}" on table "${trigger.relation.name}"`,
    )
  for (const one of [trigger, ...(pgVersion >= 15 ? clonesOf(trigger) : [])]) {
    store.remove(one.relation.triggers, one.name)
    store.set<{ name: string }, 'name'>(one, 'name', to)
    store.put(one.relation.triggers, to, one)
  }
}

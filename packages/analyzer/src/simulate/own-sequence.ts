import type { Node } from '@migration-doctor/sql'
import { chooseRelationName, qualifiedName, relationSchema } from './names.ts'
import type { Column, Relation, Schema } from './objects.ts'
import { Refusal } from './refusal.ts'
import { claimRelationName } from './relation-name.ts'
import type { Session } from './session.ts'

/** The sequence of a serial or identity column: `table_column_seq`, or as `SEQUENCE NAME` says, which `pg_dump` writes. */
export function ownSequence(session: Session, column: Column, options: readonly Node[] = []): Relation {
  const { schema, name } = placeOf(session, column, options)
  const sequence = session.store.newRelation('sequence', name, schema)
  sequence.persistence = column.relation.persistence
  sequence.sequence = { ownedBy: column, identity: false }
  session.store.depend(sequence, column, 'auto')
  session.record('create', { kind: 'sequence', schema: schema.name, name })
  return sequence
}

function placeOf(session: Session, column: Column, options: readonly Node[]): { schema: Schema; name: string } {
  const { relation } = column
  const named = options.find((item) => 'DefElem' in item && item.DefElem.defname === 'sequence_name')
  const arg = named && 'DefElem' in named ? named.DefElem.arg : undefined
  if (!arg || !('List' in arg)) {
    const name = chooseRelationName(relation.schema, { first: relation.name, second: column.name, label: 'seq' })
    return { schema: relation.schema, name }
  }
  const wanted = qualifiedName(arg.List.items)
  const schema = relationSchema(session, wanted, relation.persistence === 'temporary', undefined)
  claimRelationName(session, schema, wanted.name, undefined)
  // PostgreSQL looks for the owner in the schema of the sequence.
  if (schema !== relation.schema)
    throw new Refusal('42P01', `relation "${schema.name}.${relation.name}" does not exist`)
  return { schema, name: wanted.name }
}

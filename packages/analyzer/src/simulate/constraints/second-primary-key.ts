import type { Relation } from '../objects.ts'
import { Refusal } from '../refusal.ts'

export function refuseSecondPrimaryKey(relation: Relation, at: number | undefined): void {
  for (const constraint of relation.constraints.values()) {
    if (constraint.type !== 'primary key') continue
    throw new Refusal('42P16', `multiple primary keys for table "${relation.name}" are not allowed`, {
      at,
      subject: {
        fault: 'existing',
        kind: 'constraint',
        schema: relation.schema.name,
        name: `${relation.name}.${constraint.name}`,
      },
    })
  }
}

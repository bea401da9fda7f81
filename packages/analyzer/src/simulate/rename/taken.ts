import type { Relation } from '../objects.ts'
import { Refusal } from '../refusal.ts'

export function refuseTaken(word: string, name: string, relation: Relation): never {
  throw new Refusal('42710', `${word} "${name}" for relation "${relation.name}" already exists`, {
    subject: { fault: 'existing', kind: 'constraint', schema: relation.schema.name, name: `${relation.name}.${name}` },
  })
}

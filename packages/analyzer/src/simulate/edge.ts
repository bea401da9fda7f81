import type { Constraint, Dependency, DependencyType, Entity, Schema } from './objects.ts'

/** A dependency that is a list of itself: most objects have but one, and a list for it would cost as much again. */
export class Edge implements Dependency {
  readonly from: Entity
  readonly to: Entity
  readonly type: DependencyType

  constructor(from: Entity, to: Entity, type: DependencyType) {
    this.from = from
    this.to = to
    this.type = type
  }

  *[Symbol.iterator](): Generator<Dependency> {
    yield this
  }
}

/** The constraints of a schema's tables that bear a name. */
export function constraintsNamed({ constraintNames }: Schema, name: string): readonly Constraint[] {
  const found = constraintNames.get(name)
  if (!found) return []
  return 'class' in found ? [found] : found
}

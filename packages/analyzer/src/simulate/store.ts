import { blankRelation, blankSchema, blankType } from './blank.ts'
import type {
  Constraint,
  Default,
  Dependency,
  DependencyType,
  Entity,
  Extension,
  Other,
  Relation,
  RelationKind,
  Schema,
  Type,
  TypeKind,
} from './objects.ts'

/** Owns every object of one simulation and undoes changes: nothing else may write to an object. */
export class Store {
  readonly schemas = new Map<string, Schema>()
  readonly extensions = new Map<string, Extension>()
  /** Objects outside schemas, keyed by `kind:name`. */
  readonly globals = new Map<string, Other>()
  /** Number of the statement at work. */
  now = 0
  #undo: (() => void)[] = []

  /** A point to go back to. */
  mark(): number {
    return this.#undo.length
  }

  rollbackTo(mark: number): void {
    while (this.#undo.length > mark) this.#undo.pop()?.()
  }

  /** Forgets how to undo: what was done stays. */
  commit(): void {
    this.#undo = []
  }

  /** Runs `undo` if the current work is rolled back. */
  onRollback(undo: () => void): void {
    this.#undo.push(undo)
  }

  set<T extends object, K extends keyof T>(target: T, key: K, value: T[K]): void {
    const before = target[key]
    if (before === value) return
    this.#undo.push(() => {
      target[key] = before
    })
    target[key] = value
  }

  put<K, V>(map: Map<K, V>, key: K, value: V): void {
    const had = map.has(key)
    const before = map.get(key)
    this.#undo.push(() => {
      if (had && before !== undefined) map.set(key, before)
      else map.delete(key)
    })
    map.set(key, value)
  }

  remove<K, V>(map: Map<K, V>, key: K): void {
    const before = map.get(key)
    if (before === undefined) return
    this.#undo.push(() => map.set(key, before))
    map.delete(key)
  }

  add<V>(set: Set<V>, value: V): void {
    if (set.has(value)) return
    this.#undo.push(() => set.delete(value))
    set.add(value)
  }

  drop<V>(set: Set<V>, value: V): void {
    if (!set.delete(value)) return
    this.#undo.push(() => set.add(value))
  }

  /** Records that `from` depends on `to`. System objects are pinned, as in PostgreSQL. */
  depend(from: Entity, to: Entity, type: DependencyType): void {
    if (to.system || from.system || from === to) return
    const edge: Dependency = { from, to, type }
    from.dependencies ??= new Set()
    to.dependents ??= new Set()
    this.add(from.dependencies, edge)
    this.add(to.dependents, edge)
  }

  /** Cuts the edges from `from` that `which` picks. */
  undepend(from: Entity, which: (edge: Dependency) => boolean): void {
    for (const edge of [...(from.dependencies ?? [])]) {
      if (!which(edge)) continue
      if (from.dependencies) this.drop(from.dependencies, edge)
      if (edge.to.dependents) this.drop(edge.to.dependents, edge)
    }
  }

  /** The fields that every new object has. */
  base(name: string): { name: string; system: false; born: number; dependents: null; dependencies: null } {
    return { name, system: false, born: this.now, dependents: null, dependencies: null }
  }

  newSchema(name: string): Schema {
    const schema = blankSchema(this.base(name))
    this.put(this.schemas, name, schema)
    return schema
  }

  newRelation(kind: RelationKind, name: string, schema: Schema): Relation {
    const relation = blankRelation(this.base(name), kind, schema)
    this.put(schema.relations, name, relation)
    this.depend(relation, schema, 'normal')
    return relation
  }

  newType(kind: TypeKind, name: string, schema: Schema, facts: Partial<Type> = {}): Type {
    const type: Type = { ...blankType(this.base(name), kind, schema), ...facts }
    this.put(schema.types, name, type)
    this.depend(type, schema, 'normal')
    return type
  }

  newConstraint(name: string, owner: Relation | Type, facts: ConstraintFacts): Constraint {
    const constraint: Constraint = {
      ...this.base(name),
      class: 'constraint',
      owner,
      columns: [],
      references: null,
      onDelete: null,
      onUpdate: null,
      deferrable: false,
      deferred: false,
      validated: true,
      index: null,
      local: true,
      inherited: 0,
      noInherit: false,
      ...facts,
    }
    this.put(owner.constraints, name, constraint)
    this.nameConstraint(owner.schema, constraint)
    return constraint
  }

  /** Keeps account of the constraint names of a schema. */
  nameConstraint(schema: Schema, constraint: Constraint): void {
    const others = schema.constraintNames.get(constraint.name) ?? []
    this.put(schema.constraintNames, constraint.name, [...others, constraint])
  }

  /** Before it is dropped, renamed or moved. */
  unnameConstraint(schema: Schema, constraint: Constraint): void {
    const others = (schema.constraintNames.get(constraint.name) ?? []).filter((one) => one !== constraint)
    if (others.length > 0) this.put(schema.constraintNames, constraint.name, others)
    else this.remove(schema.constraintNames, constraint.name)
  }

  newDefault(column: Default['column'], text: string | null, valueType: Type | null): Default {
    const value: Default = { ...this.base(column.name), class: 'default', column, text, valueType, expression: null }
    this.set(column, 'default', value)
    this.depend(value, column, 'auto')
    return value
  }

  /** An object known by kind and name only; in a schema, or global when `schema` is `null`. */
  newOther(kind: string, name: string, schema: Schema | null): Other {
    const other: Other = { ...this.base(name), class: 'other', kind, schema }
    this.put(schema ? schema.others : this.globals, `${kind}:${name}`, other)
    if (schema) this.depend(other, schema, 'normal')
    return other
  }
}

export type ConstraintFacts = Pick<Constraint, 'type'> & Partial<Omit<Constraint, 'class' | 'name' | 'owner'>>

import {
  blankColumn,
  blankConstraint,
  blankDefault,
  blankOther,
  blankRelation,
  blankType,
  type ConstraintFacts,
  type TypeFacts,
} from './blank.ts'
import { blankSchema } from './blank-schema.ts'
import { constraintsNamed, Edge } from './edge.ts'
import type {
  Column,
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
import { UndoLog } from './undo.ts'

const isSame = (a: object, b: object): boolean => a === b

/** So many edges are still copied when one is added. */
const fewEdges = 6

/** Owns every object of one simulation and undoes changes: nothing else may write to an object. */
export class Store {
  readonly schemas = new Map<string, Schema>()
  /** Another number whenever there may be other schemas, or other names of them. */
  schemasVersion = 0
  readonly extensions = new Map<string, Extension>()
  /** Objects outside schemas, keyed by `kind:name`. */
  readonly globals = new Map<string, Other>()
  /** Number of the statement at work. */
  now = 0
  readonly #undo = new UndoLog()
  readonly #atCommit = new Set<() => void>()

  /** A point to go back to. */
  mark(): number {
    return this.#undo.length
  }

  rollbackTo(mark: number): void {
    if (this.#undo.length > mark) this.schemasVersion++
    this.#undo.rollbackTo(mark)
  }

  /** Forgets how to undo: what was done stays. What waited for this is done first. */
  commit(): void {
    if (this.#atCommit.size > 0) {
      const waiting = [...this.#atCommit]
      this.#atCommit.clear()
      for (const work of waiting) work()
    }
    this.#undo.clear()
  }

  /** Forgets how to undo, within a transaction. */
  forget(): void {
    this.#undo.clear()
  }

  /** Runs `work` when the transaction commits, unless what asks for it is rolled back. */
  atCommit(work: () => void): void {
    this.#atCommit.add(work)
    this.onRollback(() => this.#atCommit.delete(work))
  }

  /** Runs `undo` if the current work is rolled back. */
  onRollback(undo: () => void): void {
    this.#undo.push(undo, null, null)
  }

  set<T extends object, K extends keyof T>(target: T, key: K, value: T[K]): void {
    const before = target[key]
    if (before === value) return
    this.#undo.push(target, key, before)
    target[key] = value
  }

  put<K, V>(map: Map<K, V>, key: K, value: V): void {
    if (isSame(map, this.schemas)) this.schemasVersion++
    this.#undo.push(map, key, map.get(key))
    map.set(key, value)
  }

  remove<K, V>(map: Map<K, V>, key: K): void {
    const before = map.get(key)
    if (before === undefined) return
    if (isSame(map, this.schemas)) this.schemasVersion++
    this.#undo.push(map, key, before)
    map.delete(key)
  }

  /** Removes an entry of a map whose order counts: undoing it puts the entry back in its place. */
  removeInOrder<K, V>(map: Map<K, V>, key: K): void {
    const value = map.get(key)
    if (value === undefined) return
    const keys = [...map.keys()]
    const after = keys.slice(keys.indexOf(key) + 1)
    this.onRollback(() => {
      map.set(key, value)
      for (const later of after) {
        const kept = map.get(later)
        map.delete(later)
        if (kept !== undefined) map.set(later, kept)
      }
    })
    map.delete(key)
  }

  add<V>(set: Set<V>, value: V): void {
    if (set.has(value)) return
    this.#undo.push(set, value, false)
    set.add(value)
  }

  drop<V>(set: Set<V>, value: V): void {
    if (!set.delete(value)) return
    this.#undo.push(set, value, true)
  }

  /** Records that `from` depends on `to`. System objects are pinned, as in PostgreSQL. */
  depend(from: Entity, to: Entity, type: DependencyType): void {
    if (to.system || from.system || from === to) return
    const edge = new Edge(from, to, type)
    this.#addEdge(from, 'dependencies', edge)
    this.#addEdge(to, 'dependents', edge)
  }

  /** Cuts the edges from `from` that `which` picks. */
  undepend(from: Entity, which: (edge: Dependency) => boolean): void {
    if (!from.dependencies) return
    for (const edge of [...from.dependencies]) {
      if (!which(edge)) continue
      this.#cutEdge(from, 'dependencies', edge)
      this.#cutEdge(edge.to, 'dependents', edge)
    }
  }

  #addEdge(entity: Entity, end: 'dependencies' | 'dependents', edge: Edge): void {
    const edges = entity[end]
    if (edges === null) this.set(entity, end, edge)
    else if (edges instanceof Set) this.add(edges, edge)
    else if ('from' in edges) this.set(entity, end, [edges, edge])
    else this.set(entity, end, edges.length < fewEdges ? edges.concat(edge) : new Set(edges).add(edge))
  }

  #cutEdge(entity: Entity, end: 'dependencies' | 'dependents', edge: Dependency): void {
    const edges = entity[end]
    if (edges instanceof Set) this.drop(edges, edge)
    else if (edges === edge) this.set(entity, end, null)
    else if (edges && !('from' in edges) && edges.includes(edge)) {
      const rest = edges.filter((one) => one !== edge)
      this.set(entity, end, rest.length > 0 ? rest : null)
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
    this.tieToSchema(relation)
    return relation
  }

  /** Adds a column after the last one of its relation. */
  newColumn(relation: Relation, wish: Pick<Column, 'name' | 'type' | 'notNull'>): Column {
    const column = blankColumn(this.base(wish.name), relation, wish.type)
    column.notNull = wish.notNull
    this.put(relation.columns, wish.name, column)
    this.set(relation, 'nextPosition', relation.nextPosition + 1)
    this.depend(column, wish.type.type, 'normal')
    return column
  }

  newType(kind: TypeKind, name: string, schema: Schema, facts: TypeFacts = {}): Type {
    const type = blankType(this.base(name), kind, schema, facts)
    this.put(schema.types, name, type)
    this.tieToSchema(type)
    return type
  }

  /** Indexes, row types and array types go with what they belong to: as in `pg_depend`, not with their schema. */
  tieToSchema(entity: Relation | Type): void {
    const belongs =
      entity.class === 'relation'
        ? entity.kind === 'index'
        : entity.kind === 'array' || (entity.relation !== null && entity.relation.kind !== 'composite type')
    if (!belongs) this.depend(entity, entity.schema, 'normal')
  }

  newConstraint(name: string, owner: Relation | Type, facts: ConstraintFacts): Constraint {
    const constraint = blankConstraint(this.base(name), owner, facts)
    this.put(owner.constraints, name, constraint)
    this.nameConstraint(owner.schema, constraint)
    return constraint
  }

  /** Keeps account of the constraint names of a schema. */
  nameConstraint(schema: Schema, constraint: Constraint): void {
    const others = constraintsNamed(schema, constraint.name)
    this.put(schema.constraintNames, constraint.name, others.length === 0 ? constraint : [...others, constraint])
  }

  /** Before it is dropped, renamed or moved. */
  unnameConstraint(schema: Schema, constraint: Constraint): void {
    const others = constraintsNamed(schema, constraint.name).filter((one) => one !== constraint)
    if (others.length > 0) this.put(schema.constraintNames, constraint.name, others)
    else this.remove(schema.constraintNames, constraint.name)
  }

  newDefault(column: Default['column'], text: string | null, valueType: Type | null): Default {
    const value = blankDefault(this.base(column.name), column, { text, valueType })
    this.set(column, 'default', value)
    this.depend(value, column, 'auto')
    return value
  }

  /** An object known by kind and name only; in a schema, or global when `schema` is `null`. */
  newOther(kind: string, name: string, schema: Schema | null): Other {
    const other = blankOther(this.base(name), kind, schema)
    this.put(schema ? schema.others : this.globals, `${kind}:${name}`, other)
    if (schema) this.depend(other, schema, 'normal')
    return other
  }
}

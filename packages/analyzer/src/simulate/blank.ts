import type {
  Column,
  Constraint,
  Default,
  Edges,
  IndexFacts,
  Other,
  PartitionKey,
  Policy,
  Relation,
  RelationKind,
  Routine,
  Rule,
  Schema,
  SequenceFacts,
  Trigger,
  Type,
  TypeKind,
  TypeUse,
} from './objects.ts'

/** What every object begins with: see `Store.base` for the history's own and `systemBase` for the others. */
export type Base = Pick<Schema, 'name' | 'system' | 'born' | 'dependents' | 'dependencies'>

/** The beginning of an object that no statement of the history makes. */
export const systemBase = (name: string): Base => ({
  name,
  system: true,
  born: -1,
  dependents: null,
  dependencies: null,
})

/** An object known by kind and name only. */
export function blankOther({ name, system, born }: Base, kind: string, schema: Schema | null): Other {
  return { name, system, born, dependents: null, dependencies: null, class: 'other', kind, schema }
}

type TriggerWish = Omit<Trigger, 'class' | keyof Base>

export function blankTrigger({ name, system, born }: Base, wish: TriggerWish): Trigger {
  const { relation, routine, constraint, parent, isForRows, said } = wish
  return {
    name,
    system,
    born,
    dependents: null,
    dependencies: null,
    class: 'trigger',
    relation,
    routine,
    constraint,
    parent,
    isForRows,
    said,
  }
}

/** Most relations are indexes and sequences, and most tables have no triggers: collections are made when first asked for. */
class RelationRecord implements Relation {
  readonly class = 'relation'
  name: string
  readonly system: boolean
  readonly born: number
  dependents: Edges = null
  dependencies: Edges = null
  kind: RelationKind
  schema: Schema
  persistence: Relation['persistence'] = 'permanent'
  nextPosition = 1
  partition: Relation['partition'] = null
  partitionKey: PartitionKey | null = null
  rowSecurity = false
  rowType: Type | null = null
  ofType: Type | null = null
  index: IndexFacts | null = null
  sequence: SequenceFacts | null = null
  opaqueColumns = false
  #columns: Map<string, Column> | null = null
  #constraints: Map<string, Constraint> | null = null
  #indexes: Set<Relation> | null = null
  #triggers: Map<string, Trigger> | null = null
  #policies: Map<string, Policy> | null = null
  #rules: Map<string, Rule> | null = null
  #parents: Set<Relation> | null = null
  #children: Set<Relation> | null = null

  constructor(base: Base, kind: RelationKind, schema: Schema) {
    this.name = base.name
    this.system = base.system
    this.born = base.born
    this.kind = kind
    this.schema = schema
  }

  get columns(): Map<string, Column> {
    this.#columns ??= new Map()
    return this.#columns
  }
  get constraints(): Map<string, Constraint> {
    this.#constraints ??= new Map()
    return this.#constraints
  }
  get indexes(): Set<Relation> {
    this.#indexes ??= new Set()
    return this.#indexes
  }
  get triggers(): Map<string, Trigger> {
    this.#triggers ??= new Map()
    return this.#triggers
  }
  get policies(): Map<string, Policy> {
    this.#policies ??= new Map()
    return this.#policies
  }
  get rules(): Map<string, Rule> {
    this.#rules ??= new Map()
    return this.#rules
  }
  get parents(): Set<Relation> {
    this.#parents ??= new Set()
    return this.#parents
  }
  get children(): Set<Relation> {
    this.#children ??= new Set()
    return this.#children
  }
}

/** A relation without columns. */
export function blankRelation(base: Base, kind: RelationKind, schema: Schema): Relation {
  return new RelationRecord(base, kind, schema)
}

class TypeRecord implements Type {
  readonly class = 'type'
  name: string
  readonly system: boolean
  readonly born: number
  dependents: Edges = null
  dependencies: Edges = null
  kind: TypeKind
  schema: Schema
  element: Type | null
  array: Type | null = null
  relation: Relation | null
  base: TypeUse | null
  notNull = false
  default = false
  labels: Type['labels']
  readonly category: string
  readonly preferred: boolean
  readonly transaction: number
  #constraints: Map<string, Constraint> | null = null
  #plainUse: TypeUse | null = null

  constructor({ name, system, born }: Base, kind: TypeKind, schema: Schema, facts: TypeFacts) {
    this.name = name
    this.system = system
    this.born = born
    this.kind = kind
    this.schema = schema
    this.element = facts.element ?? null
    this.relation = facts.relation ?? null
    this.base = facts.base ?? null
    this.labels = facts.labels ?? noLabels
    this.category = facts.category ?? 'U'
    this.preferred = facts.preferred ?? false
    this.transaction = facts.transaction ?? 0
  }

  get constraints(): Map<string, Constraint> {
    this.#constraints ??= new Map()
    return this.#constraints
  }
  get plainUse(): TypeUse {
    this.#plainUse ??= { type: this, modifiers: noModifiers }
    return this.#plainUse
  }
}

const noModifiers: TypeUse['modifiers'] = []
const noLabels: Type['labels'] = []

type NewFact = 'element' | 'relation' | 'base' | 'labels' | 'category' | 'preferred' | 'transaction'

/** What is known of a type when it is made. */
export type TypeFacts = { readonly [F in NewFact]?: Type[F] | undefined }

/** A type of which only the kind is known so far, and these facts. */
export function blankType(base: Base, kind: TypeKind, schema: Schema, facts: TypeFacts = {}): Type {
  return new TypeRecord(base, kind, schema, facts)
}

/** A plain column at the end of its relation. Its fields stand in one literal: copying them there one by one is slow. */
export function blankColumn({ name, system, born }: Base, relation: Relation, type: TypeUse): Column {
  return {
    name,
    system,
    born,
    dependents: null,
    dependencies: null,
    class: 'column',
    relation,
    position: relation.nextPosition,
    type,
    notNull: false,
    notNullConstraint: null,
    default: null,
    identity: null,
    generated: null,
    inherited: 0,
    local: true,
  }
}

/** A routine, its fields in one literal too: copied from a record of its own they would make a slow object. */
export function blankRoutine({ name, system, born }: Base, facts: RoutineFacts): Routine {
  return {
    name,
    system,
    born,
    dependents: null,
    dependencies: null,
    class: 'routine',
    kind: facts.kind,
    schema: facts.schema,
    parameters: facts.parameters,
    inputs: facts.inputs,
    returns: facts.returns,
    returnsSet: facts.returnsSet,
    language: facts.language,
    body: facts.body,
    volatility: facts.volatility,
  }
}

type RoutineFacts = Omit<Routine, 'class' | keyof Base> & Pick<Routine, 'volatility'>

export function blankDefault(
  { name, system, born }: Base,
  column: Column,
  { text, valueType }: Pick<Default, 'text' | 'valueType'>,
): Default {
  return {
    name,
    system,
    born,
    dependents: null,
    dependencies: null,
    class: 'default',
    column,
    text,
    valueType,
    expression: null,
    kept: null,
  }
}

/** What a new constraint is said to be; the rest is as PostgreSQL has it when nothing is said. */
export type ConstraintFacts = Pick<Constraint, 'type'> & Partial<Omit<Constraint, 'class' | 'name' | 'owner'>>

export function blankConstraint(
  { name, system, born }: Base,
  owner: Constraint['owner'],
  facts: ConstraintFacts,
): Constraint {
  return {
    name,
    system,
    born,
    dependents: null,
    dependencies: null,
    class: 'constraint',
    type: facts.type,
    owner,
    columns: facts.columns ?? [],
    references: facts.references ?? null,
    onDelete: facts.onDelete ?? null,
    onUpdate: facts.onUpdate ?? null,
    deferrable: facts.deferrable ?? false,
    deferred: facts.deferred ?? false,
    validated: facts.validated ?? true,
    index: facts.index ?? null,
    local: facts.local ?? true,
    inherited: facts.inherited ?? 0,
    noInherit: facts.noInherit ?? false,
    condition: facts.condition,
    kept: facts.kept,
    foreign: facts.foreign,
    isUnenforced: facts.isUnenforced ?? false,
  }
}

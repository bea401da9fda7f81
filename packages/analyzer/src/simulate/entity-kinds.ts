export type RelationKind =
  | 'table'
  | 'partitioned table'
  | 'foreign table'
  | 'view'
  | 'materialized view'
  | 'sequence'
  | 'index'
  | 'composite type'

export type ConstraintType = 'primary key' | 'unique' | 'foreign key' | 'check' | 'exclusion' | 'not null' | 'trigger'

export type TypeKind =
  | 'base'
  | 'enum'
  | 'domain'
  | 'composite'
  | 'range'
  | 'multirange'
  | 'array'
  | 'pseudo'
  | 'shell'
  /** It exists, but what it is cannot be known: everything about it is accepted. */
  | 'unknown'

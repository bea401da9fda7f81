import type { Constraint } from '../objects.ts'
import { exclusionDefinition } from './index-definition.ts'
import { columnList, qualified, type Showing } from './showing.ts'

/** `pg_get_constraintdef`; `undefined` where it is not known. */
export function constraintDefinition(constraint: Constraint, showing: Showing): string | undefined {
  const definition = definitionOf(constraint, showing)
  return definition === undefined ? undefined : definition + attributesOf(constraint)
}

function definitionOf(constraint: Constraint, showing: Showing): string | undefined {
  switch (constraint.type) {
    case 'primary key':
      return keyDefinition(constraint, 'PRIMARY KEY', showing)
    case 'unique': {
      const words = constraint.index?.index?.nullsNotDistinct ? 'UNIQUE NULLS NOT DISTINCT' : 'UNIQUE'
      return keyDefinition(constraint, words, showing)
    }
    case 'foreign key':
      return foreignKeyDefinition(constraint, showing)
    case 'check': {
      const text = constraint.kept?.text((schema) => showing.hostOf(schema))
      return text === undefined ? undefined : `CHECK (${text})${constraint.noInherit ? ' NO INHERIT' : ''}`
    }
    case 'exclusion':
      return constraint.index ? exclusionDefinition(constraint.index, showing) : undefined
    default:
      return undefined
  }
}

function attributesOf({ deferrable, deferred, validated, isUnenforced }: Constraint): string {
  const words = [
    deferrable ? ' DEFERRABLE' : '',
    deferred ? ' INITIALLY DEFERRED' : '',
    isUnenforced ? ' NOT ENFORCED' : validated ? '' : ' NOT VALID',
  ]
  return words.join('')
}

function keyDefinition({ columns, index }: Constraint, words: string, showing: Showing): string | undefined {
  const facts = index?.index
  // A key WITHOUT OVERLAPS is kept by GiST.
  if (facts?.method !== 'btree') return undefined
  const include = facts.include.length === 0 ? '' : ` INCLUDE (${columnList(facts.include, showing)})`
  return `${words} (${columnList(columns, showing)})${include}`
}

function foreignKeyDefinition(constraint: Constraint, showing: Showing): string | undefined {
  const { columns, references, onDelete, onUpdate, foreign } = constraint
  if (!references || !foreign || foreign.isTemporal || references.table.opaqueColumns) return undefined
  const target = `${qualified(references.table, showing)}(${columnList(references.columns, showing)})`
  const some = foreign.setColumns.length === 0 ? '' : ` (${columnList(foreign.setColumns, showing)})`
  const parts = [
    `FOREIGN KEY (${columnList(columns, showing)}) REFERENCES ${target}`,
    foreign.matchFull ? ' MATCH FULL' : '',
    onUpdate && onUpdate !== 'no action' ? ` ON UPDATE ${onUpdate.toUpperCase()}` : '',
    onDelete && onDelete !== 'no action' ? ` ON DELETE ${onDelete.toUpperCase()}${some}` : '',
  ]
  return parts.join('')
}

import type { IndexStmt, Node } from '@migration-doctor/sql'
import type { Column, Constraint, Relation, Type } from '../objects.ts'
import { formatType } from '../types.ts'
import type { PartKind } from './difference.ts'
import { canonical, columnsIn, expressionWords, isNull } from './expression.ts'

/** One fact of a part: `same` decides equality, `undefined` when it is not known; `words` stand in sentences. */
export interface ShapeFact {
  readonly same: string | undefined
  readonly words: string
}

/** A column, a constraint, a label, or the object itself. */
export interface ShapePart {
  readonly part: PartKind
  /** Name of a column, definition of a constraint or index, text of a label. */
  readonly name: string
  readonly facts: ReadonlyMap<string, ShapeFact>
  /** Number of the statement that made it. */
  readonly born: number
}

/** What an object looks like, part by part. */
export type Shape = ReadonlyMap<string, ShapePart>

const fact = (words: string): ShapeFact => ({ same: words, words })
const unknownFact: ShapeFact = { same: undefined, words: '' }

function shapeOf(parts: readonly ShapePart[]): Shape {
  return new Map(parts.map((part) => [`${part.part} ${part.name}`, part]))
}

/** `null` when it is not known what it looks like. */
export function relationShape(relation: Relation): Shape | null {
  if (relation.opaqueColumns || relation.system) return null
  const facts = new Map([['kind', fact(kindWords(relation))]])
  const object: ShapePart = { part: 'object', name: '', facts, born: relation.born }
  if (relation.kind === 'index') return shapeOf([object, ...indexParts(relation)])
  if (relation.kind === 'sequence') return shapeOf([object])
  return shapeOf([
    object,
    ...[...relation.columns.values()].map(columnPart),
    ...[...relation.constraints.values()].flatMap((one) => constraintPart(one) ?? []),
  ])
}

function kindWords(relation: Relation): string {
  const persistence = relation.persistence === 'permanent' ? '' : `${relation.persistence} `
  return `${persistence}${relation.kind}`
}

export function columnPart(column: Column): ShapePart {
  const { type, notNull, identity, generated, name, born } = column
  const facts = new Map([
    ['type', type.type.kind === 'unknown' ? unknownFact : fact(formatType(type))],
    ['nullability', fact(notNull ? 'NOT NULL' : 'NULL')],
    ['default', generated ? unknownFact : defaultFact(column)],
    ['identity', fact(identity === null ? 'no identity' : `GENERATED ${identity.toUpperCase()} AS IDENTITY`)],
    ['generation', fact(generated ?? 'not generated')],
  ])
  return { part: 'column', name, facts, born }
}

const nextval: ShapeFact = { same: '{"call":"nextval"}', words: 'nextval(…)' }

function defaultFact({ default: value }: Column): ShapeFact {
  if (!value) return { same: '', words: 'no default' }
  const { expression } = value
  if (expression === 'serial') return nextval
  if (!expression) return unknownFact
  if (isNull(expression)) return { same: '', words: 'no default' }
  return { same: canonical(expression), words: expressionWords(expression) ?? 'an expression' }
}

/** Constraints are told apart by what they demand; their names do not count. `null`: not known. */
export function constraintPart(constraint: Constraint): ShapePart | null {
  const { type, condition, born } = constraint
  if (type === 'not null' || type === 'trigger' || type === 'exclusion') return null
  const columns = constraint.columns.map((column) => column.name).join(', ')
  const part = (name: string, facts: readonly (readonly [string, ShapeFact])[] = []): ShapePart => ({
    part: 'constraint',
    name,
    facts: new Map(facts),
    born,
  })
  if (type === 'check') {
    if (!condition || isStale(condition, constraint.columns)) return null
    return part(`CHECK on (${columns})`, [['condition', { same: canonical(condition), words: '' }]])
  }
  if (type !== 'foreign key') return part(`${type.toUpperCase()} (${columns})`)
  const { references } = constraint
  if (!references) return null
  const target = `${references.table.name} (${references.columns.map((column) => column.name).join(', ')})`
  return part(`FOREIGN KEY (${columns}) REFERENCES ${target}`, [
    ['ON DELETE', fact((constraint.onDelete ?? 'no action').toUpperCase())],
    ['ON UPDATE', fact((constraint.onUpdate ?? 'no action').toUpperCase())],
  ])
}

/** The expression names columns that have got other names since. */
function isStale(node: Node, columns: readonly Column[]): boolean {
  const current = new Set(columns.map((column) => column.name))
  return [...columnsIn(node)].some((name) => !current.has(name))
}

function indexParts(index: Relation): readonly ShapePart[] {
  const facts = index.index
  if (!facts) return []
  const { method, unique, definition } = facts
  const keys = facts.keys.map((key) => key.column?.name ?? null)
  const shown = keys.map((name) => name ?? '(an expression)').join(', ')
  const include = facts.include.map((column) => column.name).join(', ')
  const details = definition && detailsOf(definition)
  const known = (text: string): ShapeFact => ({ same: text, words: text })
  const part: ShapePart = {
    part: 'index',
    name: '',
    born: index.born,
    facts: new Map([
      ['table', known(facts.table.name)],
      ['keys', known(`(${shown})`)],
      ['uniqueness', known(unique ? 'UNIQUE' : 'not unique')],
      ['method', known(method)],
      ['INCLUDE', known(`(${include})`)],
      ['predicate', known(facts.hasPredicate ? 'partial' : 'not partial')],
      [
        'details',
        {
          same: details && hasOldNames(facts.table, details) ? undefined : details && canonical(details),
          words: '',
        },
      ],
    ]),
  }
  return [part]
}

/** What the keys and the predicate say besides columns, which may have got other names since. */
function detailsOf({ indexParams = [], whereClause }: IndexStmt): Node {
  const keys = indexParams.map((item) => {
    if (!('IndexElem' in item)) return item
    const { name: _, ordering, nulls_ordering: nulls, ...rest } = item.IndexElem
    const isPlain = ordering === 'SORTBY_ASC' || ordering === 'SORTBY_DEFAULT'
    return { IndexElem: { ...rest, ...(isPlain ? {} : { ordering }), ...nullsOf(isPlain, nulls) } }
  })
  return { List: { items: whereClause ? [...keys, whereClause] : keys } }
}

/** NULLs come last in ascending order and first in descending, unless said. */
function nullsOf(isAscending: boolean, nulls: string | undefined): { readonly nulls?: string } {
  const usual = isAscending ? 'SORTBY_NULLS_LAST' : 'SORTBY_NULLS_FIRST'
  return nulls === undefined || nulls === 'SORTBY_NULLS_DEFAULT' || nulls === usual ? {} : { nulls }
}

function hasOldNames(table: Relation, definition: Node): boolean {
  return [...columnsIn(definition)].some((name) => !table.columns.has(name))
}

/** `null` when it is not known what it looks like. */
export function typeShape(type: Type): Shape | null {
  if (type.system || type.kind === 'unknown' || type.kind === 'shell') return null
  if (type.relation?.kind === 'composite type') return relationShape(type.relation)
  const facts = new Map([['kind', fact(type.kind)]])
  if (type.base && type.base.type.kind !== 'unknown') facts.set('base type', fact(formatType(type.base)))
  if (type.kind === 'domain') facts.set('nullability', fact(type.notNull ? 'NOT NULL' : 'NULL'))
  const { born } = type
  const labels = type.labels.map((label): ShapePart => ({ part: 'label', name: label.name, facts: new Map(), born }))
  const checks = [...type.constraints.values()].flatMap((one) => constraintPart(one) ?? [])
  return shapeOf([{ part: 'object', name: '', facts, born }, ...labels, ...checks])
}

/** The shape of one part of a table. */
export function partShape(part: ShapePart | null): Shape | null {
  return part && shapeOf([part])
}

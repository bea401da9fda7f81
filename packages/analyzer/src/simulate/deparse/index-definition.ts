import { quoteIdentifier } from '../names.ts'
import type { Column, IndexKey, Relation, StorageOption, Type } from '../objects.ts'
import { defaultOpclass, mayHaveOpclass } from '../query/opclass.ts'
import { baseType } from '../types.ts'
import { quoted } from './print.ts'
import { columnList, qualified, type Showing } from './showing.ts'

/** `pg_get_indexdef`; `undefined` where it is not known. */
export function indexDefinition(index: Relation, showing: Showing): string | undefined {
  const facts = index.index
  if (!facts?.options) return undefined
  const { table, method, unique, include, nullsNotDistinct, options, hasPredicate, predicate } = facts
  const keys = facts.keys.map((key) => keyText(key, { showing, method }))
  const condition = hasPredicate ? predicate?.text((schema) => showing.hostOf(schema)) : ''
  // What hangs on an exclusion or a key WITHOUT OVERLAPS is told in the constraint.
  if (keys.includes(undefined) || condition === undefined || (unique && method !== 'btree')) return undefined
  const { pgVersion } = showing
  const parts = [
    `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${quoteIdentifier(index.name, pgVersion)}`,
    `ON ${table.kind === 'partitioned table' ? 'ONLY ' : ''}${qualified(table, showing)}`,
    `USING ${quoteIdentifier(method, pgVersion)} (${keys.join(', ')})`,
    ...(include.length === 0 ? [] : [`INCLUDE (${columnList(include, showing)})`]),
    ...(nullsNotDistinct ? ['NULLS NOT DISTINCT'] : []),
    ...(options.length === 0 ? [] : [`WITH (${options.map((one) => optionText(one, pgVersion)).join(', ')})`]),
    ...(condition === '' ? [] : [`WHERE ${condition}`]),
  ]
  return parts.join(' ')
}

/** How an exclusion constraint is told: `EXCLUDE USING gist (during WITH &&)`. */
export function exclusionDefinition(index: Relation, showing: Showing): string | undefined {
  const facts = index.index
  if (!facts?.options) return undefined
  const { method, include, options, hasPredicate, predicate } = facts
  const keys = facts.keys.map((key) => {
    const text = keyText(key, { showing, method })
    const operator = operatorText(key, showing)
    return text === undefined || operator === undefined ? undefined : `${text} WITH ${operator}`
  })
  const condition = hasPredicate ? predicate?.text((schema) => showing.hostOf(schema)) : ''
  if (keys.includes(undefined) || condition === undefined) return undefined
  const { pgVersion } = showing
  const parts = [
    `EXCLUDE USING ${quoteIdentifier(method, pgVersion)} (${keys.join(', ')})`,
    ...(include.length === 0 ? [] : [`INCLUDE (${columnList(include, showing)})`]),
    ...(options.length === 0 ? [] : [`WITH (${options.map((one) => optionText(one, pgVersion)).join(', ')})`]),
    ...(condition === '' ? [] : [`WHERE (${condition})`]),
  ]
  return parts.join(' ')
}

/** One of PostgreSQL's own, when nobody else can be meant. */
function operatorText({ details }: IndexKey, { world }: Showing): string | undefined {
  const name = details?.operator
  if (!name || name.includes('.') || world.mayHaveOperator(name)) return undefined
  const all = world.operators(name, null)
  return all.length > 0 && all.every(({ extension }) => extension === null) ? name : undefined
}

interface About {
  readonly showing: Showing
  readonly method: string
}

function keyText(key: IndexKey, about: About): string | undefined {
  const { column, details } = key
  const { showing, method } = about
  if (!details || details.isUnusual) return undefined
  const text = column ? quoteIdentifier(column.name, showing.pgVersion) : expressionText(key, showing)
  const collation = collationText(key, showing)
  const opclass = opclassText(key, column?.type.type ?? null, about)
  if (text === undefined || collation === undefined || opclass === undefined) return undefined
  const order = method === 'btree' ? orderText(details.descending, details.nullsFirst) : ''
  return `${text}${collation}${opclass}${order}`
}

function expressionText({ details }: IndexKey, showing: Showing): string | undefined {
  const text = details?.kept?.text((schema) => showing.hostOf(schema))
  if (text === undefined) return undefined
  return details?.kept?.looksLikeCall() ? text : `(${text})`
}

function orderText(descending: boolean, nullsFirst: boolean): string {
  if (descending) return nullsFirst ? ' DESC' : ' DESC NULLS LAST'
  return nullsFirst ? ' NULLS FIRST' : ''
}

/** Only a collation that the key would not have anyway is shown. */
function collationText({ details, uses }: IndexKey, { pgVersion, hostOf }: Showing): string | undefined {
  const collation = details?.collation
  if (!collation) return ''
  if (!collation.schema || !uses.every(hasUsualCollation)) return undefined
  const host = hostOf(collation.schema)
  if (host === 'pg_catalog' && collation.name === 'default') return ''
  const path = host === 'pg_catalog' ? [collation.name] : [host, collation.name]
  return ` COLLATE ${path.map((part) => quoteIdentifier(part, pgVersion)).join('.')}`
}

const usualTypes: ReadonlySet<string> = new Set(['text', 'varchar', 'bpchar'])

function hasUsualCollation({ isCollated, type: { type } }: Column): boolean {
  return !isCollated && type.system && usualTypes.has(type.name)
}

/** Only an operator class that is not the type's default is shown. */
function opclassText({ details }: IndexKey, type: Type | null, { showing, method }: About): string | undefined {
  const { world } = showing
  const wanted = details?.opclass ?? null
  if (wanted === null) return ''
  const name = wanted.split('.').at(-1)
  const found = world.opclasses(method).filter((one) => one.name === name)
  const [opclass] = found
  if (!opclass || found.length > 1 || mayHaveOpclass(world)) return undefined
  const keyType = type ?? details?.kept?.type() ?? null
  if (!keyType) return undefined
  if (defaultOpclass(world, method, baseType(keyType)) === opclass) return ''
  const host = showing.hostOf(opclass.schema)
  const path = host === 'pg_catalog' ? [opclass.name] : [host, opclass.name]
  return ` ${path.map((part) => quoteIdentifier(part, showing.pgVersion)).join('.')}`
}

function optionText({ name, value }: StorageOption, pgVersion: number): string {
  const isName = quoteIdentifier(value, pgVersion) === value
  return `${quoteIdentifier(name, pgVersion)}=${isName ? value : quoted(value)}`
}

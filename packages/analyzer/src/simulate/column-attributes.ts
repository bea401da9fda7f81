import type { CollateClause, ColumnDef, Constraint as ConstraintNode } from '@migration-doctor/sql'
import type { Other, Type } from './objects.ts'
import { worldOf } from './query/world.ts'
import { Refusal } from './refusal.ts'
import { requireCollation } from './require-collation.ts'
import type { Session } from './session.ts'
import { baseType, shownType } from './types.ts'

/** What `transformColumnDefinition` refuses of a column's constraints taken together; all of it 42601. */
export function refuseContradictions(
  node: ColumnDef,
  own: readonly ConstraintNode[],
  about: { readonly serial: boolean; readonly pgVersion: number },
): void {
  const { serial, pgVersion } = about
  // It takes two that say more than NOT NULL and DEFAULT, of which nearly every column has one each.
  if (own.length + Number(serial) < 2 || (!serial && isUsual(own))) return
  const count = (type: ConstraintNode['contype']) => own.filter((one) => one.contype === type).length
  const name = node.colname ?? ''
  const refuse = (message: string): never => {
    throw new Refusal('42601', message, { at: node.location })
  }
  const defaults = count('CONSTR_DEFAULT')
  const identities = count('CONSTR_IDENTITY')
  const generations = count('CONSTR_GENERATED')
  // Since 18 a primary key is a declaration of NOT NULL like any other.
  const isKey = pgVersion >= 18 && count('CONSTR_PRIMARY') > 0
  if (defaults + Number(serial) > 1) refuse(`multiple default values specified for column "${name}" of table`)
  if (count('CONSTR_NULL') > 0 && (count('CONSTR_NOTNULL') > 0 || serial || identities > 0 || isKey)) {
    refuse(`conflicting NULL/NOT NULL declarations for column "${name}" of table`)
  }
  if (identities > 1) refuse(`multiple identity specifications for column "${name}" of table`)
  if (generations > 1) refuse(`multiple generation clauses specified for column "${name}" of table`)
  if (identities > 0 && (defaults > 0 || serial)) {
    refuse(`both default and identity specified for column "${name}" of table`)
  }
  if (generations > 0 && (defaults > 0 || serial)) {
    refuse(`both default and generation expression specified for column "${name}" of table`)
  }
  if (generations > 0 && identities > 0) {
    refuse(`both identity and generation expression specified for column "${name}" of table`)
  }
  if (pgVersion < 18) return
  refuseTwoNotNullNames(own)
  refuseAlone(own, serial || identities > 0 || isKey, name)
}

/** One NOT NULL and one DEFAULT at most, in this order or the other. */
function isUsual(own: readonly ConstraintNode[]): boolean {
  const [first, second] = own
  if (!first || !second || own.length > 2 || first.contype === second.contype) return false
  const isPlain = ({ contype, is_no_inherit }: ConstraintNode) =>
    contype === 'CONSTR_DEFAULT' || (contype === 'CONSTR_NOTNULL' && !is_no_inherit)
  return isPlain(first) && isPlain(second)
}

/** A NOT NULL for this table alone, and one that children get. */
function refuseAlone(own: readonly ConstraintNode[], isForAll: boolean, name: string): void {
  const all = own.filter((one) => one.contype === 'CONSTR_NOTNULL')
  const alone = all.filter((one) => one.is_no_inherit)
  if (alone.length === 0 || (alone.length === all.length && !isForAll)) return
  throw new Refusal('42601', `conflicting NO INHERIT declarations for not-null constraints on column "${name}"`)
}

function refuseTwoNotNullNames(own: readonly ConstraintNode[]): void {
  const names = own.flatMap((one) => (one.contype === 'CONSTR_NOTNULL' ? (one.conname ?? []) : []))
  const other = names.find((name) => name !== names[0])
  if (other !== undefined) {
    throw new Refusal('XX000', `conflicting not-null constraint names "${names[0]}" and "${other}"`)
  }
}

const keyTypes: ReadonlySet<string> = new Set(['CONSTR_PRIMARY', 'CONSTR_UNIQUE', 'CONSTR_EXCLUSION', 'CONSTR_FOREIGN'])

interface Timing {
  deferrable?: boolean
  initdeferred?: boolean
  isEnforced?: boolean
}

/** Puts `DEFERRABLE`, `INITIALLY DEFERRED`, `NOT ENFORCED`, … into the constraint that they follow. */
export function withAttributes(own: readonly ConstraintNode[]): readonly ConstraintNode[] {
  let found = false
  for (const { contype } of own) if (contype?.startsWith('CONSTR_ATTR')) found = true
  if (!found) return own
  const kept: ConstraintNode[] = []
  let timing: Timing = {}
  for (const one of own) {
    const last = kept.at(-1)
    if (one.contype?.startsWith('CONSTR_ATTR')) {
      timing = attribute(one, last, timing)
      if (last) kept[kept.length - 1] = attributed(last, timing)
    } else {
      kept.push(one)
      timing = {}
    }
  }
  return kept
}

function attributed(node: ConstraintNode, timing: Timing): ConstraintNode {
  const { deferrable = false, initdeferred = false, isEnforced } = timing
  const common = { ...node, deferrable: deferrable || initdeferred, initdeferred }
  return isEnforced === undefined ? common : { ...common, is_enforced: isEnforced, skip_validation: !isEnforced }
}

function attribute(one: ConstraintNode, last: ConstraintNode | undefined, timing: Timing): Timing {
  const refuse = (message: string): never => {
    throw new Refusal('42601', message, { at: one.location })
  }
  const needs = (word: string, fits: boolean): void => {
    if (!fits) refuse(`misplaced ${word} clause`)
  }
  const isKey = last?.contype !== undefined && keyTypes.has(last.contype)
  const later = (next: Timing): Timing => {
    if (next.initdeferred && next.deferrable === false) {
      refuse('constraint declared INITIALLY DEFERRED must be DEFERRABLE')
    }
    return next
  }
  switch (one.contype) {
    case 'CONSTR_ATTR_DEFERRABLE':
    case 'CONSTR_ATTR_NOT_DEFERRABLE': {
      const deferrable = one.contype === 'CONSTR_ATTR_DEFERRABLE'
      needs(deferrable ? 'DEFERRABLE' : 'NOT DEFERRABLE', isKey)
      if (timing.deferrable !== undefined) refuse('multiple DEFERRABLE/NOT DEFERRABLE clauses not allowed')
      return later({ ...timing, deferrable })
    }
    case 'CONSTR_ATTR_DEFERRED':
    case 'CONSTR_ATTR_IMMEDIATE': {
      const initdeferred = one.contype === 'CONSTR_ATTR_DEFERRED'
      needs(initdeferred ? 'INITIALLY DEFERRED' : 'INITIALLY IMMEDIATE', isKey)
      if (timing.initdeferred !== undefined) refuse('multiple INITIALLY IMMEDIATE/DEFERRED clauses not allowed')
      return later({ ...timing, initdeferred })
    }
    default: {
      const isEnforced = one.contype === 'CONSTR_ATTR_ENFORCED'
      const word = isEnforced ? 'ENFORCED' : 'NOT ENFORCED'
      needs(word, last?.contype === 'CONSTR_CHECK' || last?.contype === 'CONSTR_FOREIGN')
      if (timing.isEnforced !== undefined) refuse('multiple ENFORCED/NOT ENFORCED clauses not allowed')
      return { ...timing, isEnforced }
    }
  }
}

/** COLLATE of a column: the collation must be there, and the type have one. */
export function refuseCollation(
  session: Session,
  { collClause }: { readonly collClause?: CollateClause },
  type: Type,
): Other | null {
  if (!collClause?.collname?.length) return null
  const collation = requireCollation(session, collClause.collname, collClause.location)
  const base = baseType(type)
  const element = base.element ? baseType(base.element) : base
  if (type.kind === 'unknown' || element.kind === 'unknown') return collation
  if (worldOf(session).facts(element)?.collatable ?? (element.kind === 'base' && !element.system)) return collation
  throw new Refusal('42804', `collations are not supported by type ${shownType(type)}`, { at: collClause.location })
}

const storages: ReadonlySet<string> = new Set(['plain', 'external', 'extended', 'main', 'default'])

/** Built-in types whose values are stored beside the row when they are long, `pg_type.typstorage <> 'p'`. */
export function isToastable(session: Session, type: Type): boolean {
  const base = baseType(type)
  if (base.kind === 'array' || base.kind === 'composite' || base.kind === 'range' || base.kind === 'multirange')
    return true
  if (base.kind === 'enum') return false
  if (!base.system || base.schema !== session.system.catalog) return true
  return toastable.has(base.name)
}

const toastable: ReadonlySet<string> = new Set(
  `text varchar bpchar bytea json jsonb jsonpath xml numeric bit varbit path polygon inet cidr tsvector tsquery
  txid_snapshot pg_snapshot pg_node_tree pg_ndistinct pg_dependencies pg_mcv_list pg_brin_bloom_summary
  pg_brin_minmax_multi_summary gtsvector refcursor aclitem record`.split(/\s+/),
)

/** STORAGE and COMPRESSION: words that must be known, of types whose values can be long. */
export function refuseStorage(session: Session, word: string | undefined, type: Type): void {
  if (!word) return
  const storage = word.toLowerCase()
  if (!storages.has(storage)) throw new Refusal('22023', `invalid storage type "${word}"`)
  if (storage === 'plain' || storage === 'default' || isToastable(session, type)) return
  throw new Refusal('0A000', `column data type ${shownType(type)} can only have storage PLAIN`)
}

const methods: ReadonlySet<string> = new Set(['pglz', 'lz4', 'default'])

export function refuseCompression(session: Session, word: string | undefined, type: Type): void {
  if (!word || word === 'default') return
  if (!isToastable(session, type)) {
    throw new Refusal('0A000', `column data type ${shownType(type)} does not support compression`)
  }
  if (!methods.has(word)) throw new Refusal('22023', `invalid compression method "${word}"`)
}

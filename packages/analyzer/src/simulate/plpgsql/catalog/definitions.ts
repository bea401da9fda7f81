import type { Node } from '@migration-doctor/sql'
import type { Constraint, Relation, Routine } from '../../objects.ts'
import type { Session } from '../../session.ts'
import { quoteIdent } from '../evaluate/quoting.ts'
import { Unknown, type Value } from '../value.ts'
import { reference, typeText } from './oids.ts'

/** `pg_get_constraintdef`: in full for keys, by the words it consists of for checks. */
export function constraintDefinition(session: Session, constraint: Constraint): Value {
  const { type, references, columns } = constraint
  const ending = `${constraint.deferrable ? ' DEFERRABLE' : ''}${constraint.deferred ? ' INITIALLY DEFERRED' : ''}`
  if (type === 'primary key') return `PRIMARY KEY ${list(columns)}${ending}`
  if (type === 'unique' && constraint.index?.index?.include.length === 0 && !constraint.index.index.nullsNotDistinct)
    return `UNIQUE ${list(columns)}${ending}`
  if (type === 'foreign key' && references) {
    const target = `${reference(session, references.table).text}${list(references.columns)}`
    const actions = action(' ON UPDATE', constraint.onUpdate) + action(' ON DELETE', constraint.onDelete)
    const validity = constraint.validated ? '' : ' NOT VALID'
    return `FOREIGN KEY ${list(columns)} REFERENCES ${target}${actions}${ending}${validity}`
  }
  const names = columns.map((column) => column.name)
  if (type === 'check' && constraint.condition)
    return words(['CHECK ', ...names, ...literals(constraint.condition)], checkWords)
  return words(names, null)
}

function list(columns: readonly { readonly name: string }[]): string {
  return `(${columns.map((column) => quoteIdent(column.name)).join(', ')})`
}

function action(label: string, name: string | null): string {
  return name === null || name.toLowerCase() === 'no action' ? '' : `${label} ${name.toUpperCase()}`
}

/** What PostgreSQL itself writes into the definition of a check. */
const checkWords =
  'check and or not null is any all array in between true false case when then else end coalesce nullif text character varying bpchar char integer bigint smallint numeric double precision real boolean date timestamp time with without zone interval json jsonb uuid like ilike'

/** `pg_get_indexdef`, by the words it consists of. */
export function indexDefinition(session: Session, relation: Relation): Value {
  const { index } = relation
  if (!index) return null
  const keys = index.keys.flatMap((key) => [key.column?.name ?? [], ...key.uses.map((column) => column.name)].flat())
  const head = `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${quoteIdent(relation.name)} ON `
  const table = reference(session, index.table).text
  const known = [head, table, ` USING ${index.method} (`, ...keys, ...index.include.map((column) => column.name)]
  const isPlain = !index.hasPredicate && index.keys.every((key) => key.column !== null)
  return words(known, isPlain ? 'create index on using asc desc nulls first last include ops collate with' : null)
}

/** A text of which the words are known, and not how they are put together. */
function words(known: readonly string[], otherWords: string | null): Unknown {
  const parts = known.flatMap((word): (string | null)[] => [word, null])
  return new Unknown(parts, otherWords)
}

function literals(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(literals)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string'
      ? key === 'sval' || key === 'fval'
        ? [`'${inner.replaceAll("'", "''")}'`]
        : []
      : literals(inner as Node),
  )
}

/** `pg_get_functiondef`: its beginning is known. */
export function functionDefinition(session: Session, routine: Routine): Value {
  const kind = routine.kind === 'procedure' ? 'PROCEDURE' : 'FUNCTION'
  const name = `${quoteIdent(routine.schema.name)}.${quoteIdent(routine.name)}`
  return new Unknown([`CREATE OR REPLACE ${kind} ${name}(${functionArguments(session, routine)})\n`, null])
}

/** `pg_get_function_identity_arguments` */
export function functionArguments(session: Session, routine: Routine): string {
  // PostgreSQL 14 began to say it of procedures.
  const input = routine.kind === 'procedure' && session.pgVersion >= 14 ? 'IN ' : ''
  const modes = { in: input, inout: 'INOUT ', variadic: 'VARIADIC ', out: 'OUT ', table: '' }
  const shown = routine.parameters.filter(
    ({ mode }) => mode !== 'table' && (mode !== 'out' || routine.kind === 'procedure'),
  )
  return shown
    .map(
      ({ name, mode, type }) => `${modes[mode]}${name === '' ? '' : `${quoteIdent(name)} `}${typeText(session, type)}`,
    )
    .join(', ')
}

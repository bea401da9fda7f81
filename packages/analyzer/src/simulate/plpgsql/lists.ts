import type { PlpgsqlStatement, PlpgsqlVariable } from '@migration-doctor/sql'
import { flatMapped, mapped } from '../mapped.ts'
import type { Type } from '../objects.ts'
import { Refusal } from '../refusal.ts'

/** The declared variables that a statement sees, by name. */
export interface Visible {
  readonly types: ReadonlyMap<PlpgsqlVariable, Type | null>
  readonly visible: ReadonlyMap<string, PlpgsqlVariable>
}

/** Lists of targets such as `INTO a, b` hold no records and no rows. @throws Refusal */
export function requireScalars(statement: PlpgsqlStatement, { types, visible }: Visible): void {
  const own = statement.kind === 'block' ? statement.declarations : []
  const inner = { types, visible: new Map([...visible, ...mapped(own, (one) => [one.name, one] as const)]) }
  requireScalarTargets(statement, inner)
  for (const one of within(statement)) requireScalars(one, inner)
}

function requireScalarTargets(statement: PlpgsqlStatement, { types, visible }: Visible): void {
  const target = 'target' in statement ? statement.target : 'into' in statement ? statement.into : null
  const names = target?.names ?? []
  if (names.length < 2) return
  for (const [at, name] of names.entries()) {
    const variable = visible.get(name)
    if (!variable || !isRow(variable, types.get(variable) ?? null)) continue
    const message =
      at === 0 ? 'record variable cannot be part of multiple-item INTO list' : `"${name}" is not a scalar variable`
    throw new Refusal('42601', message)
  }
}

function isRow({ type }: PlpgsqlVariable, resolved: Type | null): boolean {
  if (type === 'record' || type.toLowerCase().endsWith('%rowtype')) return true
  const base = resolved?.kind === 'domain' ? resolved.base?.type : resolved
  return base?.kind === 'composite'
}

function within(statement: PlpgsqlStatement): readonly PlpgsqlStatement[] {
  const handled = statement.kind === 'block' ? flatMapped(statement.handlers ?? [], ({ body }) => body) : []
  const branches = 'branches' in statement ? flatMapped(statement.branches, ({ body }) => body) : []
  const otherwise = 'otherwise' in statement ? (statement.otherwise ?? []) : []
  return [...('body' in statement ? statement.body : []), ...handled, ...branches, ...otherwise]
}

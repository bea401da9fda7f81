import { scan } from '@migration-doctor/sql'
import type { Range } from '../dialect.ts'

/** One use of a variable in SQL: `:name`, `:'name'`, `:"name"` or `:{?name}`. */
export interface VariableUse extends Range {
  readonly name: string
  readonly form: 'plain' | 'literal' | 'identifier' | 'defined'
}

const use = /:(?:'([\p{L}\p{N}_]+)'|"([\p{L}\p{N}_]+)"|\{\?([\p{L}\p{N}_]+)\}|([\p{L}\p{N}_]+))/uy

/** The uses of variables in a text, outside quotes and comments; those of `::` and `:=` are none. */
export function variableUses(sql: string): readonly VariableUse[] {
  if (!/:['"{\p{L}_]/u.test(sql)) return []
  return scan(sql).flatMap((token) => {
    if (token.text !== ':') return []
    use.lastIndex = token.start
    const [written, literal, identifier, defined, plain] = use.exec(sql) ?? []
    const name = literal ?? identifier ?? defined ?? plain
    if (written === undefined || name === undefined) return []
    const form =
      literal !== undefined
        ? 'literal'
        : identifier !== undefined
          ? 'identifier'
          : defined !== undefined
            ? 'defined'
            : 'plain'
    return [{ name, form, start: token.start, end: token.start + written.length }]
  })
}

/** psql's variables: those that the script set, to a text or to something that only a run knows (`null`). */
export class Variables {
  readonly #values = new Map<string, string | null>()

  set(name: string, value: string | null): void {
    this.#values.set(name, value)
  }

  unset(name: string): void {
    this.#values.delete(name)
  }

  /** The text that psql puts in place of a use; `null` when it is not known here. */
  textOf({ name, form }: Pick<VariableUse, 'name' | 'form'>): string | null {
    const value = this.#values.get(name)
    // Variables that the script does not set may come from the command line.
    if (form === 'defined') return value === undefined ? null : 'TRUE'
    if (value === undefined || value === null) return null
    if (form === 'literal') return `'${value.replaceAll("'", "''")}'`
    return form === 'identifier' ? `"${value.replaceAll('"', '""')}"` : value
  }

  /** An argument of a backslash command with its variables in place; `null` when one of them is not known. */
  expand(argument: string): string | null {
    let unknown = false
    const text = argument.replace(
      /:(?:\{\?([\p{L}\p{N}_]+)\}|([\p{L}\p{N}_]+))/gu,
      (_, defined?: string, plain?: string) => {
        const value = this.textOf({ name: defined ?? plain ?? '', form: defined === undefined ? 'plain' : 'defined' })
        unknown ||= value === null
        return value ?? ''
      },
    )
    return unknown ? null : text
  }
}

/** The same text with something of the same length that the parser can read in place of every use. */
export function withoutUses(sql: string, uses: readonly VariableUse[]): string {
  const parts: string[] = []
  let at = 0
  for (const { start, end, form } of uses) {
    const written = sql.slice(start, end)
    const filler =
      form === 'defined' ? 'true'.padEnd(written.length) : (form === 'plain' ? '_' : ' ') + written.slice(1)
    parts.push(sql.slice(at, start), filler)
    at = end
  }
  return [...parts, sql.slice(at)].join('')
}

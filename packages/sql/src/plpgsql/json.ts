/** One node of the PL/pgSQL parser's answer: its kind and its fields. Fields that are zero, empty or false are absent. */
export class PlNode {
  readonly kind: string
  readonly #fields: Readonly<Record<string, unknown>>

  constructor(kind: string, fields: Readonly<Record<string, unknown>>) {
    this.kind = kind
    this.#fields = fields
  }

  /** Unwraps `{ PLpgSQL_<kind>: { … } }`; `null` when the value is not of that form. */
  static of(value: unknown): PlNode | null {
    if (!isRecord(value)) return null
    for (const key in value) {
      const fields = value[key]
      if (key.startsWith('PLpgSQL_') && isRecord(fields)) return new PlNode(key.slice('PLpgSQL_'.length), fields)
      return null
    }
    return null
  }

  node(field: string): PlNode | null {
    return PlNode.of(this.#fields[field])
  }

  nodes(field: string): readonly PlNode[] {
    const value = this.#fields[field]
    return Array.isArray(value) ? value.flatMap((item) => PlNode.of(item) ?? []) : []
  }

  has(field: string): boolean {
    return this.#fields[field] !== undefined
  }

  text(field: string): string | null {
    const value = this.#fields[field]
    return typeof value === 'string' ? value : null
  }

  number(field: string): number {
    const value = this.#fields[field]
    return typeof value === 'number' ? value : 0
  }

  flag(field: string): boolean {
    return this.#fields[field] === true
  }

  /** Plain objects that are not nodes: the fields of a row. */
  records(field: string): readonly Readonly<Record<string, unknown>>[] {
    const value = this.#fields[field]
    return Array.isArray(value) ? value.filter(isRecord) : []
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

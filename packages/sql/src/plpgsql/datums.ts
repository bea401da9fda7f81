import { EmbeddedSql } from './embedded.ts'
import type { PlNode } from './json.ts'
import type { Locator } from './locate.ts'
import type { PlpgsqlTarget, PlpgsqlVariable } from './tree.ts'

/** The variables of a body, by the numbers that the parser's nodes use. */
export class Datums {
  readonly #nodes: readonly PlNode[]

  constructor(nodes: readonly PlNode[]) {
    this.#nodes = nodes
  }

  /** `record.field` for a field; `''` when the number is not known. */
  name(number: number): string {
    const node = this.#nodes[number]
    if (!node) return ''
    if (node.kind !== 'recfield') return node.text('refname') ?? ''
    return `${this.name(node.number('recparentno'))}.${node.text('fieldname') ?? ''}`
  }

  /** The target of an INTO clause or of a loop. */
  target(node: PlNode | null, strict: boolean): PlpgsqlTarget {
    if (!node) return { names: [], row: false, strict }
    if (node.kind !== 'row') return { names: [node.text('refname') ?? ''], row: node.kind === 'rec', strict }
    const names = node.records('fields').map((field) => {
      const number = field['varno']
      return this.name(typeof number === 'number' ? number : 0)
    })
    return { names, row: false, strict }
  }

  /** The query that a cursor is declared for. */
  cursor(number: number): EmbeddedSql {
    return new EmbeddedSql(this.#nodes[number]?.node('cursor_explicit_expr')?.text('query') ?? '', null)
  }

  /** Those that are declared in the body, in its order. Reading them places their defaults, so read them first. */
  declared(loopVariables: ReadonlySet<string>, locator: Locator): readonly PlpgsqlVariable[] {
    return this.#nodes.flatMap((node) => {
      const variable = node.number('lineno') > 0 ? variableOf(node, locator) : null
      return variable && !isOwn(variable, loopVariables) ? [variable] : []
    })
  }

  /** Whether any stands in a line of the body. */
  declaresAny(): boolean {
    return this.#nodes.some((node) => node.number('lineno') > 0)
  }

  implicit(locator: Locator): readonly PlpgsqlVariable[] {
    return this.#nodes.flatMap((node) => (node.number('lineno') > 0 ? [] : (variableOf(node, locator) ?? [])))
  }
}

/** Variables that PL/pgSQL makes where a statement needs them. */
function isOwn({ name, line, type }: PlpgsqlVariable, loopVariables: ReadonlySet<string>): boolean {
  return (
    name.startsWith('__Case__Variable_') ||
    name === 'sqlstate' ||
    name === 'sqlerrm' ||
    (type === 'integer' && loopVariables.has(`${line}:${name}`))
  )
}

function variableOf(node: PlNode, locator: Locator): PlpgsqlVariable | null {
  if (node.kind !== 'var' && node.kind !== 'rec') return null
  const line = node.number('lineno')
  const initial = node.node('default_val')?.text('query') ?? null
  return {
    name: node.text('refname') ?? '',
    type: node.node('datatype')?.text('typname') ?? 'record',
    constant: node.flag('isconst'),
    notNull: node.flag('notnull'),
    default: initial === null ? null : locator.place(initial, line),
    line,
  }
}

import { quoteIdentifier } from '../names.ts'
import type { Schema } from '../objects.ts'
import { formatType } from '../types.ts'
import { type Tree, unprintable } from './tree.ts'

/** `PRETTYINDENT_VAR` */
const indent = 4

/** Beyond this PostgreSQL indents otherwise. */
const deepest = 40

type Rest = Extract<Tree, { is: 'list' | 'not' | 'test' | 'subscript' | 'array' | 'collation' }>

/** Prints trees as `get_rule_expr` does when it is not asked to be pretty: all parentheses, and CASE on lines. */
export class Printer {
  readonly #pgVersion: number
  readonly #hostOf: (schema: Schema) => string
  #text = ''
  #level = 0

  constructor(pgVersion: number, hostOf: (schema: Schema) => string) {
    this.#pgVersion = pgVersion
    this.#hostOf = hostOf
  }

  /** @param showsImplicit whether the outermost coercion is shown although nobody wrote it */
  print(tree: Tree, showsImplicit = false): string {
    this.#text = ''
    this.#level = 0
    this.#put(tree, showsImplicit)
    return this.#text
  }

  #put(tree: Tree, showsImplicit: boolean): void {
    switch (tree.is) {
      case 'untyped':
        this.#add(tree.text === null ? 'NULL::unknown' : quoted(tree.text))
        return
      case 'constant':
        this.#constant(tree)
        return
      case 'coercion':
        this.#coercion(tree, showsImplicit)
        return
      case 'column': {
        const name = quoteIdentifier(tree.column.name, this.#pgVersion)
        this.#add(tree.prefix === null ? name : `${quoteIdentifier(tree.prefix, this.#pgVersion)}.${name}`)
        return
      }
      case 'words':
        this.#add(tree.words)
        return
      case 'operator':
      case 'array operator':
        this.#operator(tree)
        return
      case 'call':
        this.#add(`${tree.name}(`)
        this.#between(tree.args, ', ', true)
        this.#add(')')
        return
      case 'syntax':
        for (const part of tree.parts) typeof part === 'string' ? this.#add(part) : this.#put(part, false)
        return
      case 'case':
        this.#case(tree)
        return
      default:
        this.#rest(tree, showsImplicit)
    }
  }

  #rest(tree: Rest, showsImplicit: boolean): void {
    switch (tree.is) {
      case 'list':
        this.#around('(', () => this.#between(tree.args, ` ${tree.word} `, false))
        return
      case 'not':
        this.#around('(NOT ', () => this.#put(tree.arg, false))
        return
      case 'test':
        this.#around('(', () => {
          this.#put(tree.arg, tree.showsImplicit)
          this.#add(` ${tree.words}`)
        })
        return
      case 'subscript':
        if (tree.container.is === 'column') this.#put(tree.container, true)
        else this.#around('(', () => this.#put(tree.container, true))
        for (const index of tree.args) {
          this.#add('[')
          this.#put(index, false)
          this.#add(']')
        }
        return
      case 'array':
        this.#add('ARRAY[')
        this.#between(tree.elements, ', ', true)
        this.#add(tree.elements.length === 0 ? `]::${this.#typeName(tree.type, [])}` : ']')
        return
      case 'collation':
        this.#around('(', () => {
          this.#put(tree.arg, showsImplicit)
          this.#add(` COLLATE ${tree.name}`)
        })
    }
  }

  #add(text: string): void {
    this.#text += text
  }

  #around(open: string, inside: () => void): void {
    this.#add(open)
    inside()
    this.#add(')')
  }

  #between(trees: readonly Tree[], separator: string, showsImplicit: boolean): void {
    for (const [at, tree] of trees.entries()) {
      if (at > 0) this.#add(separator)
      this.#put(tree, showsImplicit)
    }
  }

  #typeName(type: Tree['type'], modifiers: readonly number[]): string {
    return formatType({ type, modifiers }, this.#hostOf)
  }

  #constant(tree: Tree & { is: 'constant' }): void {
    const { type, modifiers } = tree
    if (tree.text === null) {
      this.#add(`NULL::${this.#typeName(type, modifiers)}`)
      return
    }
    const { value, needsType } = shownValue(tree, tree.text)
    this.#add(needsType ? `${value}::${this.#typeName(type, modifiers)}` : value)
  }

  #coercion(tree: Tree & { is: 'coercion' }, showsImplicit: boolean): void {
    const { arg, type, modifiers, isImplicit } = tree
    if (isImplicit && !showsImplicit) {
      this.#put(arg, false)
      return
    }
    if (arg.is === 'constant' && arg.type === type && arg.modifiers.length === 0)
      this.#add(arg.text === null ? 'NULL' : shownValue(arg, arg.text).value)
    else this.#around('(', () => this.#put(arg, false))
    this.#add(`::${this.#typeName(type, modifiers)}`)
  }

  #operator({ name, args: [left, right], ...more }: Tree & { is: 'operator' | 'array operator' }): void {
    const isArray = more.is === 'array operator'
    this.#around('(', () => {
      if (left && right) this.#put(left, true)
      this.#add(left && right ? ` ${name} ` : `${name} `)
      if (isArray) this.#add(`${more.word} (`)
      const last = right ?? left
      if (last) this.#put(last, true)
      if (isArray) this.#add(')')
    })
  }

  #case({ tested, whens, otherwise }: Tree & { is: 'case' }): void {
    this.#line('CASE')
    this.#level += indent
    if (tested) {
      this.#add(' ')
      this.#put(tested, true)
    }
    for (const { condition, result } of whens) {
      this.#line('WHEN ')
      this.#put(condition, false)
      this.#add(' THEN ')
      this.#put(result, true)
    }
    this.#line('ELSE ')
    this.#put(otherwise, true)
    this.#level -= indent
    this.#line('END')
  }

  #line(words: string): void {
    if (this.#level >= deepest) unprintable('too deep a CASE')
    this.#text = `${this.#text.replace(/ +$/, '')}\n${' '.repeat(this.#level)}${words}`
  }
}

/** `simple_quote_literal`, with standard strings. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A value, and whether it would be read as another type without a cast. */
function shownValue({ type }: Tree, text: string): { readonly value: string; readonly needsType: boolean } {
  const name = type.system && type.schema.name === 'pg_catalog' ? type.name : ''
  if (name === 'bool') return { value: text === 't' ? 'true' : 'false', needsType: false }
  if (name === 'int4' && !text.startsWith('-')) return { value: text, needsType: false }
  if (name === 'numeric' && /^\d.*[eE.]/.test(text)) return { value: text, needsType: false }
  return { value: quoted(text), needsType: true }
}

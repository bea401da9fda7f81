import type { Column, Type } from '../objects.ts'

/** An expression as PostgreSQL stores it: with every coercion that it added itself. */
export type Tree = {
  readonly type: Type
  /** Empty: none. */
  readonly modifiers: readonly number[]
} & Shape

type Shape =
  /** Text as the type's output function gives it, the quoted name of what it means, or `null` for NULL. */
  | { readonly is: 'constant'; readonly text: string | null }
  /** A literal that nothing has typed yet. */
  | { readonly is: 'untyped'; readonly text: string | null; readonly at: number | undefined }
  | { readonly is: 'coercion'; readonly arg: Tree; readonly isImplicit: boolean }
  | { readonly is: 'column'; readonly column: Column; readonly prefix: string | null }
  | { readonly is: 'words'; readonly words: string }
  | { readonly is: 'operator'; readonly name: string; readonly args: readonly Tree[] }
  | {
      readonly is: 'array operator'
      readonly name: string
      readonly args: readonly [Tree, Tree]
      readonly word: string
    }
  | { readonly is: 'call'; readonly name: string; readonly args: readonly Tree[] }
  | { readonly is: 'syntax'; readonly parts: readonly (string | Tree)[] }
  | { readonly is: 'list'; readonly word: 'AND' | 'OR'; readonly args: readonly Tree[] }
  | { readonly is: 'not'; readonly arg: Tree }
  | { readonly is: 'test'; readonly arg: Tree; readonly words: string; readonly showsImplicit: boolean }
  | { readonly is: 'case'; readonly tested: Tree | null; readonly whens: readonly Branch[]; readonly otherwise: Tree }
  | { readonly is: 'subscript'; readonly container: Tree; readonly args: readonly Tree[] }
  | { readonly is: 'array'; readonly elements: readonly Tree[] }
  | { readonly is: 'collation'; readonly arg: Tree; readonly name: string }

export interface Branch {
  readonly condition: Tree
  readonly result: Tree
}

/** It cannot be said how PostgreSQL prints this. */
export class Unprintable extends Error {}

export function unprintable(why: string): never {
  throw new Unprintable(why)
}

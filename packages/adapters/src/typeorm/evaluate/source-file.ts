import type * as t from '@babel/types'

/** A program file as it was read. */
export interface SourceFile {
  /** Relative to the project's root, with `/`. */
  readonly file: string
  /** Absolute. */
  readonly path: string
  readonly text: string
  readonly program: t.Program | null
  /** Why there is no program: the parser's own words, and where. */
  readonly fault: { readonly message: string; readonly offset: number } | null
}

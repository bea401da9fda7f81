/** One migration of the shop, told once; every tool's form of it is rendered from this. */
export interface ShopStep {
  /** Words of the name: `create customers`. */
  readonly title: string
  /** Statements without their semicolons. */
  readonly sql: readonly string[]
  /**
   * The same by TypeORM's schema builder: lines of the body of `up`, which send what `sql` says. Left out: there is no
   * builder call for it, and the statements are queries.
   */
  readonly builder?: readonly string[]
  /** Must not run in a transaction block; it is one statement. */
  readonly alone?: boolean
  /** Must not share its transaction with the migration that adds its enum value. */
  readonly needsOwn?: boolean
}

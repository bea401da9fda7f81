/** How the model of an ORM (`schema.prisma`, entities) differs from what the migrations make. */
export interface ModelDrift {
  /** Where the model stands, relative to the project's root: `prisma/schema.prisma`. */
  readonly model: string
  /** The SQL, as the ORM itself writes it, that would lead from the migrations to the model; empty: they agree. */
  readonly script: string
}

/** Why the model could not be compared, in words that go on `needs …`. */
export interface ModelUnknown {
  readonly needs: string
}

/** A table of values as PostgreSQL sends it. */
export interface TypedRows {
  /** `type`: the OID of the type in `pg_type`. */
  readonly columns: readonly { readonly name: string; readonly type: number }[]
  readonly rows: readonly (readonly unknown[])[]
}

/** An empty database of our own that an ORM's own engine may work in. */
export interface EngineDatabase {
  rows(sql: string, parameters: readonly unknown[]): Promise<TypedRows>
  script(sql: string): Promise<void>
}

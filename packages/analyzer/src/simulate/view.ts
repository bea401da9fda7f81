import type { CatalogView } from '@migration-doctor/core'
import { findRelation, findType } from './names.ts'
import { queryRows } from './plpgsql/rows.ts'
import type { Session } from './session.ts'
import { tableShape } from './snapshot.ts'

/** What adapters may ask of the simulated catalog at one moment. */
export function catalogView(session: Session): CatalogView {
  const named = (name: string, schema: string | undefined) => ({ schema: schema ?? null, name })
  return {
    get defaultSchema() {
      return session.creationSchema()?.name ?? 'public'
    },
    table(name, schema) {
      const relation = findRelation(session, named(name, schema))
      const isTable = relation?.kind === 'table' || relation?.kind === 'partitioned table'
      return relation && isTable ? tableShape(session, relation) : null
    },
    view(name, schema) {
      const kind = findRelation(session, named(name, schema))?.kind
      return kind === 'view' || kind === 'materialized view'
    },
    enumLabels(name, schema) {
      const type = findType(session, named(name, schema))
      return type?.kind === 'enum' ? type.labels.map((label) => label.name) : null
    },
    hasSchema: (name) => session.schema(name) !== null,
    rows: (sql, parameters) => queryRows(session, sql, parameters),
  }
}

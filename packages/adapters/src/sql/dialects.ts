import { type DialectSettings, unusable } from '@migration-doctor/core'
import { customDialect } from './custom.ts'
import type { Dialect } from './dialect.ts'
import { dialect as datedHistory } from './dialects/dated-history.ts'
import { dialect as dbmate } from './dialects/dbmate.ts'
import { dialect as diesel } from './dialects/diesel.ts'
import { dialect as drizzle } from './dialects/drizzle.ts'
import { dialect as drizzleFolders } from './dialects/drizzle-folders.ts'
import { dialect as filenameHistory } from './dialects/filename-history.ts'
import { dialect as flyway } from './dialects/flyway.ts'
import { dialect as generic } from './dialects/generic.ts'
import { dialect as golangMigrate } from './dialects/golang-migrate.ts'
import { dialect as goose } from './dialects/goose.ts'
import { dialect as graphileMigrate } from './dialects/graphile-migrate.ts'
import { dialect as maragudkMigrate } from './dialects/maragudk-migrate.ts'
import { dialect as nodePgMigrate } from './dialects/node-pg-migrate.ts'
import { dialect as play } from './dialects/play.ts'
import { dialect as pop } from './dialects/pop.ts'
import { dialect as sqlMigrate } from './dialects/sql-migrate.ts'
import { dialect as sqlx } from './dialects/sqlx.ts'
import { dialect as supabase } from './dialects/supabase.ts'

/** All dialects; where two recognise a folder alike, the earlier one wins. */
export const dialects: readonly Dialect[] = [
  goose,
  sqlMigrate,
  dbmate,
  play,
  diesel,
  graphileMigrate,
  drizzle,
  drizzleFolders,
  flyway,
  nodePgMigrate,
  supabase,
  maragudkMigrate,
  pop,
  sqlx,
  golangMigrate,
  datedHistory,
  filenameHistory,
  generic,
]

/** Names by which configurations call the dialects. */
export const dialectNames: readonly string[] = dialects.map(({ name }) => name)

/** The dialect of a project that was read. */
export function dialectOf(project: { readonly dialect?: string; readonly dialectSettings?: DialectSettings }): Dialect {
  if (project.dialectSettings) return dialectWanted(project.dialectSettings)
  return dialects.find(({ name }) => name === project.dialect) ?? generic
}

/** The dialect that the user asks for. @throws DoctorError (2) when there is none of that name. */
export function dialectWanted(wanted: string | DialectSettings): Dialect {
  if (typeof wanted !== 'string') return customDialect(wanted, dialectWanted(wanted.like ?? 'generic'))
  const found = dialects.find(({ name }) => name === wanted)
  if (found) return found
  throw unusable(`There is no plain SQL dialect called ${wanted}.`, `There are: ${dialectNames.join(', ')}.`)
}

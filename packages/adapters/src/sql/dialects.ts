import type { Dialect } from './dialect.ts'
import { dialect as datedHistory } from './dialects/dated-history.ts'
import { dialect as dbmate } from './dialects/dbmate.ts'
import { dialect as filenameHistory } from './dialects/filename-history.ts'
import { dialect as generic } from './dialects/generic.ts'
import { dialect as golangMigrate } from './dialects/golang-migrate.ts'
import { dialect as goose } from './dialects/goose.ts'
import { dialect as sqlx } from './dialects/sqlx.ts'

/** All dialects; where two recognise a folder alike, the earlier one wins. */
export const dialects: readonly Dialect[] = [goose, dbmate, sqlx, golangMigrate, datedHistory, filenameHistory, generic]

export function dialectNamed(name: string | undefined): Dialect {
  return dialects.find((dialect) => dialect.name === name) ?? generic
}

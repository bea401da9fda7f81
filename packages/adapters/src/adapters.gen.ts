// Written by `npm run gen`: one entry for each folder with an index.ts.
import type { Adapter } from './adapter.ts'
import { adapter as prisma } from './prisma/index.ts'
import { adapter as sql } from './sql/index.ts'

export const adapters: readonly Adapter[] = [prisma, sql]

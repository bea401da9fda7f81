import { resolve } from 'node:path'
import type { Report } from '@migration-doctor/core'
import { type BorrowedTransaction, borrow } from '@migration-doctor/db'
import { diagnosed, preflown, type Source } from './plugin/check.ts'
import type { CheckOptions, PreflightOptions } from './plugin/options.ts'
import { serverErrorOf } from './plugin/prisma-error.ts'

export { MigrationDoctorError } from './plugin/error.ts'
export type { CheckOptions, PreflightOptions, Report }

/** What is used of a transaction of a `PrismaClient`. */
export interface PrismaTransactionLike {
  $queryRawUnsafe<Rows = unknown>(sql: string, ...values: unknown[]): PromiseLike<Rows>
  $executeRawUnsafe(sql: string, ...values: unknown[]): PromiseLike<number>
}

/** What is used of a `PrismaClient` of Prisma 5 to 7. */
export interface PrismaClientLike extends PrismaTransactionLike {
  $transaction<Result>(
    work: (transaction: PrismaTransactionLike) => Promise<Result>,
    options?: { maxWait?: number; timeout?: number },
  ): Promise<Result>
}

/** A project without a client: its own configuration says where the database is. */
export interface PrismaProject {
  /** The project's folder; left out: the working directory. */
  readonly cwd?: string
  /** Its `schema.prisma`, relative to the folder; left out: where Prisma looks for it. */
  readonly schema?: string
  /** Its database; left out: the project's own. */
  readonly url?: string
}

/**
 * Throws when the migrations that `prisma migrate deploy` would run, or those that it says have run, are not in order;
 * else resolves with the report. A client is read through `$queryRaw`, in a read-only transaction.
 *
 * @throws MigrationDoctorError
 * @example
 * await preflight(prisma)
 */
export function preflight(of: PrismaClientLike | PrismaProject, options: PreflightOptions = {}): Promise<Report> {
  return preflown(sourceOf(of), withFolder(of, options))
}

/**
 * The report of `migration-doctor diagnose --format json` on a project, whatever it says.
 * @throws MigrationDoctorError when the project or the database cannot be read.
 */
export function diagnose(of: PrismaClientLike | PrismaProject, options: CheckOptions = {}): Promise<Report> {
  return diagnosed(sourceOf(of), withFolder(of, options))
}

function isClient(of: PrismaClientLike | PrismaProject): of is PrismaClientLike {
  return '$transaction' in of
}

function withFolder<Options extends CheckOptions>(of: PrismaClientLike | PrismaProject, options: Options): Options {
  return isClient(of) || of.cwd === undefined ? options : { cwd: of.cwd, ...options }
}

function sourceOf(of: PrismaClientLike | PrismaProject): Source {
  if (isClient(of)) {
    return {
      tool: 'prisma',
      through: (work) =>
        of.$transaction(async (transaction) => work(await borrow(transactionOf(transaction))), limitsMs),
    }
  }
  const { cwd = '.', schema, url } = of
  return {
    tool: 'prisma',
    settings: {
      ...(schema === undefined ? {} : { schemaFile: resolve(cwd, schema) }),
      ...(url === undefined ? {} : { url }),
    },
  }
}

const limitsMs = { maxWait: 10_000, timeout: 120_000 }

/** Prisma does not read every type of the catalogs; it reads JSON. */
const asJson = (sql: string) => `SELECT to_jsonb(migration_doctor) AS row FROM (${sql}) migration_doctor`

function transactionOf(transaction: PrismaTransactionLike): BorrowedTransaction {
  return {
    rows: async (sql, parameters) => {
      try {
        const rows = await transaction.$queryRawUnsafe<{ row: object }[]>(asJson(sql), ...parameters)
        return rows.map(({ row }) => row)
      } catch (error) {
        throw serverErrorOf(error)
      }
    },
    execute: async (sql) => {
      try {
        return await transaction.$executeRawUnsafe(sql)
      } catch (error) {
        throw serverErrorOf(error)
      }
    },
  }
}

import pg from 'pg'
import type { ToolRun } from './tool-run.ts'

/** Sends SQL as one script, as somebody at a psql prompt would. */
export async function runSql(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** @throws Error with the tool's output when it did not succeed. */
export function expectSuccess(run: ToolRun): void {
  if (!run.succeeded) throw new Error(`The tool was expected to succeed:\n${run.output}`)
}

/** @throws Error with the tool's output when it did not stop with this SQLSTATE. */
export function expectStop(run: ToolRun, sqlstate: string): void {
  if (run.succeeded || run.sqlstate !== sqlstate) {
    throw new Error(`The tool was expected to stop with SQLSTATE ${sqlstate}:\n${run.output}`)
  }
}

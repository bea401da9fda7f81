import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Database } from '@migration-doctor/core'
import pg from 'pg'
import type { HistoryWrite, ProjectOptions } from '../src/index.ts'

/** A project on the real file system, from relative paths to texts. */
export async function writeProject(
  files: Readonly<Record<string, string>>,
): Promise<{ cwd: string; remove(): Promise<void> }> {
  const cwd = await mkdtemp(path.join(tmpdir(), 'adapters-'))
  for (const [file, text] of Object.entries(files)) {
    const target = path.join(cwd, file)
    await mkdir(path.dirname(target), { recursive: true })
    await writeFile(target, text)
  }
  return { cwd, remove: () => rm(cwd, { recursive: true, force: true }) }
}

export function optionsFor(cwd: string, more: Partial<ProjectOptions> = {}): ProjectOptions {
  return { cwd, migrations: [], ...more }
}

/** One connection to a test database. */
export async function connect(url: string): Promise<Database> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return {
    async query<Row extends object>(sql: string, parameters: readonly unknown[] = []) {
      const { rows } = await client.query<Row>(sql, [...parameters])
      return rows
    },
    async script(sql) {
      await client.query(sql)
    },
    close: () => client.end(),
  }
}

/** Runs writes as the command line would: in one transaction. */
export async function perform(database: Database, writes: readonly HistoryWrite[]): Promise<void> {
  await database.script('BEGIN')
  try {
    for (const { sql, parameters } of writes) await database.query(sql, parameters)
  } catch (error) {
    await database.script('ROLLBACK')
    throw error
  }
  await database.script('COMMIT')
}

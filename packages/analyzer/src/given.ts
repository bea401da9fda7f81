import { type Migration, verbatimChunk } from '@migration-doctor/core'

/** What the migrations take as given, as a migration before the first. */
export function givenMigration(script: string): Migration {
  return {
    name: '',
    file: '',
    orderKey: '',
    up: [{ kind: 'sql', chunk: verbatimChunk('', script) }],
    down: null,
    execution: { transaction: 'none', send: 'script' },
    checksums: [],
    problems: [],
  }
}

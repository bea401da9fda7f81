import { type Execution, type Migration, type Project, verbatimChunk } from '@migration-doctor/core'

/** A project of one script, sent statement by statement. */
export function scriptProject(text: string, transaction: Execution['transaction'] = 'none'): Project {
  const migration: Migration = {
    name: '1_script',
    file: '1_script.sql',
    orderKey: '1',
    up: [{ kind: 'sql', chunk: verbatimChunk('1_script.sql', text) }],
    down: null,
    execution: { transaction, send: 'statement' },
    checksums: [],
    problems: [],
  }
  return {
    name: 'script',
    tool: 'sql',
    toolVersion: null,
    root: '/',
    migrations: [migration],
    order: { by: 'name', why: '', alternatives: [] },
    historyTable: { schema: null, name: 'applied_scripts' },
    defaultSchema: 'public',
    searchPath: ['public'],
    problems: [],
    sources: new Map(),
  }
}

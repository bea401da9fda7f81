import { textOrNull } from '../../tracking-table.ts'
import type { Dialect } from '../dialect.ts'
import { wholeFile } from '../mark-lines.ts'
import { byBytes, numbered } from '../name.ts'
import { singleFile } from '../new-file.ts'

/** The Supabase CLI: `supabase/migrations/<digits>_<name>.sql`, a file's statements in one pipeline. */
export const dialect: Dialect = {
  name: 'supabase',
  title: 'the Supabase CLI',
  recognise({ folder, names }) {
    const isSupabase = /(?:^|\/)supabase\/migrations$/.test(folder)
    return isSupabase && names.some((name) => numbered(name))
      ? { strength: 3, why: 'the migrations of Supabase' }
      : null
  },
  parseName(file) {
    const name = numbered(file)
    if (name?.separator !== '_' || name.direction === 'down') return null
    return { file, key: name.digits, orderKey: file, label: name.label, direction: 'both' }
  },
  compare: byBytes,
  orderBy: 'bytes',
  sections: wholeFile,
  execution: () => ({ transaction: 'migration', send: 'statement' }),
  invalidBytes: 'sent',
  checksums: () => [],
  table: {
    schema: 'supabase_migrations',
    name: 'schema_migrations',
    identity: 'version',
    columns: ['version'],
    orderBy: '"version"',
    create: ['CREATE TABLE {table} (version text NOT NULL PRIMARY KEY, statements text[], name text)'],
    readRow: (raw) => ({
      key: textOrNull(raw['version']) ?? '',
      state: 'applied',
      at: null,
      checksum: null,
      logs: null,
    }),
    newRow: ({ key, label, text }) => ({ version: key, name: label, statements: [text] }),
    kind: 'set',
  },
  lock: null,
  newFile: singleFile,
  commands: { run: 'supabase db push', status: 'supabase migration list' },
  searchPath: ['public', 'extensions'],
  platformSchemas: [
    'auth',
    'storage',
    'extensions',
    'realtime',
    'vault',
    'graphql',
    'graphql_public',
    'pgsodium',
    'cron',
    'net',
  ],
}

import type { Project } from '@migration-doctor/core'
import { loadParser } from '@migration-doctor/sql'
import { simulate } from '../src/simulate.ts'
import { scriptProject } from './script-project.ts'

beforeAll(loadParser)

/** A project that Supabase hosts, of one script. */
function hosted(text: string): Project {
  return { ...scriptProject(text), platformSchemas: ['auth', 'storage'] }
}

function verdicts(text: string): readonly string[] {
  return simulate(hosted(text)).statements.map(({ verdict }) =>
    verdict.kind === 'refused' ? verdict.refusal.sqlstate : verdict.kind,
  )
}

test('a function of the platform takes whatever arguments it is called with', () => {
  expect(
    verdicts(`
      CREATE TABLE venues (id uuid PRIMARY KEY, name varchar(10));
      CREATE POLICY own ON venues USING ((storage.foldername(name))[1] = auth.uid()::text);
      CREATE POLICY two ON venues USING (storage.foldername(name, 1, true) IS NOT NULL AND auth.uid() = id);
      SELECT storage.filename('a'), storage.filename(1), storage.filename();
    `),
  ).toEqual(['accepted', 'accepted', 'accepted', 'accepted'])
})

test('what is said of a function of the platform by its arguments can be neither known nor refused', () => {
  expect(
    verdicts(`
      DROP FUNCTION storage.foldername(text);
      COMMENT ON FUNCTION auth.uid() IS 'who';
      GRANT EXECUTE ON FUNCTION storage.filename(text) TO anon;
    `),
  ).not.toContain('42883')
})

test('what extensions bring is found in the schema for extensions', () => {
  const text = `
    CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA extensions;
    CREATE TABLE t (id uuid DEFAULT uuid_generate_v4(), x extensions.vector(3), y vector(3));
    CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA extensions;
    CREATE SCHEMA IF NOT EXISTS extensions;
    CREATE TABLE u (id uuid DEFAULT extensions.uuid_generate_v4(), y vector(3));
    SELECT nosuch(1);
    DROP EXTENSION "uuid-ossp";
  `
  const project = { ...hosted(text), searchPath: ['public', 'extensions'] }
  const timeline = simulate(project)
  expect(timeline.statements.map(({ verdict }) => verdict.kind)).toEqual([
    ...Array.from({ length: 5 }, () => 'accepted'),
    'refused',
    'refused',
  ])
  expect(timeline.replayScript()).toMatchObject({ searchPath: ['public', 'extensions'], schemas: ['extensions'] })
})

test('an extension that no file makes is taken to be in the schema for extensions', () => {
  const text = 'CREATE TABLE t (id uuid DEFAULT uuid_generate_v4(), b uuid DEFAULT extensions.uuid_generate_v4())'
  const timeline = simulate({ ...hosted(text), searchPath: ['public', 'extensions'] })
  expect(timeline.statements.map(({ verdict }) => verdict.kind)).toEqual(['accepted'])
  expect(timeline.replayScript()).toMatchObject({ extensions: ['uuid-ossp'], extensionSchema: 'extensions' })
})

test('of the platform’s own objects no guard tells that they are not there', () => {
  const guarded = (condition: string) => `DO $$ BEGIN IF ${condition} THEN RAISE EXCEPTION 'missing'; END IF; END $$;`
  expect(
    verdicts(`
      CREATE POLICY own ON storage.objects FOR SELECT USING (true);
      ${guarded("NOT EXISTS (SELECT 1 FROM pg_policies WHERE schemaname = 'storage' AND tablename = 'objects' AND policyname = 'own')")}
      ${guarded("NOT EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema = 'auth' AND table_name = 'users')")}
      ${guarded("NOT EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema = 'public' AND table_name = 'users')")}
    `),
  ).toEqual(['accepted', 'accepted', 'unknown', 'P0001'])
})

test('what is missing in a schema of the history’s own is refused, also where a platform hosts it', () => {
  expect(verdicts('CREATE SCHEMA storage; SELECT storage.foldername(1); SELECT nosuch(1);')).toEqual([
    'accepted',
    '42883',
    '42883',
  ])
})

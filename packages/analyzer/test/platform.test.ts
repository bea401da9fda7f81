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

test('what is missing in a schema of the history’s own is refused, also where a platform hosts it', () => {
  expect(verdicts('CREATE SCHEMA storage; SELECT storage.foldername(1); SELECT nosuch(1);')).toEqual([
    'accepted',
    '42883',
    '42883',
  ])
})

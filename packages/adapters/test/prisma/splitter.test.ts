import { readFileSync } from 'node:fs'
import { init, parse } from '@guanmingchiu/sqlparser-ts'
import { loadParser, parseScript } from '@migration-doctor/sql'
import { memoryFiles } from '@migration-doctor/testkit'
import { adapter } from '../../src/prisma/index.ts'
import { isCutIntoStatements } from '../../src/prisma/splitter.ts'

const statements = readFileSync(new URL('statements.sql', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('--'))

/** Differences of spelling that PostgreSQL's parser leaves no trace of. */
const unseen = ['TABLE t', 'CREATE RECURSIVE VIEW v (a) AS SELECT 1']

beforeAll(async () => {
  await init()
  await loadParser()
})

test('the statements are statements', () => {
  expect(statements.length).toBeGreaterThan(250)
  for (const statement of statements) {
    expect({ statement, items: parseScript(statement).items }).toMatchObject({ items: [{ statement: {} }] })
  }
})

test.each(statements.filter((statement) => !unseen.includes(statement)))('%s', async (statement) => {
  let known = true
  try {
    parse(statement, 'postgresql')
  } catch {
    known = false
  }
  expect(await isCutIntoStatements(statement)).toBe(known)
})

test('one statement that cannot be cut keeps the whole script together, from 7.4 on', async () => {
  const sends = async (text: string, toolVersion: string) => {
    const files = memoryFiles({ '/app/prisma/migrations/1_a/migration.sql': text })
    const { migrations } = await adapter.read({ cwd: '/app', migrations: [], toolVersion }, { files, environment: {} })
    return migrations[0]?.execution.send
  }
  const cut = 'CREATE TABLE a (id int);\nCREATE INDEX CONCURRENTLY b ON a (id);'
  const whole = `${cut}\nDO $$ BEGIN PERFORM 1; END $$;`
  expect([await sends(cut, '7.3'), await sends(cut, '7.4')]).toEqual(['script', 'statement'])
  expect([await sends(whole, '7.3'), await sends(whole, '7.4')]).toEqual(['script', 'script'])
  expect(await sends('CREATE TABEL x; CREATE FUNCTION', '7.4')).toBe('script')
})

import * as sqlparser from '@guanmingchiu/sqlparser-ts'
import { cutAtSemicolons, loadParser, splitLikePrisma } from '../src/index.ts'

beforeAll(async () => {
  await loadParser()
  await sqlparser.init()
})

test('the driver adapter cuts at every semicolon', () => {
  const text = "SELECT ';';\n DO $$ BEGIN NULL; END $$;\n\n;"
  expect(cutAtSemicolons(text).map(({ start, end }) => text.slice(start, end))).toEqual([
    "SELECT '",
    "'",
    'DO $$ BEGIN NULL',
    'END $$',
  ])
  expect(cutAtSemicolons('')).toEqual([])
})

/** What the splitter's own parser says of a script. */
function oracle(text: string): 'statements' | 'batch' {
  try {
    sqlparser.parse(text, new sqlparser.PostgreSqlDialect())
    return 'statements'
  } catch {
    return 'batch'
  }
}

const first = 'CREATE TABLE a (id int);'

describe('scripts of which Prisma ≥ 7.4 makes single statements', () => {
  test.each([
    'CREATE TABLE "User" ("id" SERIAL NOT NULL, "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, "tags" TEXT[] DEFAULT ARRAY[]::TEXT[], CONSTRAINT "User_pkey" PRIMARY KEY ("id"))',
    'CREATE UNIQUE INDEX CONCURRENTLY "i" ON "a"("id")',
    'CREATE INDEX "i" ON "a" USING GIN ("id" jsonb_path_ops)',
    'CREATE INDEX "i" ON "a" ("id") WHERE "id" IS NULL',
    "CREATE TYPE \"Role\" AS ENUM ('A', 'B')",
    'ALTER TYPE "Role" ADD VALUE \'C\'',
    'ALTER TYPE "Role" RENAME TO "Role_old"',
    'ALTER TABLE "a" ALTER COLUMN "r" TYPE "Role" USING ("r"::text::"Role")',
    'ALTER TABLE "a" ALTER COLUMN "r" SET DATA TYPE TEXT, ALTER COLUMN "r" SET NOT NULL, ALTER COLUMN "r" DROP DEFAULT',
    'ALTER TABLE "a" ADD CONSTRAINT "f" FOREIGN KEY ("id") REFERENCES "b"("id") ON DELETE SET NULL ON UPDATE CASCADE',
    'ALTER TABLE "a" DROP CONSTRAINT "f", DROP COLUMN "x", ADD COLUMN "y" JSONB NOT NULL',
    'ALTER TABLE "a" RENAME COLUMN "x" TO "y"',
    'ALTER TABLE "a" RENAME CONSTRAINT "x" TO "y"',
    'ALTER INDEX "x" RENAME TO "y"',
    'DROP INDEX "i"',
    'DROP TABLE "a"',
    'DROP TYPE "Role_old"',
    'DROP SEQUENCE "s"',
    'DROP VIEW "v"',
    'CREATE EXTENSION IF NOT EXISTS "pgcrypto"',
    'CREATE SCHEMA IF NOT EXISTS "auth"',
    'CREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION f()',
    'CREATE VIEW v AS SELECT 1 AS one',
    "COMMENT ON COLUMN a.id IS 'x'",
    'INSERT INTO a VALUES (1) ON CONFLICT DO NOTHING',
    'UPDATE a SET id = b.id FROM b WHERE a.id = b.a',
    'DELETE FROM a WHERE id = 1',
    'BEGIN',
  ])('%s', (statement) => {
    const text = `${first}\n${statement};`
    expect(oracle(text)).toBe('statements')
    const split = splitLikePrisma(text)
    expect(split).toMatchObject({ sent: 'statements', reason: null })
    expect(split.pieces.map(({ start, end }) => text.slice(start, end))).toEqual([first.slice(0, -1), statement])
  })
})

describe('scripts that go as one batch', () => {
  test.each([
    ['DROP INDEX CONCURRENTLY i', 'DROP INDEX CONCURRENTLY'],
    ['DO $$ BEGIN NULL; END $$', 'DO'],
    ['ALTER SEQUENCE s OWNED BY a.id', 'ALTER SEQUENCE s'],
    ['REINDEX INDEX CONCURRENTLY i', 'REINDEX INDEX CONCURRENTLY'],
    ['REFRESH MATERIALIZED VIEW v', 'REFRESH MATERIALIZED VIEW'],
    ['LOCK TABLE a', 'LOCK TABLE a'],
    ['CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN END $$', 'CREATE PROCEDURE p'],
    ['ALTER TABLE a ADD CONSTRAINT u UNIQUE USING INDEX i', 'ALTER TABLE a'],
    ['ALTER TABLE a SET SCHEMA b', 'ALTER TABLE a'],
  ])('%s', (statement, named) => {
    const text = `${first}\n${statement};`
    expect(oracle(text)).toBe('batch')
    expect(splitLikePrisma(text)).toEqual({
      sent: 'batch',
      pieces: [{ start: 0, end: text.length }],
      reason: `Prisma's splitter does not understand ${named}`,
    })
  })
})

test('one statement is one message, whatever the splitter thinks of it', () => {
  expect(splitLikePrisma('-- guard\nDO $$ BEGIN NULL; END $$;')).toMatchObject({ sent: 'statements' })
})

test('what nobody vouches for is unknown', () => {
  expect(splitLikePrisma(`${first} CREATE STATISTICS s ON a, b FROM a;`)).toMatchObject({ sent: 'unknown' })
  expect(splitLikePrisma(`${first} CREATE TABLE b (id int,);`)).toMatchObject({ sent: 'unknown' })
})

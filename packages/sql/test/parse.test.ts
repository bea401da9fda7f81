import fc from 'fast-check'
import { loadParser, parseAgain, parseScript, type ScriptItem, scan } from '../src/index.ts'

beforeAll(loadParser)

/** Each item as its own text; problems marked. */
function pieces(text: string): string[] {
  return parseScript(text).items.map((item) => pieceOf(item, text))
}

function pieceOf(item: ScriptItem, text: string): string {
  if ('statement' in item) return text.slice(item.statement.span.start, item.statement.span.end)
  if ('problem' in item) return `✗ ${text.slice(item.problem.statement.start, item.problem.statement.end)}`
  return `\\${item.meta.command}`
}

function problems(text: string) {
  return parseScript(text).items.flatMap((item) => ('problem' in item ? [item.problem] : []))
}

describe('statements', () => {
  test.each([
    ['', []],
    [' \t\r\n\f\v', []],
    ['-- nothing here\n/* nor /* nested */ here */', []],
    [';;', []],
    ['SELECT 1', ['SELECT 1']],
    ['SELECT 1;', ['SELECT 1']],
    ['SELECT 1 ; -- trailing\n', ['SELECT 1']],
    ['-- a\nSELECT 1;\r\n\r\n/* b */ SELECT 2;\r\n', ['SELECT 1', 'SELECT 2']],
    ["SELECT ';'; SELECT 2", ["SELECT ';'", 'SELECT 2']],
    ['SELECT $a$;$a$; SELECT $1', ['SELECT $a$;$a$', 'SELECT $1']],
    ['SELECT 1 /* inside */ + 2;', ['SELECT 1 /* inside */ + 2']],
  ])('%j', (text, expected) => {
    expect(pieces(text)).toEqual(expected)
  })

  test('offsets are in UTF-16, also behind accents, emoji and text of four bytes', () => {
    const text = '-- café 👩‍👩‍👧\nSELECT \'é\' AS "ключ";\nSELECT "名称" FROM 表;'
    expect(pieces(text)).toEqual(['SELECT \'é\' AS "ключ"', 'SELECT "名称" FROM 表'])
  })

  test('locations inside the tree are offsets into the script', () => {
    const text = "-- é👍\nCREATE TABLE é (a int);\nSELECT 'ü', missing;"
    const [table, query] = parseScript(text).items
    if (!table || !('statement' in table) || !('CreateStmt' in table.statement.node)) throw new Error('a table')
    expect(text.slice(table.statement.node.CreateStmt.relation?.location)).toMatch(/^é \(a/)
    if (!query || !('statement' in query) || !('SelectStmt' in query.statement.node)) throw new Error('a query')
    const target = query.statement.node.SelectStmt.targetList?.[1]
    if (!target || !('ResTarget' in target)) throw new Error('a target')
    expect(text.slice(target.ResTarget.location)).toBe('missing;')
  })

  test.each([
    'WITH a AS (SELECT 1) SELECT 2;',
    "-- é👍\nCREATE TABLE é (a int);\n/* b */ WITH ü AS (SELECT 'ü') SELECT 1 IN (2, 3), missing;  ALTER TABLE é ADD b int",
    'SELECT 1;\nSELECT FROM;\nVALUES (1, $1)',
  ])('a statement read again is the same: %j', (text) => {
    for (const item of parseScript(text).items) {
      if (!('statement' in item)) continue
      const { start, end } = item.statement.span
      expect(parseAgain(text.slice(start, end), start)).toEqual(item.statement)
    }
  })

  test('what is not one statement is not read again as one', () => {
    expect(parseAgain('SELECT FROM FROM', 10)).toBeNull()
    expect(parseAgain('', 0)).toBeNull()
  })

  test('a byte order mark is a letter to PostgreSQL', () => {
    const [problem, ...rest] = problems('\ufeffCREATE TABLE a ();\nCREATE TABLE b ();')
    expect(problem).toMatchObject({ sqlstate: '42601', statement: { start: 0, end: 18 } })
    expect(rest).toEqual([])
    expect(pieces('\ufeffCREATE TABLE a ();\nCREATE TABLE b ();')[1]).toBe('CREATE TABLE b ()')
  })

  test('no-break spaces are letters too', () => {
    expect(problems('SELECT\u00a01; SELECT 2')).toHaveLength(1)
  })

  test('bodies and rules keep their semicolons', () => {
    const body = 'CREATE FUNCTION f(a int) RETURNS int BEGIN ATOMIC SELECT CASE a WHEN 1 THEN 2 END; SELECT a; END'
    const rule = 'CREATE OR REPLACE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM u; DELETE FROM v)'
    expect(pieces(`${body}; ${rule}; SELECT 1`)).toEqual([body, rule, 'SELECT 1'])
    expect(pieces(`${body}; ${rule}; SELEC 1; SELECT 2`)).toEqual([body, rule, '✗ SELEC 1', 'SELECT 2'])
  })
})

describe('what PostgreSQL refuses', () => {
  test('one syntax error hides nothing else', () => {
    const text = 'CREATE TABLE a (id int);\nCREATE TABLE b (id int,);\nCREATE TABLE é (id int);\nDROP TABLE a'
    expect(pieces(text)).toEqual([
      'CREATE TABLE a (id int)',
      '✗ CREATE TABLE b (id int,)',
      'CREATE TABLE é (id int)',
      'DROP TABLE a',
    ])
    const [problem] = problems(text)
    expect(problem).toMatchObject({ message: 'syntax error at or near ")"', sqlstate: '42601' })
    expect(problem && text.slice(problem.span.start, problem.span.end)).toBe(')')
  })

  test('the place is right behind wide characters', () => {
    const text = "SELECT '👍';\nSELECT 'é' FRM x y;"
    const [problem] = problems(text)
    expect(problem && text.slice(problem.span.start, problem.span.end)).toBe('x')
  })

  test('an unclosed parenthesis ends with its statement', () => {
    expect(pieces('CREATE TABLE a (id int; SELECT 1;')).toEqual(['✗ CREATE TABLE a (id int', 'SELECT 1'])
  })

  test.each([
    ["SELECT 1; SELECT 'open; SELECT 2;", "SELECT 'open; SELECT 2;", 'unterminated quoted string'],
    ['SELECT 1; SELECT "open; SELECT 2;', 'SELECT "open; SELECT 2;', 'unterminated quoted identifier'],
    ['SELECT 1; /* open; SELECT 2;', '/* open; SELECT 2;', 'unterminated /* comment'],
    ['SELECT 1; DO $$ BEGIN; SELECT 2;', 'DO $$ BEGIN; SELECT 2;', 'unterminated dollar-quoted string'],
    ["SELECT 1; SELECT E'it\\'s; SELECT 2", "SELECT E'it\\'s; SELECT 2", 'unterminated quoted string'],
  ])('%j', (text, statement, message) => {
    expect(pieces(text)).toEqual(['SELECT 1', `✗ ${statement}`])
    expect(problems(text)[0]?.message).toContain(message)
  })

  test('conflict markers', () => {
    const text = '<<<<<<< HEAD\nCREATE TABLE a ();\n=======\nCREATE TABLE b ();\n>>>>>>> other\nCREATE TABLE c ();\n'
    expect(pieces(text)).toEqual([
      '✗ <<<<<<< HEAD\nCREATE TABLE a ()',
      '✗ =======\nCREATE TABLE b ()',
      '✗ >>>>>>> other\nCREATE TABLE c ()',
    ])
  })

  test('a NUL character ends nothing in silence', () => {
    expect(pieces('SELECT 1; SELECT \0 2; SELECT 3')).toEqual(['SELECT 1', '✗ SELECT \0 2', 'SELECT 3'])
    expect(problems('SELECT \0 2')[0]).toMatchObject({ sqlstate: '22021', span: { start: 7 } })
  })

  test('a statement nested beyond the stack is a problem, and the next one is read', () => {
    const deep = `SELECT ${Array(60_000).fill('1').join('||')}`
    expect(parseScript(`${deep}; SELECT 2`).items).toMatchObject([
      { problem: { sqlstate: '54001' } },
      { statement: { kind: 'SelectStmt' } },
    ])
  })
})

describe('large scripts', () => {
  const table = (n: number) => `CREATE TABLE "t${n}" (id int PRIMARY KEY, name text DEFAULT 'é;');\n`
  const script = (tables: number) => Array.from({ length: tables }, (_, n) => table(n)).join('')

  test('five megabytes', () => {
    const text = script(75_000)
    expect(text.length).toBeGreaterThan(5_000_000)
    expect(parseScript(text).items).toHaveLength(75_000)
  })

  test('five megabytes behind an unterminated quote', () => {
    expect(parseScript(`SELECT 1; SELECT $open$; ${script(75_000)}`).items).toHaveLength(2)
  })

  test('a syntax error in the middle of many statements', () => {
    expect(parseScript(`${script(5000)} SELEC 1; ${script(5000)}`).items).toHaveLength(10_001)
  })
})

describe('properties', () => {
  const snippets = [
    'SELECT 1',
    'CREATE TABLE "ключ" (é int, b text)',
    "INSERT INTO t VALUES ('👍;', $q$;--$q$)",
    'SELEC nothing',
    'CREATE TABLE a (',
    '-- only a comment\n',
    '/* block ; */',
    'DO $$ BEGIN PERFORM 1; END $$',
    '\t\r\n',
    'ALTER TABLE a ADD COLUMN "b""c" int -- end\n',
    'x',
  ]
  const scripts = fc.array(fc.constantFrom(...snippets), { maxLength: 12 }).map((parts) => parts.join(';'))

  test('spans lie inside the text, in order, without overlap', () => {
    fc.assert(
      fc.property(scripts, (text) => {
        let end = 0
        for (const item of parseScript(text).items) {
          if ('meta' in item) throw new Error('meta')
          const span = 'statement' in item ? item.statement.span : item.problem.statement
          expect(span.start).toBeGreaterThanOrEqual(end)
          expect(span.end).toBeGreaterThan(span.start)
          expect(span.end).toBeLessThanOrEqual(text.length)
          if ('problem' in item) {
            expect(item.problem.span.start).toBeGreaterThanOrEqual(span.start)
            expect(item.problem.span.end).toBeLessThanOrEqual(span.end)
          }
          end = span.end
        }
      }),
    )
  })

  test('the text of a statement is that statement', () => {
    fc.assert(
      fc.property(scripts, (text) => {
        for (const item of parseScript(text).items) {
          if (!('statement' in item)) continue
          const { kind, span } = item.statement
          const again = parseScript(text.slice(span.start, span.end)).items
          expect(again).toMatchObject([{ statement: { kind, span: { start: 0, end: span.end - span.start } } }])
        }
      }),
    )
  })

  test('no text at all makes it throw', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'\'"$/*-;()a\\E\n') })),
        (text) => {
          for (const item of parseScript(text).items)
            if ('problem' in item) expect(item.problem.statement.end).toBeLessThanOrEqual(text.length)
          parseScript(text, { psql: true })
          scan(text)
        },
      ),
      { numRuns: 2000 },
    )
  })
})

import {
  bodySource,
  EmbeddedSql,
  loadParser,
  type PlpgsqlBody,
  type PlpgsqlHeader,
  type PlpgsqlStatement,
  parseScript,
  readPlpgsql,
} from '../src/index.ts'

beforeAll(loadParser)

function read(body: string, header: PlpgsqlHeader | null = null): PlpgsqlBody {
  const result = readPlpgsql(body, header)
  if ('message' in result) throw new Error(result.message)
  return result
}

function firstOf<K extends PlpgsqlStatement['kind']>(body: string, kind: K): Extract<PlpgsqlStatement, { kind: K }> {
  const found = read(body).block.body.find((statement) => statement.kind === kind)
  if (!found) throw new Error(`no ${kind} in ${body}`)
  return found as Extract<PlpgsqlStatement, { kind: K }>
}

/** Every piece of embedded SQL of a value, in order. */
function embedded(value: unknown): EmbeddedSql[] {
  if (value instanceof EmbeddedSql) return [value]
  if (value instanceof Map) return [...value.values()].flatMap(embedded)
  if (Array.isArray(value)) return value.flatMap(embedded)
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(embedded) : []
}

const large = `
<<outer>>
DECLARE
  r record;
  n int := 3;
  b text;
  label constant text NOT NULL DEFAULT 'x''é';
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood') THEN -- n n n
    CREATE TYPE mood AS ENUM ('sad', 'happy');
  ELSIF n > 2 THEN
    RAISE NOTICE 'a % b', n;
  ELSE
    NULL;
  END IF;
  FOR r IN SELECT relname FROM pg_class LOOP
    EXECUTE format('DROP TABLE %I', r.relname) USING n, label;
  END LOOP;
  FOR r IN EXECUTE 'SELECT 1' USING n LOOP NULL; END LOOP;
  FOR i IN REVERSE 5..1 BY 2 LOOP n := n + i; EXIT outer WHEN n > 5; CONTINUE; END LOOP;
  FOREACH n IN ARRAY ARRAY[1, 2] LOOP perform f(n); END LOOP;
  WHILE n < 3 LOOP n = n + 1; END LOOP;
  CASE n WHEN 1, 2 THEN NULL; WHEN 3 THEN NULL; ELSE NULL; END CASE;
  SELECT a, b INTO STRICT n, b FROM "Ünï" WHERE a = 1;
  GET DIAGNOSTICS n = ROW_COUNT;
  RAISE EXCEPTION 'x %', n USING ERRCODE = '23505', HINT = 'a';
  BEGIN
    DROP TABLE t;
  EXCEPTION
    WHEN undefined_table OR SQLSTATE '2BP01' THEN NULL;
    WHEN OTHERS THEN RAISE;
  END;
END`

describe('the tree', () => {
  test('statements in order', () => {
    const { block } = read(large)
    expect(block.body.map((statement) => `${statement.line} ${statement.kind}`)).toEqual([
      '9 if',
      '16 for-query',
      '19 for-execute',
      '20 for-range',
      '21 for-array',
      '22 while',
      '23 case',
      '24 sql',
      '25 diagnostics',
      '26 raise',
      '27 block',
    ])
    expect(block.label).toBe('outer')
  })

  test('declarations with types and defaults', () => {
    const { block } = read(large)
    expect(block.declarations.map(({ name, type, constant, notNull }) => ({ name, type, constant, notNull }))).toEqual([
      { name: 'r', type: 'record', constant: false, notNull: false },
      { name: 'n', type: 'int', constant: false, notNull: false },
      { name: 'b', type: 'text', constant: false, notNull: false },
      { name: 'label', type: 'text', constant: true, notNull: true },
    ])
    expect(block.declarations.map((one) => one.default?.text ?? null)).toEqual([null, '3', null, "'x''é'"])
  })

  test('declarations belong to their block', () => {
    const { block } = read(
      'DECLARE a int;\nBEGIN\nDECLARE b int;\nBEGIN\nNULL;\nEND;\nFOR i IN 1..2 LOOP NULL; END LOOP;\nEND',
    )
    expect(block.declarations.map((one) => one.name)).toEqual(['a'])
    expect(block.body[0]).toMatchObject({ kind: 'block', declarations: [{ name: 'b' }] })
  })

  test('types as written', () => {
    const { block } = read('DECLARE a users.id%TYPE; b public.users%ROWTYPE; c varchar(20)[]; BEGIN END')
    expect(block.declarations.map((one) => one.type)).toEqual([
      'users.id%TYPE',
      'public.users%rowtype',
      'varchar(20)[]',
    ])
  })

  test('handlers', () => {
    const { block } = read(large)
    const inner = block.body.at(-1)
    if (inner?.kind !== 'block') throw new Error('a block')
    expect(inner.handlers).toMatchObject([
      { conditions: ['undefined_table', '2BP01'], body: [] },
      { conditions: ['others'], body: [{ kind: 'raise', condition: null, message: null }] },
    ])
    expect(block.handlers).toBeNull()
  })

  test('handlers of the outermost block', () => {
    const { block } = read('BEGIN CREATE TYPE a AS ENUM (); EXCEPTION WHEN duplicate_object THEN NULL; END')
    expect(block).toMatchObject({ body: [{ kind: 'sql' }], handlers: [{ conditions: ['duplicate_object'], body: [] }] })
  })

  test('a raise and its options', () => {
    const raise = firstOf(large, 'raise')
    expect(raise).toMatchObject({ level: 'exception', condition: null, message: 'x %' })
    expect([...raise.options].map(([name, sql]) => [name, sql.text])).toEqual([
      ['errcode', "'23505'"],
      ['hint', "'a'"],
    ])
    expect(firstOf("BEGIN RAISE SQLSTATE '22012'; END", 'raise')).toMatchObject({ condition: '22012' })
    expect(firstOf('BEGIN RAISE unique_violation; END', 'raise')).toMatchObject({ condition: 'unique_violation' })
    expect(firstOf("BEGIN RAISE 'text'; END", 'raise')).toMatchObject({ level: 'exception', message: 'text' })
  })

  test('loops', () => {
    expect(firstOf(large, 'for-range')).toMatchObject({ variable: 'i', reverse: true, step: { text: '2' } })
    expect(firstOf(large, 'for-array')).toMatchObject({ variable: 'n', slice: 0, array: { text: 'ARRAY[1, 2]' } })
    expect(firstOf(large, 'for-query')).toMatchObject({ target: { names: ['r'], row: true } })
    expect(firstOf(large, 'for-range').body).toMatchObject([
      { kind: 'assign', variable: 'n', value: { text: 'n + i' } },
      { kind: 'exit', label: 'outer', condition: { text: 'n > 5' } },
      { kind: 'continue', label: null, condition: null },
    ])
  })

  test('targets', () => {
    expect(firstOf(large, 'sql').into).toEqual({ names: ['n', 'b'], row: false, strict: true })
    expect(firstOf('DECLARE r record; BEGIN EXECUTE $$SELECT 1$$ INTO r; END', 'execute').into).toEqual({
      names: ['r'],
      row: true,
      strict: false,
    })
    expect(firstOf('DECLARE r record; BEGIN r.x := 1; END', 'assign').variable).toBe('r.x')
    expect(firstOf('DECLARE a int[]; BEGIN a[1] := 2; END', 'assign')).toMatchObject({
      variable: 'a[]',
      value: { text: '2' },
    })
  })

  test('a case over values', () => {
    const statement = firstOf(large, 'case')
    expect(statement.value?.text).toBe('n')
    expect(statement.branches.map((branch) => branch.condition.text)).toEqual(['1, 2', '3'])
    expect(statement.otherwise).toEqual([])
    expect(firstOf('BEGIN CASE WHEN true THEN NULL; END CASE; END', 'case')).toMatchObject({
      value: null,
      otherwise: null,
    })
  })

  test('what the tree has no form for says what it is', () => {
    const body = 'DECLARE c CURSOR FOR SELECT 1; BEGIN OPEN c; CLOSE c; END'
    expect(read(body).block.body).toMatchObject([
      { kind: 'unknown', what: 'open' },
      { kind: 'unknown', what: 'close' },
    ])
  })
})

describe('places', () => {
  test.each([
    large,
    'BEGIN\nIF a THEN a; END IF;\nEND'.replace('THEN a', 'THEN SELECT a'),
    "BEGIN /* SELECT 1 */ PERFORM 1; PeRfOrM 1; EXECUTE 'SELECT 1'; END",
    'DECLARE n int; BEGIN INSERT INTO t VALUES (1) RETURNING id INTO n; n := n; END',
  ])('every embedded text stands where it says: %j', (body) => {
    const all = embedded(read(body))
    expect(all.length).toBeGreaterThan(1)
    for (const { text, start } of all) {
      if (start === null) throw new Error(`no place for ${text}`)
      const there = body.slice(start, start + text.length)
      if (/^perform/i.test(body.slice(start - 1))) continue
      expect([...there].map((char, at) => (text[at] === ' ' ? ' ' : char)).join('')).toBe(text)
    }
  })

  test('PERFORM is parsed as SELECT, and what follows keeps its place', () => {
    const body = 'BEGIN\n  PERFORM missing(1);\nEND'
    const { query } = firstOf(body, 'perform')
    expect(query.text).toBe('SELECT missing(1)')
    expect(body.slice((query.start ?? 0) + 'SELECT '.length)).toMatch(/^missing/)
  })

  test('an expression has its own locations', () => {
    const { value } = firstOf('DECLARE n int; BEGIN n := 1 + nope; END', 'assign')
    const select = value.expression()
    expect(select).toMatchObject({
      targetList: [{ ResTarget: { val: { A_Expr: { rexpr: { ColumnRef: { location: 4 } } } } } }],
    })
  })

  test('texts with wide characters', () => {
    const body = "BEGIN RAISE NOTICE 'é👍'; DROP TABLE ключ; END"
    const { sql } = firstOf(body, 'sql')
    expect(body.slice(sql.start ?? 0)).toMatch(/^DROP TABLE ключ/)
  })
})

describe('body sources', () => {
  function source(text: string) {
    const [item] = parseScript(text).items
    return item && 'statement' in item ? bodySource(item.statement, text) : null
  }

  test.each([
    ['DO $$ BEGIN x; END $$', 'plpgsql', ' BEGIN x; END '],
    ['-- a\nDO LANGUAGE plpgsql $do$ BEGIN END $do$;', 'plpgsql', ' BEGIN END '],
    ["DO 'BEGIN RAISE NOTICE ''a''; x; END'", 'plpgsql', "BEGIN RAISE NOTICE 'a'; x; END"],
    ['DO $$ 1 $$ LANGUAGE plv8', 'plv8', ' 1 '],
    ["CREATE FUNCTION f(a text DEFAULT 'x') RETURNS text LANGUAGE sql AS $a$ SELECT x $a$", 'sql', ' SELECT x '],
  ])('%s', (text, language, body) => {
    const found = source(text)
    expect(found).toMatchObject({ language, body })
    const at = body.indexOf('x')
    if (at !== -1) expect(text.slice(found?.at(at))).toMatch(/^x/)
  })

  test('none', () => {
    expect(source('SELECT 1')).toBeNull()
    expect(source("CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'lib', 'f'")).toBeNull()
    expect(source('CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END')).toBeNull()
  })
})

describe('bodies that the parser refuses', () => {
  test.each([
    ['BEGIN CRATE TABLE x (); END', '42601', 'syntax error at or near "CRATE"'],
    ['BEGIN IF a THEN CREATE TABLE x (a int,); END IF; END', '42601', 'syntax error at or near ")"'],
    ['BEGIN IF a THN END IF; END', '42601', 'missing "THEN" at end of SQL expression'],
    ['BEGIN x := 1; END', '42601', '"x" is not a known variable'],
    ['BEGIN EXCEPTION WHEN no_such THEN NULL; END', '42704', 'unrecognized exception condition "no_such"'],
    ['DECLARE a CONSTANT int := 1; BEGIN a := 2; END', '22005', 'variable "a" is declared CONSTANT'],
    ['', '42601', 'syntax error at end of input'],
  ])('%j', (body, sqlstate, message) => {
    expect(readPlpgsql(body)).toEqual({ sqlstate, message })
  })
})

describe('routines', () => {
  const header = { parameters: [], returns: 'nothing', procedure: false } as const

  test('parameters are variables', () => {
    const parameters = [
      { name: 'A b', mode: 'in' },
      { name: '', mode: 'in' },
      { name: 'c', mode: 'inout' },
    ] as const
    const body = read('BEGIN c := $2; RETURN; END', { ...header, parameters })
    expect(body.implicit.map((one) => one.name)).toEqual(expect.arrayContaining(['A b', 'c', 'found']))
  })

  test('parameters go by the routine’s name, too', () => {
    const parameters = [
      { name: 'a', mode: 'in' },
      { name: 'b', mode: 'table' },
    ] as const
    const body = 'BEGIN "My F".b := "My F".a; RETURN NEXT; END'
    expect(read(body, { ...header, name: 'My F', parameters, returns: 'set' }).block.body[0]).toMatchObject({
      kind: 'assign',
      value: { text: '"My F".a' },
    })
    expect(readPlpgsql(body, { ...header, parameters, returns: 'set' })).toMatchObject({ sqlstate: '42601' })
  })

  test('triggers have NEW and OLD', () => {
    const body = 'BEGIN NEW.at = now(); RETURN NEW; END'
    expect(read(body, { ...header, returns: 'trigger' }).block.body).toMatchObject([
      { kind: 'assign', variable: 'new.at', value: { text: 'now()' } },
      { kind: 'return', variable: 'new' },
    ])
    expect(readPlpgsql(body, header)).toMatchObject({ sqlstate: '42601' })
  })

  test.each(['value', 'set', 'event trigger'] as const)('returns %s', (returns) => {
    expect(
      read('BEGIN RETURN; END'.replace('RETURN;', returns === 'value' ? 'RETURN 1;' : 'RETURN;'), {
        ...header,
        returns,
      }).block.kind,
    ).toBe('block')
  })

  test('table functions and procedures', () => {
    const parameters = [{ name: 'x', mode: 'table' }] as const
    expect(read('BEGIN RETURN QUERY SELECT 1; END', { ...header, parameters }).block.body[0]).toMatchObject({
      kind: 'perform',
      query: { text: 'SELECT 1' },
    })
    expect(
      read("BEGIN RETURN QUERY EXECUTE 'SELECT $1' USING 1; END", { ...header, parameters }).block.body[0],
    ).toMatchObject({ kind: 'execute', text: { text: "'SELECT $1'" }, parameters: [{ text: '1' }] })
    expect(read('BEGIN COMMIT; END', { ...header, procedure: true }).block.body[0]).toMatchObject({ action: 'commit' })
  })
})

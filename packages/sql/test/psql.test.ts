import { loadParser, parseScript } from '../src/index.ts'

beforeAll(loadParser)

function read(text: string): string[] {
  return parseScript(text, { psql: true }).items.map((item) => {
    if ('meta' in item) return `\\${[item.meta.command, ...item.meta.args].join('|')}`
    if ('problem' in item) return `✗ ${item.problem.message}`
    const { span, copyData } = item.statement
    const data = copyData ? ` ← ${JSON.stringify(text.slice(copyData.start, copyData.end))}` : ''
    return text.slice(span.start, span.end) + data
  })
}

test.each([
  ['\\connect shop\nSELECT 1;', ['\\connect|shop', 'SELECT 1']],
  ['\\c - app localhost 5433\r\nSELECT 1;\r\n', ['\\c|-|app|localhost|5433', 'SELECT 1']],
  ["\\i 'it''s here.sql'\n\\ir ../b.sql", ["\\i|it's here.sql", '\\ir|../b.sql']],
  ['\\set ON_ERROR_STOP on \\echo done', ['\\set|ON_ERROR_STOP|on', '\\echo|done']],
  ['\\echo one \\\\ SELECT 1;', ['\\echo|one', 'SELECT 1']],
  ['SELECT 1 \\g\nSELECT 2;', ['SELECT 1', '\\g', 'SELECT 2']],
  [
    "SELECT format('DROP TABLE %I', relname) FROM pg_class \\gexec",
    ["SELECT format('DROP TABLE %I', relname) FROM pg_class", '\\gexec'],
  ],
  ["SELECT '\\connect x'; -- \\connect y\nSELECT $$\\i z$$;", ["SELECT '\\connect x'", 'SELECT $$\\i z$$']],
  ['BEGIN\\; COMMIT;', ['BEGIN', 'COMMIT']],
  ["\\copy t FROM 'x.csv' CSV\nSELECT 1;", ["\\copy|t FROM 'x.csv' CSV", 'SELECT 1']],
  ['\ufeffSELECT 1;', ['SELECT 1']],
])('%j', (text, expected) => {
  expect(read(text)).toEqual(expected)
})

describe('COPY … FROM STDIN', () => {
  test('the lines up to \\. are data', () => {
    const text = "COPY public.t (a, b) FROM stdin;\n1\tit's\n2\t\\N\n\\.\n\nSELECT 1;"
    expect(read(text)).toEqual(['COPY public.t (a, b) FROM stdin ← "1\\tit\'s\\n2\\t\\\\N\\n"', 'SELECT 1'])
  })

  test('data without an end run to the end of the file', () => {
    expect(read('COPY t FROM STDIN WITH (FORMAT csv);\n1;2\n3')).toEqual([
      'COPY t FROM STDIN WITH (FORMAT csv) ← "1;2\\n3"',
    ])
  })

  test('what follows on the same line is SQL', () => {
    expect(read('COPY t FROM STDIN; SELECT 1;\n1\n\\.\nSELECT 2;')).toEqual([
      'COPY t FROM STDIN ← "1\\n"',
      'SELECT 1',
      'SELECT 2',
    ])
  })

  test('COPY to or from elsewhere has no data', () => {
    expect(read("COPY t TO STDOUT;\nCOPY t FROM '/x';\nSELECT 1;")).toEqual([
      'COPY t TO STDOUT',
      "COPY t FROM '/x'",
      'SELECT 1',
    ])
  })

  test('without data lines', () => {
    expect(read('COPY t FROM STDIN;\n\\.\nSELECT 1;')).toEqual(['COPY t FROM STDIN ← ""', 'SELECT 1'])
  })
})

test('a syntax error keeps its place among backslash commands', () => {
  const text = '\\set x 1\nSELEC 1;\n\\echo a\nSELECT 1;'
  expect(read(text)).toEqual(['\\set|x|1', '✗ syntax error at or near "SELEC"', '\\echo|a', 'SELECT 1'])
})

test('other scripts have no backslash commands', () => {
  expect(parseScript('\\connect shop\nSELECT 1;').items).toMatchObject([
    { problem: { message: 'syntax error at or near "\\"' } },
  ])
})

import { locate } from '@migration-doctor/core'
import stringWidth from 'string-width'
import { frame, sourceOf } from '../src/frame.ts'
import { paintFor } from '../src/paint.ts'

const paint = paintFor(false)

function framed(text: string, place: string, options: { context?: number; lines?: number } = {}) {
  const source = sourceOf(text)
  const start = text.indexOf(place)
  const location = locate({ file: 'a.sql', span: { start, end: start + place.length } }, source.starts)
  return frame(source, location, { paint, brush: (line) => line, width: 60, context: 0, lines: 3, ...options }).join(
    '\n',
  )
}

test('underlines the place', () => {
  expect(framed('SELECT 1;\nSELECT wrong;\n', 'wrong')).toBe(' 2 │ SELECT wrong;\n   │        ━━━━━')
})

test('tabs count to their stops, in the line and under it', () => {
  expect(framed('a\tb\twrong', 'wrong')).toBe(' 1 │ a   b   wrong\n   │         ━━━━━')
})

test('wide characters and emoji take the columns they are shown in', () => {
  expect(framed('"名称", "👩‍👩‍👧" wrong', 'wrong')).toBe(' 1 │ "名称", "👩‍👩‍👧" wrong\n   │              ━━━━━')
  expect(framed('SELECT 名称;', '名称')).toBe(' 1 │ SELECT 名称;\n   │        ━━━━')
})

test('a place that begins inside a surrogate pair or a cluster still has an underline', () => {
  const source = sourceOf('é👍x')
  const location = { file: 'a.sql', startLine: 1, startColumn: 3, endLine: 1, endColumn: 3 }
  expect(frame(source, location, { paint, brush: (line) => line, width: 60, context: 0, lines: 3 })).toHaveLength(2)
})

test.each(['\r\n', '\r', '\n'])('lines end at %j', (end) => {
  expect(framed(['a', 'wrong', 'b'].join(end), 'wrong', { context: 1 })).toBe(' 1 │ a\n 2 │ wrong\n   │ ━━━━━\n 3 │ b')
})

test('a byte order mark is not shown', () => {
  expect(framed('\ufeffwrong', 'wrong')).toBe(' 1 │ wrong\n   │ ━━━━━')
})

test('common indentation is taken off', () => {
  expect(framed('    a\n      wrong\n    b', 'wrong', { context: 1 })).toBe(
    ' 1 │ a\n 2 │   wrong\n   │   ━━━━━\n 3 │ b',
  )
})

test('long lines are cut around the place', () => {
  const text = `${'left '.repeat(2000)}wrong${' right'.repeat(2000)}`
  const lines = framed(text, 'wrong').split('\n')
  expect(lines[0]).toMatch(/^ 1 │ ….*left wrong right.*…$/)
  expect(lines[1]?.indexOf('━')).toBe(lines[0]?.indexOf('wrong'))
  for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(60)
})

test('a place wider than the frame is shown from its start', () => {
  const lines = framed(`${'x'.repeat(90)} ${'wrong'.repeat(90)}`, 'wrong'.repeat(90)).split('\n')
  expect(lines[0]).toContain('x wrongwrong')
  for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(60)
})

test('a long place is shown by its first lines and a count', () => {
  const place = Array.from({ length: 9 }, (_, index) => `line ${index}`).join('\n')
  expect(framed(place, place)).toBe(' 1 │ line 0\n   │ ━━━━━━\n 2 ┃ line 1\n 3 ┃ line 2\n   ⋮ 6 more lines')
  expect(framed(place, place, { lines: 1 })).toBe(' 1 │ line 0\n   │ ━━━━━━')
})

test('an empty place at the end of a line is marked after it', () => {
  const source = sourceOf('SELECT (\n')
  const location = { file: 'a.sql', startLine: 1, startColumn: 9, endLine: 1, endColumn: 9 }
  expect(frame(source, location, { paint, brush: (line) => line, width: 60, context: 0, lines: 3 })).toEqual([
    ' 1 │ SELECT (',
    '   │         ━',
  ])
})

test('control and bidirectional characters are made visible', () => {
  expect(framed('a\u001b[31m\u0000\u202e wrong', 'wrong')).toContain('a␛[31m␀<U+202E> wrong')
})

test('a place outside the text gives no frame', () => {
  const location = { file: 'a.sql', startLine: 7, startColumn: 1, endLine: 7, endColumn: 2 }
  expect(frame(sourceOf('a'), location, { paint, brush: (line) => line, width: 60, context: 1, lines: 3 })).toEqual([])
})

import { lineStarts, locate } from '@migration-doctor/core'

test('locations are 1-based, end exclusive, and count every kind of line end once', () => {
  const text = 'ab\r\ncd\nef\rgh'
  const place = { file: 'x.sql', span: { start: text.indexOf('d'), end: text.indexOf('h') } }
  expect(locate(place, lineStarts(text))).toEqual({
    file: 'x.sql',
    startLine: 2,
    startColumn: 2,
    endLine: 4,
    endColumn: 2,
  })
})

import { clip } from '../demo/clip.ts'
import { heading, lastLines, prompt, wrap } from '../demo/page.ts'

const colour = (text: string) => `\u001b[31m${text}\u001b[0m`

describe('clip', () => {
  test('leaves what fits as it is', () => {
    expect(clip('12345\n1234', 5)).toBe('12345\n1234')
    expect(clip(colour('12345'), 5)).toBe(colour('12345'))
  })

  test('cuts what does not, the mark included in the width', () => {
    expect(clip('123456', 5)).toBe('1234…')
  })

  test('counts no columns for colours, and ends them', () => {
    expect(clip(colour('123456'), 5)).toBe('\u001b[31m1234…\u001b[0m')
  })
})

test('wrap breaks at spaces and keeps within the width, the indent included', () => {
  const wrapped = wrap('word '.repeat(60).trim(), '  ').split('\n')
  expect(wrapped.length).toBeGreaterThan(3)
  for (const line of wrapped) expect(line).toMatch(/^ {2}word( word)*$/)
  expect(Math.max(...wrapped.map(({ length }) => length))).toBeLessThanOrEqual(80)
})

test('a long command is continued as a shell reads it', () => {
  const shown = prompt(`mark pending ${'a_long_name.sql '.repeat(10).trim()}`)
  expect(shown.split('\n').slice(0, -1)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^\$ mark pending .* \\$/)]),
  )
  expect(shown.replaceAll(/ \\\n +/g, ' ')).toBe(`$ mark pending ${'a_long_name.sql '.repeat(10).trim()}`)
  expect(Math.max(...shown.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80)
})

test('headings fill a line; of a long output the end is shown', () => {
  expect(heading('1 of 5').trim()).toHaveLength(80)
  expect(lastLines('one\n\ntwo\nthree\n', 2)).toBe('  two\n  three')
})

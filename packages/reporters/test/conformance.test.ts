import { reporters } from '../src/index.ts'
import { empty, everything, options } from './canned.ts'

const rules = [...new Set(everything.projects.flatMap(({ findings }) => findings.map(({ rule }) => rule)))]

test('reporters have different names and one-line summaries', () => {
  expect(new Set(reporters.map(({ name }) => name)).size).toBe(reporters.length)
  for (const { summary } of reporters) expect(summary).toMatch(/^[^\n]{5,70}$/)
})

describe.each(reporters.map((reporter) => [reporter.name, reporter] as const))('%s', (name, reporter) => {
  const text = reporter.render(everything, options)

  test('renders the canned report', () => {
    expect(text).toMatchSnapshot()
  })

  test('names every rule that found something', () => {
    for (const rule of rules) expect(text).toContain(rule)
  })

  test('is the same text every time', () => {
    expect(reporter.render(everything, options)).toBe(text)
  })

  test('ends its lines with LF, and the last one too', () => {
    expect(text).not.toContain('\r')
    expect(text.endsWith('\n')).toBe(true)
  })

  test('holds no escape sequence without colour, and none of the report in colour', () => {
    expect(text).not.toContain('\u001b')
    const coloured = reporter.render(everything, { ...options, color: true })
    expect(coloured).not.toContain('\u001b[31mred\u001b[0m')
  })

  test('holds no absolute path', () => {
    expect(text).not.toMatch(/(^|[\s"'(])\/(?:home|root|work|tmp|Users)\//)
  })

  test('survives sources that are gone and a report without projects', () => {
    expect(reporter.render(everything, { ...options, sources: new Map() })).not.toBe('')
    expect(() => reporter.render(empty, options)).not.toThrow()
  })

  if (name === 'json') {
    test('is the report itself', () => {
      expect(JSON.parse(text)).toEqual(everything)
    })
  }
})

import * as v from 'valibot'

/** One fault of the configuration: which option, what it says, what it takes. */
export function issueText(found: v.BaseIssue<unknown>, within = ''): string {
  const path = [within, v.getDotPath(found) ?? ''].filter((part) => part !== '').join('.')
  if (found.type === 'strict_object' && found.expected === 'never') return `\`${path}\` is not an option`
  const inner = found.type === 'union' ? deepest(found) : null
  if (inner) return issueText(inner, path)
  if (found.kind === 'validation') return `\`${path}\`: ${found.message}`
  const what = path === '' ? 'it' : `\`${path}\``
  if (found.received === 'undefined') return `${what} is missing`
  return `${what} is ${found.received}, and has to be ${readable(found.expected)}`
}

/** Of the forms that a value may have, the one that it came closest to: the fault that lies deepest in it. */
function deepest({ issues }: v.BaseIssue<unknown>): v.BaseIssue<unknown> | null {
  const inside = (issues ?? []).filter(({ path }) => path !== undefined && path.length > 0)
  const [first] = inside.toSorted((a, b) => (b.path?.length ?? 0) - (a.path?.length ?? 0))
  return first ?? null
}

function readable(expected: string | null): string {
  const words = (expected ?? 'something else').replace(/[()]/g, '').replaceAll(' | ', ' or ')
  return words.replace(/\bObject\b/, 'an object').replace(/\bArray\b/, 'a list')
}

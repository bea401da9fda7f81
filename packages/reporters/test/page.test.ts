import { renderPage, rulePage } from '../src/index.ts'

const rule = {
  name: 'duplicate-create',
  severity: 'error',
  summary: 'An object is created a second time.',
  why: 'PostgreSQL refuses the second `CREATE`, and everything after it:\n\n```sql\nCREATE TABLE a ();\n```\n\n1. look\n2. choose\n\n- one\n- two',
  needs: [],
  sources: ['squawk: ban-drop'],
} as const

test('a rule has a page in Markdown', () => {
  expect(rulePage(rule)).toBe(`# duplicate-create

An object is created a second time.

Severity: **error**. Works on the migration files alone.

## Why it matters

${rule.why}

## The same elsewhere

- squawk: ban-drop
`)
})

test('a page says what the rule needs', () => {
  const page = rulePage({ ...rule, needs: ['history', 'catalog'], sources: [] })
  expect(page).toContain('Needs the history in a database and the catalog of a database.')
  expect(page).not.toContain('elsewhere')
})

test('a page becomes plain text without colour', async () => {
  expect(await renderPage(rulePage(rule), { color: false, width: 40 })).toBe(`duplicate-create

An object is created a second time.

Severity: error. Works on the migration
files alone.

Why it matters

PostgreSQL refuses the second \`CREATE\`,
and everything after it:

    CREATE TABLE a ();

1. look
2. choose

- one
- two

The same elsewhere

- squawk: ban-drop
`)
})

test('colour adds nothing but colour, and quotes, links and rules are kept', async () => {
  const markdown = '# a\n\n> quoted *text* & <b>\n\n[here](https://example.org)\n\n---\n\n| a |\n|---|\n| b |\n'
  const plain = await renderPage(markdown, { color: false, width: 60 })
  expect(plain).toContain('│ quoted text & <b>')
  expect(plain).toContain('here (https://example.org)')
  const coloured = await renderPage(markdown, { color: true, width: 60 })
  expect(coloured).not.toBe(plain)
  expect(coloured.replaceAll(/\u001b\[\d+m/gu, '')).toBe(plain)
})

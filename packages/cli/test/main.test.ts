import { run } from '../src/main.ts'
import { folderOf, testHost } from './test-host.ts'

async function called(...words: string[]) {
  const host = testHost({ cwd: await folderOf({}) })
  const code = await run(words, host)
  return { code, ...host.written }
}

test.each([
  [[], 'Say what to do: diagnose is a good start.'],
  [['diagnos'], 'Did you mean diagnose?'],
  [['lint', '--colour', 'never'], 'Unknown argument: colour'],
  [['lint', '--format', 'pdf'], 'Invalid values'],
  [['lint', '--cwd', 'a', '--cwd', 'b'], '--cwd is given more than once.'],
  [['lint', '--url', 'postgres://me:secret@db/shop'], 'Unknown argument: url'],
  [['mark', 'done', 'x'], 'Invalid values'],
])('%j is refused with a sentence', async (words, message) => {
  const { code, out, err } = await called(...words)
  expect(code).toBe(2)
  expect(out).toBe('')
  expect(err).toContain(message)
  expect(err).not.toMatch(/secret|\n\s+at /)
})

import { invocationOf } from '../src/invocation.ts'
import { programName } from '../src/node-host.ts'
import { testHost } from './test-host.ts'

const host = testHost({ cwd: '/' })

test('repeats what the next command needs, quoted for a shell', () => {
  const args = { cwd: "it's here", migrations: ['a b', 'c/**/*.sql'], tool: 'sql' as const, 'pg-version': 15 }
  expect(invocationOf(args, host)).toEqual({
    program: 'migration-doctor',
    options: "--cwd 'it'\\''s here' --tool sql --migrations 'a b' --migrations 'c/**/*.sql' --pg-version 15",
  })
})

test.each([
  ['postgres://me:secret@db/shop?sslmode=require', "--url 'postgres://me@db/shop?sslmode=require'"],
  ['postgresql://db/shop?user=me&password=secret', "--url 'postgresql://db/shop?user=me'"],
  ['postgres://me@db/shop', '--url postgres://me@db/shop'],
])('never repeats a password: %s', (url, options) => {
  expect(invocationOf({ url }, host).options).toBe(options)
})

test.each([
  ['/usr/bin/migration-doctor', {}, 'migration-doctor'],
  ['/x/doctor', {}, 'doctor'],
  ['/x/node_modules/.bin/migration-doctor', { npm_command: 'exec' }, 'npx migration-doctor'],
  ['/x/bin/migration-doctor.js', { npm_command: 'run-script' }, 'npx migration-doctor'],
])('%s is typed as %s', (script, environment, expected) => {
  expect(programName(script, environment)).toBe(expected)
})

import { join } from 'node:path'
import { onlyProject, settingsOf } from '../src/settings.ts'
import { folderOf, testHost } from './test-host.ts'

const settingsIn = (cwd: string, args = {}) => settingsOf(args, testHost({ cwd }))

test('without a configuration there is one project, found by itself', async () => {
  const cwd = await folderOf({})
  const { projects, rules } = await settingsIn(cwd)
  expect(rules).toEqual({})
  expect(projects).toEqual([
    {
      name: null,
      cwd,
      tool: 'auto',
      migrations: [],
      dialect: null,
      historyTable: null,
      schemaFile: null,
      toolVersion: null,
      pgVersion: null,
      replay: 'auto',
      model: false,
      url: null,
      shadowUrl: null,
    },
  ])
})

test('the command line goes before the configuration', async () => {
  const cwd = await folderOf({
    'migration-doctor.config.json': JSON.stringify({ tool: 'sql', migrations: 'db', pgVersion: 14, replay: 'never' }),
  })
  const { projects } = await settingsIn(cwd, { tool: 'prisma', 'pg-version': 16, 'history-table': '"Ops".migrations' })
  expect(projects[0]).toMatchObject({
    tool: 'prisma',
    migrations: ['db'],
    pgVersion: 16,
    replay: 'never',
    historyTable: { schema: 'Ops', name: 'migrations' },
  })
})

test.each([
  ['package.json', '{ "migration-doctor": { "projects": { "a": { "cwd": "x" }, "b": {} }, "tool": "sql" } }'],
  ['migration-doctor.config.json', '{ "projects": { "a": { "cwd": "x" }, "b": {} }, "tool": "sql" }'],
  ['migration-doctor.config.js', 'module.exports = { projects: { a: { cwd: "x" }, b: {} }, tool: "sql" }'],
  ['migration-doctor.config.mjs', 'export default { projects: { a: { cwd: "x" }, b: {} }, tool: "sql" }'],
  [
    'migration-doctor.config.ts',
    'type T = string; const tool: T = "sql"\nexport default { projects: { a: { cwd: "x" }, b: {} }, tool }',
  ],
])('%s configures several projects', async (name, text) => {
  const cwd = await folderOf({ [name]: text, 'sub/empty': '' })
  const { projects } = await settingsIn(join(cwd, 'sub'))
  expect(projects.map(({ name, cwd, tool }) => ({ name, cwd, tool }))).toEqual([
    { name: 'a', cwd: join(cwd, 'x'), tool: 'sql' },
    { name: 'b', cwd, tool: 'sql' },
  ])
})

test('--project chooses one, and says which there are', async () => {
  const cwd = await folderOf({ 'doctor.json': '{ "projects": { "a": {}, "b": {} } }' })
  const chosen = await settingsIn(cwd, { config: 'doctor.json', project: 'b' })
  expect(onlyProject(chosen).name).toBe('b')
  await expect(settingsIn(cwd, { config: 'doctor.json', project: 'c' })).rejects.toMatchObject({
    code: 2,
    message: 'No project is called c.',
    hint: 'Configured: a, b.',
  })
  const all = await settingsIn(cwd, { config: 'doctor.json' })
  expect(() => onlyProject(all)).toThrow('Several projects are configured: a, b.')
})

test.each([
  ['{ "tools": "sql" }', '`tools` is not an option'],
  ['{ "tool": "knex" }', '`tool` is "knex", and has to be "auto"'],
  ['{ "projects": { "a": { "rules": {} } } }', '`projects.a.rules` is not an option'],
  ['{ "rules": { "duplicate-create": "loud" } }', '`rules.duplicate-create` is "loud"'],
  ['{ broken', 'cannot be read: '],
])('a configuration that says %s is refused', async (text, message) => {
  const cwd = await folderOf({ 'migration-doctor.config.json': text })
  await expect(settingsIn(cwd)).rejects.toMatchObject({ code: 2, message: expect.stringContaining(message) })
})

test.each([
  [{ cwd: 'nowhere' }, 'There is no folder'],
  [{ 'history-table': 'a.b.c' }, 'a.b.c is not the name of a table.'],
  [{ 'history-table': 'a.' }, 'a. is not the name of a table.'],
  [{ 'pg-version': 9.6 }, 'PostgreSQL 9.6 is not known here.'],
  [{ config: 'nowhere.json' }, 'The configuration'],
])('%j is refused', async (args, message) => {
  const cwd = await folderOf({})
  await expect(settingsIn(cwd, args)).rejects.toMatchObject({ code: 2, message: expect.stringContaining(message) })
})

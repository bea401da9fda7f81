import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { settingsOf } from '../src/settings.ts'
import { folderOf, testHost } from './test-host.ts'

const schema: object = JSON.parse(readFileSync(new URL('../../../docs/config.schema.json', import.meta.url), 'utf8'))
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema)

const own = {
  like: 'filename-history',
  files: '^(?<version>\\d+)-(?<label>.+)\\.sql$',
  order: 'number',
  newFile: '{version}-{label}.sql',
  transaction: 'migration',
  send: 'psql',
  marks: { up: '-- up', down: '-- down' },
  table: {
    name: 'ops.changes',
    columns: { name: 'script', appliedAt: 'ran_at', success: 'ok', checksum: 'md5' },
    holds: 'stem',
    checksum: 'md5',
  },
  commands: { run: 'make migrate', status: 'make status' },
}

const good: readonly object[] = [
  {},
  { $schema: './config.schema.json', tool: 'sql', migrations: ['a', 'b'], rules: { 'duplicate-create': 'off' } },
  { dialect: 'goose' },
  { dialect: own, projects: { shop: { dialect: { table: { columns: { name: 'n' } } } } } },
]

const bad: readonly [configuration: object, said: string][] = [
  [{ dialect: 'gose' }, '`dialect` is "gose", and has to be "goose" or "sql-migrate"'],
  [
    { dialect: { order: 'size' } },
    '`dialect.order` is "size", and has to be "bytes" or "localeCompare" or "number" or "version"',
  ],
  [{ dialect: { files: '(' } }, '`dialect.files`: it is no regular expression'],
  [{ dialect: { table: {} } }, '`dialect.table.columns` is missing'],
  [{ dialect: { table: { columns: { name: 'a', when: 'b' } } } }, '`dialect.table.columns.when` is not an option'],
  [{ dialect: { table: { columns: { name: 3 } } } }, '`dialect.table.columns.name` is 3, and has to be string'],
  [{ projects: { shop: { dialect: { like: 'knex' } } } }, '`projects.shop.dialect.like` is "knex"'],
  [{ tools: 'sql' }, '`tools` is not an option'],
  [{ pgVersion: '16' }, '`pgVersion` is "16", and has to be number'],
]

test.each(good.map((one) => [one]))('%j is taken, by the schema too', async (configuration) => {
  const cwd = await folderOf({ 'migration-doctor.config.json': JSON.stringify(configuration) })
  const { projects } = await settingsOf({}, testHost({ cwd }))
  expect(projects).toHaveLength(1)
  expect(validate(configuration)).toBe(true)
})

test.each(bad)('%j is refused with what, where and what to do', async (configuration, said) => {
  const cwd = await folderOf({ 'migration-doctor.config.json': JSON.stringify(configuration) })
  await expect(settingsOf({}, testHost({ cwd }))).rejects.toMatchObject({
    code: 2,
    message: expect.stringMatching(/^The configuration .*migration-doctor\.config\.json cannot be used: /),
    hint: expect.stringContaining('config.schema.json'),
  })
  await expect(settingsOf({}, testHost({ cwd }))).rejects.toThrow(said)
  // Whether a text is a regular expression is nothing that the schema can say.
  if (!said.includes('regular expression')) expect(validate(configuration)).toBe(false)
})

test('the command line goes before the configuration', async () => {
  const cwd = await folderOf({ 'migration-doctor.config.json': '{ "dialect": "goose" }' })
  const { projects } = await settingsOf({ dialect: 'dbmate' }, testHost({ cwd }))
  expect(projects[0]?.dialect).toBe('dbmate')
})

import path from 'node:path'
import { DoctorError, type Project } from '@migration-doctor/core'
import { applyPrismaMigrations, memoryFiles, nodeFiles, startServer } from '@migration-doctor/testkit'
import fc from 'fast-check'
import type { Patch, ProjectOptions } from '../../src/index.ts'
import { adapter } from '../../src/prisma/index.ts'
import { sortNames } from '../../src/prisma/order.ts'
import { connect, optionsFor, writeProject } from '../scratch.ts'

const now = new Date('2026-03-04T05:06:07.890Z')

function projectOf(names: readonly string[], options: Partial<ProjectOptions> = {}, more = {}): Promise<Project> {
  const tree = Object.fromEntries(names.map((name) => [`/app/prisma/migrations/${name}/migration.sql`, '']))
  return adapter.read(
    { cwd: '/app', migrations: [], ...options },
    { files: memoryFiles({ ...tree, ...more }), environment: {} },
  )
}

const patchOf = (more: Partial<Patch> = {}): Patch => ({
  title: 'Repair: the Größe of "Orders"!',
  comment: ['Adds the table that 2_b needs.', ''],
  up: ['CREATE TABLE x ();', 'CREATE TABLE y ()'],
  down: [],
  after: null,
  outsideTransaction: false,
  ...more,
})

test('is a directory with the time in its name, a comment, and its statements', async () => {
  const project = await projectOf(['20250101000000_a'])
  expect(adapter.renderPatch(patchOf(), project, now)).toEqual({
    migration: '20260304050607_repair_the_grosse_of_orders',
    path: 'prisma/migrations/20260304050607_repair_the_grosse_of_orders/migration.sql',
    text: '-- Adds the table that 2_b needs.\n--\n\nCREATE TABLE x ();\n\nCREATE TABLE y ();\n',
  })
})

test.each([
  [['20250101000000_a', '20250101000005_b'], '20250101000000_a', '20250101000001_fix'],
  [['20250101000000_a', '20250101000001_b'], '20250101000000_a', '20250101000000_a_then_fix'],
  [['20990101000000_a'], null, '20990101000001_fix'],
  [['0_init'], null, '20260304050607_fix'],
  [['20250513_a', '20250513022650_b'], '20250513_a', '20250513_a_then_fix'],
  [['a', 'b'], 'a', 'a_then_fix'],
])('after %j, %s: %s', async (names, after, expected) => {
  const project = await projectOf(names)
  expect(adapter.renderPatch(patchOf({ title: 'fix', after }), project, now).migration).toBe(expected)
})

test('sorts right after the migration named, in both orders, or says that nothing does', async () => {
  const name = fc
    .stringMatching(/^[0-9]{0,3}(20250[1-3]{3}000000)?[_-]?[a-zA-Z_]{0,4}$/)
    .filter((text) => text.length > 0)
  const property = async (names: readonly string[], pick: number, toolVersion: string) => {
    const project = await projectOf(names, { toolVersion })
    const ordered = project.migrations.map((migration) => migration.name)
    const after = ordered[pick % ordered.length] ?? ''
    let added: string
    try {
      added = adapter.renderPatch(patchOf({ after }), project, now).migration
    } catch (error) {
      expect(error).toBeInstanceOf(DoctorError)
      return
    }
    const order = project.order.by === 'bytes' ? 'bytes' : 'localeCompare'
    const again = sortNames([...names, added], order)
    expect(again[again.indexOf(after) + 1]).toBe(added)
  }
  const histories = fc.uniqueArray(name, { minLength: 1, maxLength: 6 })
  await fc.assert(fc.asyncProperty(histories, fc.nat(), fc.constantFrom('6.5', '6.6'), property), { numRuns: 300 })
})

test('is run by the engine right behind the migration named', async () => {
  const server = await startServer()
  const { url, drop } = await server.createDatabase()
  const { cwd, remove } = await writeProject({
    'prisma/migrations/20250101000000_a/migration.sql': 'CREATE TABLE a (id int);',
    'prisma/migrations/20250101000001_b/migration.sql': 'ALTER TABLE patched ADD COLUMN x int;',
  })
  const database = await connect(url)
  try {
    const project = await adapter.read(optionsFor(cwd), { files: nodeFiles, environment: {} })
    const patch = patchOf({ title: 'fix', after: '20250101000000_a', up: ['CREATE TABLE patched (id int)'] })
    const { path: file, text, migration } = adapter.renderPatch(patch, project, now)
    const patched = await writeProject({
      ...Object.fromEntries(project.sources),
      [file]: text,
    })
    const applied = await applyPrismaMigrations(url, path.join(patched.cwd, 'prisma/migrations'))
    expect(applied).toEqual(['20250101000000_a', migration, '20250101000001_b'])
    await patched.remove()
  } finally {
    await database.close()
    await drop()
    await remove()
  }
})

test('is refused where the JavaScript engine would tear it', async () => {
  const config = {
    '/app/prisma.config.ts': `export default { engine: 'js', schema: 'prisma/schema.prisma' }`,
    '/app/prisma/schema.prisma': '',
  }
  const project = await projectOf(['1_a'], { toolVersion: '6.19' }, config)
  const torn = patchOf({ up: ['DO $$ BEGIN PERFORM 1; END $$;'] })
  expect(() => adapter.renderPatch(torn, project, now)).toThrow('cuts scripts at every semicolon')
  expect(() => adapter.renderPatch(patchOf(), project, now)).not.toThrow()
})

test('is refused where a statement outside transactions would not be alone', async () => {
  const project = await projectOf(['1_a'])
  expect(() => adapter.renderPatch(patchOf({ outsideTransaction: true }), project, now)).toThrow('has to be alone')
})

test('is refused behind a migration that is not there', async () => {
  const project = await projectOf(['1_a'])
  expect(() => adapter.renderPatch(patchOf({ after: '9_z' }), project, now)).toThrow('There is no migration 9_z')
})

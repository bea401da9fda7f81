import { detectProject } from '@migration-doctor/adapters'
import { simulate } from '@migration-doctor/analyzer'
import { type CatalogObject, catalogOf } from '@migration-doctor/core'
import { loadParser } from '@migration-doctor/sql'
import { textOfObject } from '../src/effects/contents.ts'
import { effectsIn } from '../src/effects/effects.ts'
import { nodeFiles } from '../src/node-files.ts'
import { folderOf } from './test-host.ts'

async function timelineOf(...scripts: string[]) {
  await loadParser()
  const files = Object.fromEntries(scripts.map((sql, index) => [`migrations/00${index + 1}_x.sql`, sql]))
  const around = { files: nodeFiles, environment: {} }
  const options = { cwd: await folderOf(files), migrations: [], tool: 'sql' as const }
  const { adapter } = await detectProject(options, around)
  const project = await adapter.read(options, around)
  return simulate(project)
}

interface Question {
  readonly scripts: readonly string[]
  /** What the database holds: the catalog after these scripts. */
  readonly live: readonly string[]
  readonly recorded?: readonly string[]
}

async function effects(migration: string, { scripts, live, recorded = [] }: Question) {
  const timeline = await timelineOf(...scripts)
  const catalog = live.length === 0 ? catalogOf([]) : (await timelineOf(...live)).catalog()
  const input = {
    timeline,
    live: catalog,
    searchPath: ['public'],
    isRecorded: (name: string) => recorded.includes(name),
  }
  return effectsIn(input)(migration).map(({ object, kind, holds }) => `${kind} ${textOfObject(object)}: ${holds}`)
}

const table = 'CREATE TABLE a (id integer, b text);'

test('a table, its columns, its type', async () => {
  expect(await effects('001_x.sql', { scripts: [table], live: [table] })).toEqual([
    'makes relation public.a: true',
    'makes type public.a: true',
    'makes column public.a.id: true',
    'makes column public.a.b: true',
  ])
  expect(await effects('001_x.sql', { scripts: [table], live: ['CREATE TABLE a (id integer);'] })).toContain(
    'makes column public.a.b: false',
  )
})

test('what a refused statement would have made counts too', async () => {
  expect(await effects('002_x.sql', { scripts: [table, table], live: [] })).toContain('makes relation public.a: false')
})

test('schemas, enum values, functions, triggers and constraints', async () => {
  const sql = `CREATE SCHEMA s; CREATE TYPE s.state AS ENUM ('x'); ALTER TYPE s.state ADD VALUE 'y';
    CREATE TABLE s.t (id integer, CONSTRAINT positive CHECK (id > 0));
    CREATE FUNCTION s.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER g BEFORE INSERT ON s.t FOR EACH ROW EXECUTE FUNCTION s.f();`
  const there = await effects('001_x.sql', { scripts: [sql], live: [sql] })
  expect(there.filter((line) => line.endsWith('false'))).toEqual([])
  expect(there).toEqual(
    expect.arrayContaining([
      'makes schema s: true',
      "makes value 'y' of s.state: true",
      'makes constraint s.t.positive: true',
      'makes routine s.f: true',
      'makes trigger s.t.g: true',
    ]),
  )
  const absent = await effects('001_x.sql', { scripts: [sql], live: [] })
  expect(absent.filter((line) => line.endsWith('true'))).toEqual([])
})

test('a drop is an effect too, unless the thing is made again', async () => {
  const scripts = [table, 'DROP TABLE a;']
  expect(await effects('002_x.sql', { scripts, live: [table] })).toContain('takes away relation public.a: false')
  expect(await effects('002_x.sql', { scripts, live: [] })).toContain('takes away relation public.a: true')
  expect(await effects('002_x.sql', { scripts: [...scripts, table], live: [] })).toEqual([])
})

test('what a later migration took away counts against nobody, once that one is recorded', async () => {
  const scripts = [table, 'ALTER TABLE a DROP COLUMN b;']
  const live = ['CREATE TABLE a (id integer);']
  expect(await effects('001_x.sql', { scripts, live })).toContain('makes column public.a.b: false')
  const recorded = await effects('001_x.sql', { scripts, live, recorded: ['002_x.sql'] })
  expect(recorded).toEqual([
    'makes relation public.a: true',
    'makes type public.a: true',
    'makes column public.a.id: true',
  ])
})

test('a catalog object that no claim knows does no harm', async () => {
  const collation: CatalogObject = { kind: 'collation', schema: 'public', name: 'c' }
  const timeline = await timelineOf(table)
  const look = effectsIn({ timeline, live: catalogOf([collation]), searchPath: ['public'], isRecorded: () => false })
  expect(look('nobody')).toEqual([])
})

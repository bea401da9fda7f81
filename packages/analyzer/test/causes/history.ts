import { analyze, simulate } from '@migration-doctor/analyzer'
import { type Finding, type Migration, type Project, verbatimChunk } from '@migration-doctor/core'
import { loadParser } from '@migration-doctor/sql'

/** Migrations by name, in order. */
export type Scripts = readonly (readonly [name: string, sql: string])[]

/**
 * A healthy history of an application that grows module by module, two families of modules in turn: each module has a
 * table with a foreign key to the table of the module before, later gets columns, an enum, indexes, a view, a function
 * with a trigger, and some data. Numbered from one.
 */
export function growing(modules: number): Scripts {
  const scripts = Array.from({ length: modules }, (_, at) => [...moduleOf('order', at), ...moduleOf('user', at)])
  return scripts.flat().map(([name, sql], at) => [`${String(at + 1).padStart(4, '0')}_${name}.sql`, sql] as const)
}

function moduleOf(family: string, at: number): Scripts {
  const table = `${family}_${at}`
  const parent = at === 0 ? 'integer' : `integer NOT NULL REFERENCES ${family}_${at - 1} (id)`
  return [
    [
      `create_${table}`,
      `CREATE TABLE ${table} (id serial PRIMARY KEY, parent ${parent}, title text NOT NULL);
       CREATE INDEX ${table}_parent_idx ON ${table} (parent);`,
    ],
    [
      `state_${table}`,
      `CREATE TYPE state_of_${table} AS ENUM ('new', 'old');
       ALTER TABLE ${table} ADD COLUMN state state_of_${table} NOT NULL DEFAULT 'new';
       CREATE INDEX ${table}_state_idx ON ${table} (state) WHERE state = 'new';`,
    ],
    [
      `slug_${table}`,
      `ALTER TABLE ${table} ADD COLUMN slug varchar(80);
       UPDATE ${table} SET slug = lower(title) WHERE slug IS NULL;
       ALTER TABLE ${table} ADD CONSTRAINT ${table}_slug_key UNIQUE (slug);`,
    ],
    [
      `view_${table}`,
      `CREATE VIEW open_${table} AS SELECT id, title, slug, state FROM ${table} WHERE state = 'new';
       COMMENT ON COLUMN ${table}.slug IS 'short name';`,
    ],
    [
      `touch_${table}`,
      `ALTER TABLE ${table} ADD COLUMN touched timestamptz;
       CREATE FUNCTION touch_${table}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.touched := now(); RETURN NEW; END';
       CREATE TRIGGER touch BEFORE UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION touch_${table}();
       INSERT INTO ${table} (parent, title, state) SELECT id, slug, state FROM open_${table};`,
    ],
  ]
}

/** What is found wrong with a history, without a database. */
export async function findingsIn(scripts: Scripts): Promise<readonly Finding[]> {
  await loadParser()
  const project = projectOf(scripts)
  return analyze({ project, timeline: simulate(project) }).findings
}

export const rootsOf = (findings: readonly Finding[]) =>
  findings.filter(({ severity, causedBy }) => severity === 'error' && causedBy === null)

function projectOf(scripts: Scripts): Project {
  return {
    name: 'app',
    tool: 'sql',
    toolVersion: null,
    root: '/project',
    migrations: scripts.map(([name, sql]): Migration => migrationOf(name, sql)),
    order: { by: 'name', why: 'the names are numbered', alternatives: [] },
    historyTable: { schema: 'public', name: 'migration_history' },
    defaultSchema: 'public',
    searchPath: ['public'],
    problems: [],
    sources: new Map(scripts),
  }
}

function migrationOf(name: string, sql: string): Migration {
  return {
    name,
    file: name,
    orderKey: name,
    up: [{ kind: 'sql', chunk: verbatimChunk(name, sql) }],
    down: null,
    execution: { transaction: 'migration', send: 'script' },
    checksums: [],
    problems: [],
  }
}

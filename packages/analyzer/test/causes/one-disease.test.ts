import { findingsIn, growing, rootsOf, type Scripts } from './history.ts'

const healthy = growing(40)

/** One thing that went wrong with a history: what it does to it, and what undoes just that. */
interface Disease {
  readonly what: string
  harm(scripts: Scripts): Scripts
  cure(scripts: Scripts): Scripts
}

const at = (scripts: Scripts, name: string) => scripts.findIndex(([one]) => one.includes(name))
const sqlOf = (name: string) => healthy.find(([one]) => one.includes(name))?.[1] ?? ''
const nameOf = (name: string) => healthy.find(([one]) => one.includes(name))?.[0] ?? ''
const without = (scripts: Scripts, name: string) => scripts.filter(([one]) => !one.includes(name))

function insert(scripts: Scripts, before: string, added: Scripts[number]): Scripts {
  const place = at(scripts, before)
  return [...scripts.slice(0, place), added, ...scripts.slice(place)]
}

function put(scripts: Scripts, name: string, sql: string): Scripts {
  return scripts.map((one) => (one[0].includes(name) ? [one[0], sql] : one))
}

/** The next migration of the same module or of the next one. */
function after(name: string): string {
  return healthy[at(healthy, name) + 1]?.[0] ?? ''
}

function missing(name: string): Disease {
  return {
    what: `${name} is missing`,
    harm: (scripts) => without(scripts, name),
    cure: (scripts) => insert(scripts, after(name), [nameOf(name), sqlOf(name)]),
  }
}

function added(what: string, before: string, sql: string): Disease {
  return {
    what,
    harm: (scripts) => insert(scripts, before, [`${before}_before`, sql]),
    cure: (scripts) => without(scripts, `${before}_before`),
  }
}

function cut(name: string): Disease {
  return {
    what: `${name} is cut short`,
    harm: (scripts) => put(scripts, name, sqlOf(name).slice(0, Math.floor(sqlOf(name).length * 0.4))),
    cure: (scripts) => put(scripts, name, sqlOf(name)),
  }
}

function repeated(name: string, before: string): Disease {
  return {
    what: `${name} is there twice`,
    harm: (scripts) => insert(scripts, before, [`again_${before}`, sqlOf(name)]),
    cure: (scripts) => without(scripts, `again_${before}`),
  }
}

function moved(name: string, before: string): Disease {
  return {
    what: `${name} stands before ${before}`,
    harm: (scripts) => insert(without(scripts, nameOf(name)), before, [nameOf(name), sqlOf(name)]),
    cure: (scripts) => insert(without(scripts, nameOf(name)), after(name), [nameOf(name), sqlOf(name)]),
  }
}

const diseasesOf = (family: string): readonly Disease[] => {
  const table = `${family}_20`
  return [
    missing(`create_${table}.`),
    missing(`state_${table}.`),
    missing(`slug_${table}.`),
    missing(`view_${table}.`),
    added(
      'the enum is renamed',
      `slug_${table}.`,
      `ALTER TYPE state_of_${table} RENAME TO states; DROP VIEW IF EXISTS open_${table}; ALTER TABLE ${table} ADD COLUMN second state_of_${table}; CREATE INDEX ON ${table} (second); CREATE TABLE more_${table} (state state_of_${table});`,
    ),
    added('the table is dropped', `slug_${table}.`, `DROP TABLE ${table} CASCADE`),
    added('the table is renamed', `slug_${table}.`, `ALTER TABLE ${table} RENAME TO ${table}_old`),
    added('a column is renamed', `view_${table}.`, `ALTER TABLE ${table} RENAME COLUMN slug TO short_name`),
    added('a column is dropped', `view_${table}.`, `ALTER TABLE ${table} DROP COLUMN state`),
    added('the type of the key is wrong', `create_${table}.`, `ALTER TABLE ${family}_19 RENAME COLUMN id TO key`),
    cut(`create_${table}.`),
    cut(`view_${table}.`),
    repeated(`create_${table}.`, `view_${family}_22.`),
    repeated(`state_${table}.`, `view_${family}_22.`),
    repeated(`slug_${table}.`, `view_${family}_22.`),
    repeated(`touch_${table}.`, `view_${family}_22.`),
    moved(`create_${table}.`, `view_${family}_22.`),
    moved(`state_${table}.`, `view_${family}_22.`),
    moved(`view_${table}.`, `create_${family}_18.`),
    moved(`slug_${table}.`, `create_${family}_18.`),
  ]
}

const rootCount = async (scripts: Scripts) => rootsOf(await findingsIn(scripts)).length

test('the history of 400 migrations is healthy', async () => {
  expect(healthy).toHaveLength(400)
  expect(await findingsIn(healthy)).toEqual([])
})

describe.each(diseasesOf('order'))('$what', ({ harm, cure }) => {
  test('is one root, and all that follows hangs under it', async () => {
    const findings = await findingsIn(harm(healthy))
    const roots = rootsOf(findings)
    expect(roots.map(({ migration, rule }) => `${migration} ${rule}`)).toHaveLength(1)
    const errors = findings.filter(({ severity }) => severity === 'error')
    expect(new Set(errors.map(({ id, causedBy }) => causedBy ?? id))).toEqual(new Set(roots.map(({ id }) => id)))
  })

  test('is gone with all that follows once the root is cured', async () => {
    expect(await findingsIn(cure(harm(healthy)))).toEqual([])
  })
})

const others = diseasesOf('user')

const pairs = diseasesOf('order').flatMap((disease, number) => (number % 2 === 0 ? [{ ...disease, number }] : []))

describe.each(pairs)('$what, and something else too', ({ harm, cure, number }) => {
  const other = others[(number + 7) % others.length]
  if (!other) throw new Error('no other disease')
  const both = other.harm(harm(healthy))

  test(`is a root beside the other one: ${other.what}`, async () => {
    expect(await rootCount(both)).toBe(2)
  })

  test('leaves the other one when it is cured, and the other way round', async () => {
    const left = await findingsIn(cure(both))
    expect(rootsOf(left)).toHaveLength(1)
    expect(left.map(({ id }) => id).toSorted()).toEqual(
      (await findingsIn(other.harm(healthy))).map(({ id }) => id).toSorted(),
    )
    expect(await rootCount(other.cure(both))).toBe(1)
  })
})

const foundation = `CREATE SCHEMA audit;
  CREATE TYPE level AS ENUM ('low', 'high');
  CREATE TABLE accounts (id serial PRIMARY KEY, level level);
  CREATE TABLE audit.entries (id serial PRIMARY KEY, account integer REFERENCES accounts (id));
  CREATE FUNCTION audit.stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';`

const uses: readonly string[] = [
  'ALTER TABLE accounts ADD COLUMN name text',
  'ALTER TABLE audit.entries ADD COLUMN text text; CREATE INDEX entries_text ON audit.entries (text)',
  'CREATE TABLE orders (id serial PRIMARY KEY, level level NOT NULL)',
  'CREATE TRIGGER stamp BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION audit.stamp()',
  'CREATE INDEX orders_level ON orders (level); INSERT INTO accounts (name) VALUES (1)',
]

const numbered = (scripts: readonly string[]): Scripts =>
  scripts.map((sql, number) => [`${String(number + 1).padStart(3, '0')}_step.sql`, sql] as const)

const app = numbered([
  'CREATE TABLE settings (name text PRIMARY KEY)',
  foundation,
  ...uses,
  ...Array.from({ length: 20 }, (_, number) => `CREATE TABLE later_${number} (id integer)`),
])

test('what one lost migration made is one root, whatever it made, where the numbers show the gap', async () => {
  expect(await findingsIn(app)).toEqual([])
  const broken = app.filter(([name]) => !name.startsWith('002'))
  const findings = await findingsIn(broken)
  expect(rootsOf(findings)).toHaveLength(1)
  expect(findings.length).toBeGreaterThan(4)
})

test('a dropped schema is one root', async () => {
  const drop = ['005x_drop.sql', 'DROP SCHEMA audit CASCADE'] as const
  const again = ['009x_use.sql', 'ALTER TABLE audit.entries ADD COLUMN more text; SELECT audit.stamp()'] as const
  const broken = [...app.slice(0, 3), drop, ...app.slice(3, 9), again, ...app.slice(9)]
  expect(rootsOf(await findingsIn(broken))).toHaveLength(1)
  expect(rootsOf(await findingsIn(broken.filter((one) => one !== drop && one !== again)))).toHaveLength(0)
})

test('a history whose beginning is missing is one root', async () => {
  const findings = await findingsIn(app.slice(2).map(([name, sql]) => [`2024${name}`, sql] as const))
  expect(rootsOf(findings)).toHaveLength(1)
})

test('two columns that nothing makes are two roots', async () => {
  const broken = numbered([
    'CREATE TABLE people (id integer)',
    'CREATE INDEX ON people (email)',
    'UPDATE people SET phone = 1',
  ])
  expect(rootsOf(await findingsIn(broken))).toHaveLength(2)
})

test('a lost table and the indexes that are named after it are one root, in whatever order they are missed', async () => {
  const broken: Scripts = [
    ['20240101_people.sql', 'CREATE TABLE people (id integer)'],
    ['20240203_unique.sql', 'DROP INDEX "Privilege_name_en_key"'],
    ['20240203_unique_fr.sql', 'DROP INDEX "Privilege_name_fr_key"'],
    ['20240304_more.sql', 'ALTER TABLE "Privilege" ADD COLUMN more text'],
  ]
  expect(rootsOf(await findingsIn(broken))).toHaveLength(1)
  const other = [...broken, ['20240305_other.sql', 'DROP INDEX "Person_name_key"']] as const
  expect(rootsOf(await findingsIn(other))).toHaveLength(2)
})

test('one lost change of many tables is one root', async () => {
  const broken: Scripts = [
    ['20240101_tables.sql', 'CREATE TABLE a (at date); CREATE TABLE b (at date); CREATE TABLE c (at date)'],
    ['20240304_days.sql', 'UPDATE a SET day = at; UPDATE b SET day = at; UPDATE c SET day = at'],
  ]
  expect(rootsOf(await findingsIn(broken))).toHaveLength(1)
})

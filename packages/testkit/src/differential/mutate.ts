import type { History } from './generate.ts'
import type { Random } from './random.ts'

type Migrations = string[][]
type Mutator = (migrations: Migrations, random: Random) => void

/** Makes the mistakes that people make: one to three of them. */
export function mutate(history: History, random: Random): History {
  const migrations = history.migrations.map((statements) => [...statements])
  for (let left = 1 + random.below(3); left > 0; left--) random.pick(mutators)?.(migrations, random)
  return { ...history, migrations }
}

function place(migrations: Migrations, random: Random): { list: string[]; at: number } | null {
  const list = random.pick(migrations)
  return list && list.length > 0 ? { list, at: random.below(list.length) } : null
}

function change(how: (statement: string, random: Random) => string): Mutator {
  return (migrations, random) => {
    const found = place(migrations, random)
    if (found) found.list[found.at] = how(found.list[found.at] ?? '', random)
  }
}

const mutators: readonly Mutator[] = [
  // A statement is there twice, in another migration.
  (migrations, random) => {
    const found = place(migrations, random)
    const to = random.pick(migrations)
    if (found && to) to.push(found.list[found.at] ?? '')
  },
  // A migration runs at another time.
  (migrations, random) => {
    const [moved] = migrations.splice(random.below(migrations.length), 1)
    if (moved) migrations.splice(random.below(migrations.length + 1), 0, moved)
  },
  // A migration is lost.
  (migrations, random) => {
    if (migrations.length > 1) migrations.splice(random.below(migrations.length), 1)
  },
  // A name is spelt differently in one place.
  change((statement, random) => {
    const names = [...statement.matchAll(/"?\b([a-z][A-Za-z]{3,})\b"?/g)]
    const name = random.pick(names)
    return name
      ? `${statement.slice(0, name.index)}${name[0].replace(name[1] ?? '', `${name[1]}x`)}${statement.slice(name.index + name[0].length)}`
      : statement
  }),
  // A quoted name loses its quotes.
  change((statement, random) => {
    const name = random.pick([...statement.matchAll(/"([A-Za-z0-9_]+)"/g)])
    return name
      ? statement.slice(0, name.index) + (name[1] ?? '') + statement.slice(name.index + name[0].length)
      : statement
  }),
  // A type is another one.
  change((statement) =>
    statement.replace(/\b(text|integer|int|uuid|bigint|boolean|jsonb)\b/i, (type) =>
      type.toLowerCase() === 'uuid' ? 'integer' : 'uuid',
    ),
  ),
  // Two statements trade places.
  (migrations, random) => {
    const [a, b] = [place(migrations, random), place(migrations, random)]
    if (!a || !b) return
    const kept = a.list[a.at] ?? ''
    a.list[a.at] = b.list[b.at] ?? ''
    b.list[b.at] = kept
  },
  change((statement) => statement.replace(/IF (NOT )?EXISTS /, '')),
  change((statement) =>
    statement
      .replace(/^(CREATE TABLE|CREATE SCHEMA|CREATE SEQUENCE) (?!IF)/, '$1 IF NOT EXISTS ')
      .replace(/^(DROP (?:TABLE|TYPE|VIEW|INDEX|SEQUENCE|FUNCTION)) (?!IF)/, '$1 IF EXISTS ')
      .replace(/ (ADD COLUMN) (?!IF)/, ' $1 IF NOT EXISTS ')
      .replace(/ (DROP COLUMN|DROP CONSTRAINT) (?!IF)/, ' $1 IF EXISTS '),
  ),
  // A guard that catches something else than what can happen, or everything.
  change((statement, random) =>
    /^(CREATE|ALTER|DROP) /.test(statement) && !/\$\$| VALUE | CONCURRENTLY /.test(statement)
      ? `DO $$ BEGIN ${statement}; EXCEPTION WHEN ${random.of('duplicate_object', 'duplicate_table', 'undefined_table', 'OTHERS')} THEN NULL; END $$`
      : statement,
  ),
  // A file is cut in half.
  (migrations, random) => {
    const list = random.pick(migrations)
    if (list) list.length = Math.ceil(list.length / 2)
  },
  change((statement) => statement.replace(/ CASCADE$/, '')),
]

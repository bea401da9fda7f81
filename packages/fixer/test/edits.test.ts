import { errorsOf, prescribe } from './prescribe.ts'

const typeormClass = (
  name: string,
  up: string,
) => `import { MigrationInterface, QueryRunner, Table, TableIndex } from 'typeorm'

export class ${name} implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
${up}
  }

  public async down(queryRunner: QueryRunner): Promise<void> {}
}
`

const typeorm = (second: string) =>
  prescribe({
    tool: 'typeorm',
    migrations: ['src/migrations/*.ts'],
    toolVersion: '0.3.20',
    files: {
      'src/migrations/1700000000000-Users.ts': typeormClass(
        'Users1700000000000',
        '    await queryRunner.query(`CREATE TABLE users (id integer PRIMARY KEY, "createdAt" timestamptz)`)',
      ),
      'src/migrations/1700000000001-More.ts': typeormClass('More1700000000001', second),
    },
  })

describe('in an SQL file', () => {
  const files = (second: string) => ({
    'migrations/001_users.sql': 'CREATE TABLE users (id integer PRIMARY KEY, "createdAt" timestamptz);\n',
    'migrations/002_more.sql': second,
  })
  const plain = (second: string) => prescribe({ tool: 'sql', migrations: ['migrations'], files: files(second) })

  test('a folded column gets its quotes in keys, INCLUDE, expressions and the predicate', async () => {
    const { step, after } = await plain(
      "CREATE INDEX i ON users (createdAt, (createdAt + interval '1 day')) INCLUDE (createdAt) WHERE users.createdAt > now();\n",
    )
    expect(step('rewrite-file').sql).toBe(
      'CREATE INDEX i ON users ("createdAt", ("createdAt" + interval \'1 day\')) INCLUDE ("createdAt") WHERE users."createdAt" > now();\n',
    )
    expect(errorsOf(after)).not.toContain('index-on-missing-column')
  })

  test('a column that nobody makes leaves a comment, and the statements around it stay', async () => {
    const { step, after } = await plain(
      '-- first\nCREATE TABLE a (id integer);\nCREATE INDEX i ON users (nowhere) ;\n-- last\nCREATE TABLE b (id integer);\n',
    )
    expect(step('rewrite-file').sql).toBe(
      '-- first\nCREATE TABLE a (id integer);\n-- left out: an index on nowhere, a column that no migration makes\n-- last\nCREATE TABLE b (id integer);\n',
    )
    expect(errorsOf(after)).toEqual([])
  })

  test('a reference in a column definition is cut out, with its name and actions, and nothing else', async () => {
    const { step, plan, after } = await prescribe({
      tool: 'sql',
      migrations: ['migrations'],
      files: {
        'migrations/001_orders.sql':
          'CREATE TABLE orders (\n  id integer PRIMARY KEY,\n  owner integer NOT NULL CONSTRAINT "the owner" REFERENCES users (id) ON DELETE SET NULL DEFERRABLE CHECK (owner > 0), -- who\n  note text DEFAULT \'REFERENCES users\'\n);\n',
        'migrations/002_users.sql': 'CREATE TABLE users (id integer PRIMARY KEY);\n',
      },
    })
    expect(step('rewrite-file').sql).toBe(
      "CREATE TABLE orders (\n  id integer PRIMARY KEY,\n  owner integer NOT NULL CHECK (owner > 0), -- who\n  note text DEFAULT 'REFERENCES users'\n);\n",
    )
    expect(step('emit-file').sql).toContain(
      'ADD CONSTRAINT "the owner" FOREIGN KEY (owner) REFERENCES public.users (id) ON DELETE SET NULL DEFERRABLE',
    )
    expect(plan.steps).toHaveLength(2)
    expect(errorsOf(after)).toEqual([])
  })

  test('the same statement again is left out; what only lacked it stays', async () => {
    const { step, after } = await plain(
      'CREATE TABLE users (id integer PRIMARY KEY, "createdAt" timestamptz, name text);\nCREATE INDEX n ON users (name);\n',
    )
    const { sql = '' } = step('rewrite-file')
    expect(sql).toContain('ADD COLUMN IF NOT EXISTS name text')
    expect(sql).toContain('CREATE INDEX n ON users (name);')
    expect(errorsOf(after)).toEqual([])
  })

  test('a duplicate of another type has no cure', async () => {
    const { plan } = await plain('CREATE TABLE users (id bigint PRIMARY KEY);\n')
    expect(plan.steps).toEqual([])
  })
})

describe('in a TypeORM class', () => {
  test('a template literal keeps its place', async () => {
    const { step, after } = await typeorm('    await queryRunner.query(`CREATE INDEX i ON users (createdAt)`)')
    expect(step('rewrite-file').sql).toContain('await queryRunner.query(`CREATE INDEX i ON users ("createdAt")`)')
    expect(errorsOf(after)).toEqual([])
  })

  test('a quoted string becomes a template', async () => {
    const { step, after } = await typeorm("    await queryRunner.query('CREATE INDEX i ON users (createdAt)')")
    expect(step('rewrite-file').sql).toContain('await queryRunner.query(`CREATE INDEX i ON users ("createdAt")`)')
    expect(errorsOf(after)).toEqual([])
  })

  test('one of several statements in a literal changes alone', async () => {
    const { step, after } = await typeorm(
      '    await queryRunner.query(`CREATE TABLE a (id integer); CREATE INDEX i ON users (createdAt); CREATE TABLE b (id integer)`)',
    )
    expect(step('rewrite-file').sql).toContain(
      '`CREATE TABLE a (id integer); CREATE INDEX i ON users ("createdAt"); CREATE TABLE b (id integer)`',
    )
    expect(errorsOf(after)).toEqual([])
  })

  test('a call of its own that has nothing left to send becomes a comment', async () => {
    const { step, after } = await typeorm(
      "    await queryRunner.createIndex('users', new TableIndex({ name: 'i', columnNames: ['nowhere'] }))",
    )
    expect(step('rewrite-file').sql).toContain(
      '    // left out: an index on nowhere, a column that no migration makes\n',
    )
    expect(step('rewrite-file').sql).not.toContain('createIndex(')
    expect(errorsOf(after)).toEqual([])
  })

  test('a call under a condition still sends something', async () => {
    const { step, after } = await typeorm(
      '    if (queryRunner)\n      await queryRunner.query(`CREATE INDEX i ON users (nowhere)`)',
    )
    expect(step('rewrite-file').sql).toContain('await queryRunner.query(`SELECT 1 /* left out: an index on nowhere')
    expect(errorsOf(after)).toEqual([])
  })

  test('what else a builder call sends is kept', async () => {
    const { step, after } = await typeorm(
      [
        '    await queryRunner.createTable(new Table({',
        "      name: 'users',",
        "      columns: [{ name: 'id', type: 'integer', isPrimary: true }, { name: 'age', type: 'integer', isNullable: true }],",
        "      indices: [{ name: 'by_age', columnNames: ['age'] }],",
        '    }))',
      ].join('\n'),
    )
    const { sql = '' } = step('rewrite-file')
    expect(sql).toContain('await queryRunner.query(`')
    expect(sql).toContain('ADD COLUMN IF NOT EXISTS "age" integer')
    expect(sql).toContain('CREATE INDEX "by_age" ON "users" ("age")')
    expect(errorsOf(after)).toEqual([])
  })
})

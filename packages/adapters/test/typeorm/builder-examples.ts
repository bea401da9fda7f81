import type { Example } from './oracle.ts'

const users = `CREATE TABLE "users" ("id" SERIAL NOT NULL, "email" character varying(120) NOT NULL, "age" integer,
  "balance" numeric(10,2), "created_at" TIMESTAMP NOT NULL DEFAULT now(), "note" text,
  CONSTRAINT "UQ_97672ac88f789774dd47f7c8be3" UNIQUE ("email"),
  CONSTRAINT "PK_a3ffb1c0c8416b9fc6f907b7433" PRIMARY KEY ("id"));`
const posts = `${users} CREATE TABLE "posts" ("id" integer PRIMARY KEY, "author_id" integer NOT NULL, "title" text, "slug" text);
  ALTER TABLE "posts" ADD CONSTRAINT "FK_posts_author" FOREIGN KEY ("author_id") REFERENCES "users"("id") ON DELETE CASCADE;
  CREATE INDEX "IDX_posts_slug" ON "posts" ("slug");
  CREATE UNIQUE INDEX "IDX_posts_title_slug" ON "posts" ("title", "slug") WHERE title IS NOT NULL;`

/** Each method of the schema builder with its variations: what is sent must be what the library sends. */
export const examples: Readonly<Record<string, Example>> = {
  'createTable with plain columns': {
    body: `await queryRunner.createTable(new Table({ name: 'users', columns: [
      { name: 'id', type: 'int', isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
      { name: 'email', type: 'varchar', length: '120', isUnique: true },
      { name: 'age', type: 'int', isNullable: true },
      { name: 'balance', type: 'numeric', precision: 10, scale: 2, default: 0 },
      { name: 'tags', type: 'text', isArray: true, default: "'{}'" },
      { name: 'created_at', type: 'timestamp', default: 'now()' },
      { name: 'updated_at', type: 'timestamptz', precision: 3, default: 'CURRENT_TIMESTAMP' },
    ] }))`,
  },
  'createTable of a table to which parts were added, and from which some were removed': {
    setup: users,
    body: `const columns = [{ name: 'id', type: 'int', isPrimary: true }, { name: 'user_id', type: 'int' }, { name: 'code', type: 'text' }]
      const table = new Table({ name: 'orders', columns })
      table.addColumn(new TableColumn({ name: 'note', type: 'text', isNullable: true }))
      table.addColumn(new TableColumn({ name: 'gone', type: 'text' }))
      table.removeColumn(new TableColumn({ name: 'gone', type: 'text' }))
      table.addForeignKey(new TableForeignKey({ columnNames: ['user_id'], referencedTableName: 'users', referencedColumnNames: ['id'] }))
      table.addIndex(new TableIndex({ name: 'IDX_orders_code', columnNames: ['code'] }))
      table.addUniqueConstraint(new TableUnique({ columnNames: ['code'] }))
      table.addUniqueConstraint(new TableUnique({ name: 'two', columnNames: ['code', 'user_id'] }))
      table.removeUniqueConstraint(new TableUnique({ name: 'two', columnNames: ['code', 'user_id'] }))
      table.addCheckConstraint(new TableCheck({ name: 'CHK_code', columnNames: ['code'], expression: "code <> ''" }))
      await queryRunner.createTable(table, true)`,
  },
  'createTable with timestamps of every kind': {
    body: `await queryRunner.createTable(new Table({ name: 't', columns: [
      { name: 'a', type: 'timestamp without time zone', precision: 3 }, { name: 'b', type: 'timestamp with time zone' },
      { name: 'c', type: 'time without time zone' }, { name: 'd', type: 'time with time zone', precision: 0 },
      { name: 'e', type: 'interval', precision: 2 }, { name: 'f', type: 'bit', length: '4' },
      { name: 'g', type: 'character varying', collation: 'C' }, { name: 'h', type: 'int', isArray: true },
    ] }))`,
  },
  'createTable with generated keys': {
    setup: 'CREATE FUNCTION uuid_generate_v4() RETURNS uuid LANGUAGE sql AS $$ SELECT gen_random_uuid() $$',
    body: `await queryRunner.createTable(new Table({ name: 'a', columns: [
        { name: 'id', type: 'uuid', isPrimary: true, isGenerated: true, generationStrategy: 'uuid' } ] }))
      await queryRunner.createTable(new Table({ name: 'b', columns: [
        { name: 'id', type: 'uuid', isPrimary: true, isGenerated: true, generationStrategy: 'uuid', default: 'gen_random_uuid()' } ] }))
      await queryRunner.createTable(new Table({ name: 'c', columns: [
        { name: 'id', type: 'bigint', isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
        { name: 'n', type: 'smallint', isGenerated: true, generationStrategy: 'increment' } ] }))
      await queryRunner.createTable(new Table({ name: 'd', columns: [
        { name: 'id', type: 'int', isPrimary: true, isGenerated: true, generationStrategy: 'identity' },
        { name: 'n', type: 'int', isGenerated: true, generationStrategy: 'identity', generatedIdentity: 'ALWAYS' } ] }))`,
  },
  'createTable with the uuid of pgcrypto': {
    options: { uuidExtension: 'pgcrypto' },
    body: `await queryRunner.createTable(new Table({ name: 'a', columns: [
      { name: 'id', type: 'uuid', isPrimary: true, isGenerated: true, generationStrategy: 'uuid' } ] }))`,
  },
  'createTable with constraints, indexes and comments': {
    setup: users,
    body: `await queryRunner.createTable(new Table({ name: 'orders', comment: 'what is ordered', columns: [
        { name: 'id', type: 'int', isPrimary: true }, { name: 'line', type: 'int', isPrimary: true },
        { name: 'user_id', type: 'int', comment: "the user's" }, { name: 'code', type: 'varchar' }, { name: 'price', type: 'int' } ],
      uniques: [{ columnNames: ['code', 'line'] }, { name: 'UQ_own', columnNames: ['price'], deferrable: 'INITIALLY DEFERRED' }],
      checks: [{ expression: '"price" > 0' }, { name: 'CHK_own', expression: 'line > 0' }],
      foreignKeys: [{ columnNames: ['user_id'], referencedTableName: 'users', referencedColumnNames: ['id'], onDelete: 'CASCADE', onUpdate: 'NO ACTION' }],
      indices: [{ columnNames: ['user_id', 'code'] }, { name: 'IDX_own', columnNames: ['code'], isUnique: true, where: 'price > 10' }],
    }), true, true, true)`,
  },
  'createTable without foreign keys and indexes': {
    body: `await queryRunner.createTable(new Table({ name: 'orders', columns: [{ name: 'id', type: 'int', isPrimary: true, primaryKeyConstraintName: 'pk_orders' }],
      foreignKeys: [{ columnNames: ['id'], referencedTableName: 'users', referencedColumnNames: ['id'] }],
      indices: [{ columnNames: ['id'] }] }), false, false, false)`,
  },
  'createTable with enums': {
    setup: `CREATE TYPE "known" AS ENUM ('x')`,
    body: `await queryRunner.createTable(new Table({ name: 'users', columns: [
      { name: 'id', type: 'int', isPrimary: true },
      { name: 'Role', type: 'enum', enum: ['admin', "o'neil"], default: "'admin'" },
      { name: 'kinds', type: 'enum', enum: ['a', 'b'], enumName: 'kind', isArray: true },
      { name: 'other', type: 'simple-enum', enum: ['a', 'b'], enumName: 'kind' },
      { name: 'given', type: 'enum', enum: ['x'], enumName: 'known' } ] }))`,
  },
  'createTable that may exist': {
    setup: users,
    body: `await queryRunner.createTable(new Table({ name: 'users', columns: [{ name: 'id', type: 'int' }] }), true)
      await queryRunner.createTable(new Table({ name: 'others', columns: [{ name: 'id', type: 'int' }] }), true)`,
  },
  'createTable in another schema': {
    setup: 'CREATE SCHEMA "app"; CREATE TABLE "app"."users" ("id" int PRIMARY KEY)',
    body: `await queryRunner.createTable(new Table({ name: 'app.orders', columns: [{ name: 'id', type: 'int', isPrimary: true }, { name: 'state', type: 'enum', enum: ['a'] }],
        foreignKeys: [{ columnNames: ['id'], referencedTableName: 'app.users', referencedColumnNames: ['id'] }], indices: [{ columnNames: ['state'] }] }))
      await queryRunner.createTable(new Table({ name: 'more', schema: 'app', columns: [{ name: 'id', type: 'int', isPrimary: true }],
        foreignKeys: [{ columnNames: ['id'], referencedTableName: 'users', referencedColumnNames: ['id'] }] }))`,
  },
  'createTable with the schema of the data source': {
    setup: 'CREATE SCHEMA "app"',
    options: { schema: 'app' },
    body: `await queryRunner.createTable(new Table({ name: 'orders', columns: [{ name: 'id', type: 'int', isPrimary: true }, { name: 'state', type: 'enum', enum: ['a'] }], indices: [{ columnNames: ['state'] }] }))
      await queryRunner.addColumn('orders', new TableColumn({ name: 'note', type: 'text', isNullable: true }))
      await queryRunner.dropTable('orders')`,
  },
  'createTable with a generated column': {
    setup:
      'CREATE TABLE typeorm_metadata (type varchar, database varchar, schema varchar, "table" varchar, name varchar, value text)',
    body: `await queryRunner.createTable(new Table({ name: 't', columns: [{ name: 'a', type: 'int' },
      { name: 'b', type: 'int', generatedType: 'STORED', asExpression: 'a * 2', isNullable: true }] }))`,
  },
  'createTable with an exclusion': {
    body: `await queryRunner.createTable(new Table({ name: 't', columns: [{ name: 'r', type: 'int4range' }],
      exclusions: [{ expression: 'USING gist (r WITH &&)' }, { name: 'XCL_own', expression: 'USING gist (r WITH =)', deferrable: 'INITIALLY DEFERRED' }] }))`,
  },
  'createTable with names that need escaping in a hash': {
    body: `await queryRunner.createTable(new Table({ name: 'naïve users', columns: [{ name: 'é', type: 'int', isUnique: true }, { name: 'b', type: 'int', isPrimary: true }],
      checks: [{ expression: '"é" > 0 AND b <> 5' }], indices: [{ columnNames: ['é', 'b'], where: '"é" > 0' }] }))`,
  },
  dropTable: {
    setup: posts,
    body: `await queryRunner.dropTable('posts'); await queryRunner.dropTable('users', true, true, true)`,
  },
  'dropTable without its companions': {
    setup: posts,
    body: `await queryRunner.dropTable('posts', false, false, false)`,
  },
  'dropTable that is missing': {
    body: `await queryRunner.dropTable('nothing', true); await queryRunner.dropTable('nothing')`,
  },
  'dropTable of another schema': {
    setup: 'CREATE SCHEMA app; CREATE TABLE app.t (id int, k text); CREATE INDEX i ON app.t (k)',
    body: `await queryRunner.dropTable('app.t')`,
  },
  renameTable: {
    setup: `${posts} CREATE TYPE "users_role_enum" AS ENUM ('a'); ALTER TABLE users ADD role "users_role_enum"; CREATE INDEX "IDX_97672ac88f789774dd47f7c8be" ON users (email)`,
    body: `await queryRunner.renameTable('users', 'people')`,
  },
  'renameTable with derived names': {
    body: `await queryRunner.createTable(new Table({ name: 'a', columns: [{ name: 'id', type: 'int', isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
        { name: 'k', type: 'varchar', isUnique: true }, { name: 'parent', type: 'int' }, { name: 'kind', type: 'enum', enum: ['x'] }],
        foreignKeys: [{ columnNames: ['parent'], referencedTableName: 'a', referencedColumnNames: ['id'] }], indices: [{ columnNames: ['parent', 'k'] }] }))
      await queryRunner.renameTable('a', 'b')
      await queryRunner.renameTable(await queryRunner.getTable('b'), 'c')`,
  },
  'renameTable that is missing': { body: `await queryRunner.renameTable('nothing', 'something')` },
  changeTableComment: {
    setup: users,
    body: `await queryRunner.changeTableComment('users', "the users'"); await queryRunner.changeTableComment('users')`,
  },
  addColumn: {
    setup: users,
    body: `await queryRunner.addColumn('users', new TableColumn({ name: 'nick', type: 'varchar', isNullable: true, isUnique: true, comment: 'short' }))
      await queryRunner.addColumn('users', new TableColumn({ name: 'state', type: 'enum', enum: ['on', 'off'], default: "'on'" }))
      await queryRunner.addColumn('users', new TableColumn({ name: 'n', type: 'int', isPrimary: true }))
      await queryRunner.addColumn('public.users', new TableColumn({ name: 'm', type: 'float8', isNullable: true }))`,
  },
  'addColumn of a primary key': {
    setup: 'CREATE TABLE t (a int)',
    body: `await queryRunner.addColumn('t', new TableColumn({ name: 'id', type: 'int', isPrimary: true, isGenerated: true, generationStrategy: 'increment' }))`,
  },
  'addColumn to a table that is missing': {
    body: `await queryRunner.addColumn('nothing', new TableColumn({ name: 'a', type: 'int' }))`,
  },
  addColumns: {
    setup: users,
    body: `await queryRunner.addColumns('users', [new TableColumn({ name: 'a', type: 'int', isNullable: true }), new TableColumn({ name: 'b', type: 'jsonb', default: "'{}'" })])`,
  },
  renameColumn: {
    setup: `${posts} CREATE INDEX "IDX_user_age" ON users (age)`,
    body: `await queryRunner.renameColumn('users', 'id', 'uid'); await queryRunner.renameColumn('users', 'email', 'mail')
      await queryRunner.renameColumn('users', 'age', new TableColumn({ name: 'years', type: 'integer', isNullable: true }))
      await queryRunner.renameColumn('posts', 'author_id', 'writer_id')`,
  },
  'renameColumn with derived names': {
    body: `await queryRunner.createTable(new Table({ name: 'a', columns: [{ name: 'id', type: 'int', isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
        { name: 'z', type: 'int', isPrimary: true }, { name: 'k', type: 'varchar', isUnique: true }, { name: 'parent', type: 'int' }, { name: 'kind', type: 'enum', enum: ['x'] }],
        uniques: [{ columnNames: ['k', 'parent'] }], indices: [{ columnNames: ['parent', 'k'] }, { name: 'own', columnNames: ['k'] }] }))
      await queryRunner.renameColumn('a', 'k', 'key'); await queryRunner.renameColumn('a', 'id', 'uid'); await queryRunner.renameColumn('a', 'kind', 'sort')`,
  },
  'renameColumn that is missing': { setup: users, body: `await queryRunner.renameColumn('users', 'nope', 'yes')` },
  'changeColumn of type and length': {
    setup: users,
    body: `await queryRunner.changeColumn('users', 'age', new TableColumn({ name: 'age', type: 'bigint', isNullable: true }))
      await queryRunner.changeColumn('users', 'email', new TableColumn({ name: 'email', type: 'character varying', length: '200', isUnique: true }))
      await queryRunner.changeColumn('users', 'note', new TableColumn({ name: 'note', type: 'text', isArray: true, isNullable: true }))`,
  },
  'changeColumn of precision, nullability and default': {
    setup: users,
    body: `await queryRunner.changeColumn('users', 'balance', new TableColumn({ name: 'balance', type: 'numeric', precision: 12, scale: 3, isNullable: true }))
      await queryRunner.changeColumn('users', 'age', new TableColumn({ name: 'age', type: 'integer', isNullable: false, default: '18' }))
      await queryRunner.changeColumn('users', 'age', new TableColumn({ name: 'age', type: 'integer', isNullable: true }))
      await queryRunner.changeColumn('users', 'note', new TableColumn({ name: 'remark', type: 'text', isNullable: true, default: "'none'", comment: 'free' }))`,
  },
  'changeColumn of keys': {
    setup: users,
    body: `await queryRunner.changeColumn('users', 'age', new TableColumn({ name: 'age', type: 'integer', isPrimary: true }))
      await queryRunner.changeColumn('users', 'age', new TableColumn({ name: 'age', type: 'integer' }))
      await queryRunner.changeColumn('users', 'note', new TableColumn({ name: 'note', type: 'text', isNullable: true, isUnique: true }))
      await queryRunner.changeColumn('users', 'email', new TableColumn({ name: 'email', type: 'character varying', length: '120' }))`,
  },
  'changeColumn of an enum': {
    setup: `CREATE TYPE "t_state_enum" AS ENUM ('a', 'b'); CREATE TABLE t (id int, state "t_state_enum" NOT NULL DEFAULT 'a')`,
    body: `await queryRunner.changeColumn('t', 'state', new TableColumn({ name: 'state', type: 'enum', enum: ['a', 'b', "c'd"], default: "'a'" }))
      await queryRunner.changeColumn('t', 'state', new TableColumn({ name: 'state', type: 'enum', enum: ['a', 'e'], default: "'e'" }))`,
  },
  'changeColumn of an enum and its name': {
    setup: `CREATE TYPE "mood" AS ENUM ('a', 'b'); CREATE TABLE t (id int, state "mood"[])`,
    body: `await queryRunner.changeColumn('t', 'state', new TableColumn({ name: 'state', type: 'enum', enum: ['a', 'b'], enumName: 'temper', isArray: true, isNullable: true }))`,
  },
  'changeColumn of what is generated': {
    setup: `CREATE FUNCTION uuid_generate_v4() RETURNS uuid LANGUAGE sql AS $$ SELECT gen_random_uuid() $$;
      CREATE TABLE t (a integer NOT NULL, u uuid NOT NULL); CREATE TABLE s (id SERIAL NOT NULL, u uuid NOT NULL DEFAULT uuid_generate_v4())`,
    body: `await queryRunner.changeColumn('t', 'a', new TableColumn({ name: 'a', type: 'integer', isGenerated: true, generationStrategy: 'increment' }))
      await queryRunner.changeColumn('t', 'u', new TableColumn({ name: 'u', type: 'uuid', isGenerated: true, generationStrategy: 'uuid' }))
      await queryRunner.changeColumn('s', 'id', new TableColumn({ name: 'id', type: 'integer' }))
      await queryRunner.changeColumn('s', 'u', new TableColumn({ name: 'u', type: 'uuid' }))`,
  },
  'changeColumn of a collation': {
    setup: 'CREATE TABLE t (a character varying NOT NULL)',
    body: `await queryRunner.changeColumn('t', 'a', new TableColumn({ name: 'a', type: 'character varying', collation: 'C' }))`,
  },
  'changeColumn that is missing': {
    setup: users,
    body: `await queryRunner.changeColumn('users', 'nope', new TableColumn({ name: 'a', type: 'int' }))`,
  },
  changeColumns: {
    setup: users,
    body: `const table = await queryRunner.getTable('users')
      const age = table.findColumnByName('age'), next = age.clone()
      next.isNullable = false
      await queryRunner.changeColumns('users', [{ oldColumn: age, newColumn: next }])`,
  },
  dropColumn: {
    setup: `${posts} ALTER TABLE posts ADD CONSTRAINT c CHECK (title <> ''); CREATE TYPE "users_kind_enum" AS ENUM ('a'); ALTER TABLE users ADD kind "users_kind_enum"`,
    body: `await queryRunner.dropColumn('posts', 'slug'); await queryRunner.dropColumn('posts', 'title'); await queryRunner.dropColumn('users', 'email')
      await queryRunner.dropColumn('users', 'kind'); await queryRunner.dropColumn('posts', 'id')`,
  },
  'dropColumn of a composite key': {
    setup: 'CREATE TABLE t (a int, b int, c int, PRIMARY KEY (a, b))',
    body: `await queryRunner.dropColumn('t', new TableColumn({ name: 'a', type: 'integer', isPrimary: true }))`,
  },
  'dropColumn that is missing': { setup: users, body: `await queryRunner.dropColumn('users', 'nope')` },
  'dropColumn that may be missing': {
    setup: users,
    body: `await queryRunner.dropColumn('users', 'age', true); await queryRunner.dropColumn('users', 'nope', true)`,
  },
  dropColumns: { setup: users, body: `await queryRunner.dropColumns('users', ['age', 'note'])` },
  createPrimaryKey: {
    setup: 'CREATE TABLE t (a int, b int); CREATE TABLE u (a int)',
    body: `await queryRunner.createPrimaryKey('t', ['b', 'a']); await queryRunner.createPrimaryKey('u', ['a'], 'pk_own')`,
  },
  updatePrimaryKeys: {
    setup: users,
    body: `await queryRunner.updatePrimaryKeys('users', [new TableColumn({ name: 'id', type: 'int' }), new TableColumn({ name: 'email', type: 'varchar' })])`,
  },
  dropPrimaryKey: {
    setup: `${users} CREATE TABLE t (a int CONSTRAINT own PRIMARY KEY)`,
    body: `await queryRunner.dropPrimaryKey('users'); await queryRunner.dropPrimaryKey('t', undefined, true); await queryRunner.dropPrimaryKey('t')`,
  },
  'unique constraints': {
    setup: users,
    body: `await queryRunner.createUniqueConstraint('users', new TableUnique({ columnNames: ['note', 'age'] }))
      await queryRunner.createUniqueConstraints('users', [new TableUnique({ name: 'u1', columnNames: ['age'], deferrable: 'INITIALLY IMMEDIATE' }), new TableUnique({ columnNames: ['note'] })])
      await queryRunner.dropUniqueConstraint('users', 'u1')
      await queryRunner.dropUniqueConstraints('users', [new TableUnique({ name: 'UQ_97672ac88f789774dd47f7c8be3', columnNames: ['email'] })], true)
      await queryRunner.dropUniqueConstraint('users', 'nope')`,
  },
  'check constraints': {
    setup: users,
    body: `await queryRunner.createCheckConstraint('users', new TableCheck({ expression: 'age > 0' }))
      await queryRunner.createCheckConstraints('users', [new TableCheck({ name: 'c1', expression: "note <> ''" })])
      await queryRunner.dropCheckConstraint('users', 'c1')
      await queryRunner.dropCheckConstraints('users', [(await queryRunner.getTable('users')).checks[0]])
      await queryRunner.dropCheckConstraint('users', 'nope')`,
  },
  'exclusion constraints': {
    setup: 'CREATE TABLE t (r int4range, s int4range)',
    body: `await queryRunner.createExclusionConstraint('t', new TableExclusion({ expression: 'USING gist (r WITH &&)' }))
      await queryRunner.createExclusionConstraints('t', [new TableExclusion({ name: 'x1', expression: 'USING gist (s WITH &&)' })])
      await queryRunner.dropExclusionConstraint('t', 'x1')
      await queryRunner.dropExclusionConstraints('t', [new TableExclusion({ name: 'nope', expression: '' })], true)`,
  },
  'foreign keys': {
    setup: `${posts} CREATE SCHEMA app; CREATE TABLE app.x (id int PRIMARY KEY); ALTER TABLE posts ADD x int, ADD y int`,
    body: `await queryRunner.createForeignKey('posts', new TableForeignKey({ columnNames: ['y'], referencedTableName: 'users', referencedColumnNames: ['id'], onDelete: 'SET NULL', onUpdate: 'CASCADE' }))
      await queryRunner.createForeignKeys('posts', [new TableForeignKey({ columnNames: ['x'], referencedTableName: 'x', referencedSchema: 'app', referencedColumnNames: ['id'], deferrable: 'INITIALLY DEFERRED' })])
      const table = await queryRunner.getTable('posts')
      const key = table.foreignKeys.find((fk) => fk.columnNames.indexOf('author_id') !== -1)
      await queryRunner.dropForeignKey('posts', key)
      await queryRunner.dropForeignKeys('posts', table.foreignKeys.filter((fk) => fk.columnNames.includes('x')))
      await queryRunner.dropForeignKey('posts', new TableForeignKey({ columnNames: ['y'], referencedTableName: 'users', referencedColumnNames: ['id'] }))
      await queryRunner.dropForeignKey('posts', 'FK_nope')`,
  },
  'foreign key of a table that is missing': {
    body: `await queryRunner.createForeignKey('nothing', new TableForeignKey({ columnNames: ['y'], referencedTableName: 'users', referencedColumnNames: ['id'] }))`,
  },
  indexes: {
    setup: posts,
    body: `await queryRunner.createIndex('posts', new TableIndex({ columnNames: ['title'] }))
      await queryRunner.createIndex('posts', new TableIndex({ name: 'i1', columnNames: ['slug', 'id'], isUnique: true, where: '"id" > 5' }))
      await queryRunner.createIndices('posts', [new TableIndex({ columnNames: ['author_id'], isConcurrent: true }), new TableIndex({ name: 'i2', columnNames: ['id'], type: 'hash' })])
      await queryRunner.dropIndex('posts', 'i1')
      await queryRunner.dropIndices('posts', [new TableIndex({ columnNames: ['title'] })], true)
      await queryRunner.dropIndex('posts', new TableIndex({ columnNames: ['author_id'], isConcurrent: true }))
      await queryRunner.dropIndex('posts', 'nope')`,
  },
  'index on a point': {
    setup: 'CREATE TABLE t (p point)',
    body: `await queryRunner.createIndex('t', new TableIndex({ name: 'g', columnNames: ['p'], isSpatial: true }))`,
  },
  'index of another schema': {
    setup: 'CREATE SCHEMA app; CREATE TABLE app.t (a int)',
    body: `await queryRunner.createIndex('app.t', new TableIndex({ columnNames: ['a'] })); await queryRunner.dropIndex('app.t', (await queryRunner.getTable('app.t')).indices[0])`,
  },
  'index of a table object': {
    setup: users,
    body: `const table = await queryRunner.getTable('users')
      await queryRunner.createIndex(table, new TableIndex({ columnNames: ['age'] }))
      await queryRunner.dropColumn(table, 'age')`,
  },
  'index on a table that is missing': {
    body: `await queryRunner.createIndex('nothing', new TableIndex({ columnNames: ['a'] }))`,
  },
  views: {
    setup: users,
    body: `await queryRunner.createView(new View({ name: 'v', expression: 'SELECT id FROM users' }))
      await queryRunner.createView(new View({ name: 'm', materialized: true, expression: 'SELECT id FROM users' }), false)`,
  },
  'dropView that is missing': { body: `await queryRunner.dropView('nothing')` },
  schemas: {
    body: `await queryRunner.createSchema('app'); await queryRunner.createSchema('db.more', true); await queryRunner.dropSchema('app')
      await queryRunner.dropSchema('more', true, true)`,
  },
  databases: { body: `await queryRunner.dropDatabase('no_such_database_here', true)` },
  clearTable: {
    setup: posts,
    body: `await queryRunner.clearTable('posts'); await queryRunner.clearTable('users', { cascade: true })`,
  },
  transactions: {
    setup: users,
    body: `await queryRunner.startTransaction(); await queryRunner.query('SAVEPOINT a'); await queryRunner.startTransaction(); await queryRunner.commitTransaction()
      await queryRunner.startTransaction(); await queryRunner.rollbackTransaction(); await queryRunner.commitTransaction(); await queryRunner.commitTransaction()`,
  },
  conditions: {
    setup: posts,
    body: `if (!(await queryRunner.hasTable('users'))) await queryRunner.query('CREATE TABLE users ()')
      if (await queryRunner.hasColumn('users', 'age')) await queryRunner.query('ALTER TABLE users DROP COLUMN age')
      if (await queryRunner.hasColumn('users', 'age')) await queryRunner.query('ALTER TABLE users DROP COLUMN age')
      const table = await queryRunner.getTable('posts')
      if (!table.columns.find((column) => column.name === 'extra')) await queryRunner.addColumn('posts', new TableColumn({ name: 'extra', type: 'int', isNullable: true }))
      if (table.indices.some((index) => index.name === 'IDX_posts_slug')) await queryRunner.dropIndex('posts', 'IDX_posts_slug')
      if (await queryRunner.getTable('nothing')) await queryRunner.query('DROP TABLE nothing')
      if (await queryRunner.hasSchema('public')) await queryRunner.query('COMMENT ON SCHEMA public IS NULL')`,
  },
  'what is remembered of a table': {
    setup: users,
    body: `await queryRunner.addColumn('users', new TableColumn({ name: 'a', type: 'int', isNullable: true }))
      await queryRunner.query('ALTER TABLE users ADD b int')
      await queryRunner.dropColumn('users', 'a')
      await queryRunner.dropColumn('users', 'b')`,
  },
}

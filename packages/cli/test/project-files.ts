/** Texts of small projects, by path. */
export const healthySql = {
  'migrations/001_users.sql': 'CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL);\n',
  'migrations/002_orders.sql': 'CREATE TABLE orders (id integer PRIMARY KEY, user_id integer REFERENCES users (id));\n',
}

export const brokenSql = {
  ...healthySql,
  'migrations/003_users_again.sql': 'CREATE TABLE users (id integer PRIMARY KEY);\n',
}

export const prisma = {
  'package.json': '{ "name": "shop", "devDependencies": { "prisma": "6.19.0" } }',
  'prisma/schema.prisma':
    'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n\nmodel users {\n  id Int @id\n}\n',
  'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
  'prisma/migrations/20240101000000_init/migration.sql': 'CREATE TABLE "users" ("id" INTEGER PRIMARY KEY);\n',
}

export const typeorm = {
  'package.json': '{ "name": "desk", "dependencies": { "typeorm": "0.3.31" } }',
  'src/migrations/1700000000000-Init.ts': `import { MigrationInterface, QueryRunner } from 'typeorm'

export class Init1700000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE TABLE "users" ("id" integer PRIMARY KEY)')
  }
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE "users"')
  }
}
`,
}

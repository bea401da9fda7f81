import type { ShopStep } from '../step.ts'

/** Schemas, types, sequences and the first tables. */
export const foundation: readonly ShopStep[] = [
  {
    title: 'create schemas',
    sql: ['CREATE SCHEMA "catalog"', 'CREATE SCHEMA "sales"', 'CREATE SCHEMA "scratch"'],
    builder: [
      `await queryRunner.createSchema('catalog')`,
      `await queryRunner.createSchema('sales')`,
      `await queryRunner.createSchema('scratch')`,
    ],
  },
  {
    title: 'create types',
    sql: [
      `CREATE TYPE currency AS ENUM ('EUR', 'USD')`,
      `CREATE DOMAIN email AS text CONSTRAINT email_check CHECK (VALUE LIKE '%@%')`,
      'CREATE TYPE address AS (street text, city text)',
      'CREATE TYPE price_range AS RANGE (subtype = numeric)',
    ],
  },
  { title: 'create order numbers', sql: ['CREATE SEQUENCE sales.order_number START WITH 1000 INCREMENT BY 1'] },
  {
    title: 'create customers',
    sql: [
      `CREATE TABLE "customers" (
  "id" SERIAL NOT NULL,
  "email" character varying(320) NOT NULL,
  "name" text NOT NULL,
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "customers_email_key" UNIQUE ("email"),
  CONSTRAINT "customers_name_check" CHECK (name <> ''),
  CONSTRAINT "customers_pkey" PRIMARY KEY ("id")
)`,
    ],
    builder: [
      'await queryRunner.createTable(',
      '  new Table({',
      `    name: 'customers',`,
      '    columns: [',
      `      { name: 'id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment', primaryKeyConstraintName: 'customers_pkey' },`,
      `      { name: 'email', type: 'character varying', length: '320' },`,
      `      { name: 'name', type: 'text' },`,
      `      { name: 'created_at', type: 'timestamp with time zone', default: 'now()' },`,
      '    ],',
      `    uniques: [{ name: 'customers_email_key', columnNames: ['email'] }],`,
      `    checks: [{ name: 'customers_name_check', expression: "name <> ''" }],`,
      '  }),',
      ')',
    ],
  },
  {
    title: 'create products',
    sql: [
      `CREATE TYPE "catalog"."product_state" AS ENUM('draft', 'active')`,
      `CREATE TABLE "catalog"."products" (
  "id" integer NOT NULL,
  "title" character varying(200) NOT NULL,
  "state" "catalog"."product_state" NOT NULL DEFAULT 'draft',
  "price" numeric(10,2) NOT NULL DEFAULT 0,
  "details" jsonb,
  CONSTRAINT "products_pkey" PRIMARY KEY ("id")
)`,
    ],
    builder: [
      'await queryRunner.createTable(',
      '  new Table({',
      `    name: 'products',`,
      `    schema: 'catalog',`,
      '    columns: [',
      `      { name: 'id', type: 'integer', isPrimary: true, primaryKeyConstraintName: 'products_pkey' },`,
      `      { name: 'title', type: 'character varying', length: '200' },`,
      `      { name: 'state', type: 'enum', enum: ['draft', 'active'], enumName: 'product_state', default: "'draft'" },`,
      `      { name: 'price', type: 'numeric', precision: 10, scale: 2, default: 0 },`,
      `      { name: 'details', type: 'jsonb', isNullable: true },`,
      '    ],',
      '  }),',
      ')',
    ],
  },
  {
    title: 'create categories',
    sql: [
      `CREATE TABLE "catalog"."categories" (
  "id" integer NOT NULL,
  "parent_id" integer,
  "name" text NOT NULL,
  CONSTRAINT "categories_pkey" PRIMARY KEY ("id")
)`,
      `ALTER TABLE "catalog"."categories" ADD CONSTRAINT "categories_parent_fkey" FOREIGN KEY ("parent_id") REFERENCES "catalog"."categories" ("id") ON DELETE SET NULL`,
    ],
    builder: [
      'await queryRunner.createTable(',
      '  new Table({',
      `    name: 'catalog.categories',`,
      '    columns: [',
      `      { name: 'id', type: 'integer', isPrimary: true, primaryKeyConstraintName: 'categories_pkey' },`,
      `      { name: 'parent_id', type: 'integer', isNullable: true },`,
      `      { name: 'name', type: 'text' },`,
      '    ],',
      '  }),',
      ')',
      'await queryRunner.createForeignKey(',
      `  'catalog.categories',`,
      '  new TableForeignKey({',
      `    name: 'categories_parent_fkey',`,
      `    columnNames: ['parent_id'],`,
      `    referencedSchema: 'catalog',`,
      `    referencedTableName: 'categories',`,
      `    referencedColumnNames: ['id'],`,
      `    onDelete: 'SET NULL',`,
      '  }),',
      ')',
    ],
  },
  {
    title: 'sort products into categories',
    sql: [
      `CREATE TABLE "catalog"."product_categories" (
  "product_id" integer NOT NULL,
  "category_id" integer NOT NULL,
  CONSTRAINT "product_categories_pkey" PRIMARY KEY ("product_id", "category_id"),
  CONSTRAINT "product_categories_product_fkey" FOREIGN KEY ("product_id") REFERENCES "catalog"."products" ("id") ON DELETE CASCADE,
  CONSTRAINT "product_categories_category_fkey" FOREIGN KEY ("category_id") REFERENCES "catalog"."categories" ("id")
)`,
    ],
    builder: [
      'await queryRunner.createTable(',
      '  new Table({',
      `    name: 'catalog.product_categories',`,
      '    columns: [',
      `      { name: 'product_id', type: 'integer', isPrimary: true, primaryKeyConstraintName: 'product_categories_pkey' },`,
      `      { name: 'category_id', type: 'integer', isPrimary: true, primaryKeyConstraintName: 'product_categories_pkey' },`,
      '    ],',
      '    foreignKeys: [',
      `      { name: 'product_categories_product_fkey', columnNames: ['product_id'], referencedSchema: 'catalog', referencedTableName: 'products', referencedColumnNames: ['id'], onDelete: 'CASCADE' },`,
      `      { name: 'product_categories_category_fkey', columnNames: ['category_id'], referencedSchema: 'catalog', referencedTableName: 'categories', referencedColumnNames: ['id'] },`,
      '    ],',
      '  }),',
      ')',
    ],
  },
]

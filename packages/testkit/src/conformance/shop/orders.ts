import type { ShopStep } from '../step.ts'

/** Orders, their lines, and what is altered in them. */
export const orders: readonly ShopStep[] = [
  {
    title: 'create orders',
    sql: [
      `CREATE TABLE "sales"."orders" (
  "id" integer GENERATED ALWAYS AS IDENTITY NOT NULL,
  "customer_id" integer NOT NULL,
  "number" bigint NOT NULL DEFAULT nextval('sales.order_number'),
  "placed_at" timestamp with time zone NOT NULL DEFAULT now(),
  "total" numeric(12,2) NOT NULL,
  CONSTRAINT "orders_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "orders_customer_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers" ("id")
)`,
    ],
    builder: [
      'await queryRunner.createTable(',
      '  new Table({',
      `    name: 'orders',`,
      `    schema: 'sales',`,
      '    columns: [',
      `      { name: 'id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'identity', generatedIdentity: 'ALWAYS', primaryKeyConstraintName: 'orders_pkey' },`,
      `      { name: 'customer_id', type: 'integer' },`,
      `      { name: 'number', type: 'bigint', default: "nextval('sales.order_number')" },`,
      `      { name: 'placed_at', type: 'timestamp with time zone', default: 'now()' },`,
      `      { name: 'total', type: 'numeric', precision: 12, scale: 2 },`,
      '    ],',
      '    foreignKeys: [',
      `      { name: 'orders_customer_fkey', columnNames: ['customer_id'], referencedSchema: 'public', referencedTableName: 'customers', referencedColumnNames: ['id'] },`,
      '    ],',
      '  }),',
      ')',
    ],
  },
  {
    title: 'create order lines',
    sql: [
      `CREATE TABLE "order_lines" (
  "order_id" integer NOT NULL,
  "line" smallint NOT NULL,
  "product_id" integer NOT NULL,
  "quantity" integer NOT NULL DEFAULT 1,
  CONSTRAINT "order_lines_pkey" PRIMARY KEY ("order_id", "line")
)`,
      `ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_order_fkey" FOREIGN KEY ("order_id") REFERENCES "sales"."orders" ("id") ON DELETE CASCADE`,
      `ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_product_fkey" FOREIGN KEY ("product_id") REFERENCES "catalog"."products" ("id")`,
    ],
    builder: [
      'await queryRunner.createTable(',
      '  new Table({',
      `    name: 'order_lines',`,
      '    columns: [',
      `      { name: 'order_id', type: 'integer', isPrimary: true, primaryKeyConstraintName: 'order_lines_pkey' },`,
      `      { name: 'line', type: 'smallint', isPrimary: true, primaryKeyConstraintName: 'order_lines_pkey' },`,
      `      { name: 'product_id', type: 'integer' },`,
      `      { name: 'quantity', type: 'integer', default: 1 },`,
      '    ],',
      '  }),',
      ')',
      `await queryRunner.createForeignKeys('order_lines', [`,
      `  new TableForeignKey({ name: 'order_lines_order_fkey', columnNames: ['order_id'], referencedSchema: 'sales', referencedTableName: 'orders', referencedColumnNames: ['id'], onDelete: 'CASCADE' }),`,
      `  new TableForeignKey({ name: 'order_lines_product_fkey', columnNames: ['product_id'], referencedSchema: 'catalog', referencedTableName: 'products', referencedColumnNames: ['id'] }),`,
      '])',
    ],
  },
  {
    title: 'index orders',
    sql: [
      `CREATE INDEX "orders_customer_idx" ON "sales"."orders" ("customer_id")`,
      `CREATE UNIQUE INDEX "orders_number_key" ON "sales"."orders" ("number") WHERE total > 0`,
    ],
    builder: [
      `await queryRunner.createIndex('sales.orders', new TableIndex({ name: 'orders_customer_idx', columnNames: ['customer_id'] }))`,
      `await queryRunner.createIndex('sales.orders', new TableIndex({ name: 'orders_number_key', columnNames: ['number'], isUnique: true, where: 'total > 0' }))`,
    ],
  },
  {
    title: 'check quantities',
    sql: [
      `ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_quantity_check" CHECK (quantity > 0)`,
      `ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_product_key" UNIQUE ("order_id", "product_id")`,
    ],
    builder: [
      `await queryRunner.createCheckConstraint('order_lines', new TableCheck({ name: 'order_lines_quantity_check', expression: 'quantity > 0' }))`,
      `await queryRunner.createUniqueConstraint('order_lines', new TableUnique({ name: 'order_lines_product_key', columnNames: ['order_id', 'product_id'] }))`,
    ],
  },
  {
    title: 'add notes and prices',
    sql: [
      `ALTER TABLE "order_lines" ADD "note" text`,
      `ALTER TABLE "order_lines" ADD "price" numeric(10,2) NOT NULL DEFAULT 0`,
      `ALTER TABLE "order_lines" ADD "tags" text array`,
    ],
    builder: [
      `await queryRunner.addColumn('order_lines', new TableColumn({ name: 'note', type: 'text', isNullable: true }))`,
      `await queryRunner.addColumns('order_lines', [`,
      `  new TableColumn({ name: 'price', type: 'numeric', precision: 10, scale: 2, default: 0 }),`,
      `  new TableColumn({ name: 'tags', type: 'text', isArray: true, isNullable: true }),`,
      '])',
    ],
  },
  {
    title: 'require notes',
    sql: [
      `ALTER TABLE "order_lines" ALTER COLUMN "note" SET NOT NULL`,
      `ALTER TABLE "order_lines" ALTER COLUMN "note" SET DEFAULT ''`,
    ],
    builder: [
      `const table = await queryRunner.getTable('order_lines')`,
      `const note = table!.findColumnByName('note')!`,
      `await queryRunner.changeColumn('order_lines', note, new TableColumn({ name: 'note', type: 'text', isNullable: false, default: "''" }))`,
    ],
  },
  {
    title: 'rename the name of customers',
    sql: [`ALTER TABLE "customers" RENAME COLUMN "name" TO "full_name"`],
    builder: [`await queryRunner.renameColumn('customers', 'name', 'full_name')`],
  },
  {
    title: 'call lines items',
    sql: [`ALTER TABLE "order_lines" RENAME TO "order_items"`],
    builder: [`await queryRunner.renameTable('order_lines', 'order_items')`],
  },
  {
    title: 'rename constraints and indexes',
    sql: [
      'ALTER TABLE order_items RENAME CONSTRAINT order_lines_quantity_check TO order_items_quantity_check',
      'ALTER INDEX sales.orders_customer_idx RENAME TO orders_by_customer',
    ],
  },
  {
    title: 'drop a column and a constraint',
    sql: [
      `ALTER TABLE "order_items" DROP COLUMN "tags"`,
      `ALTER TABLE "order_items" DROP CONSTRAINT "order_lines_product_key"`,
      `DROP INDEX "sales"."orders_number_key"`,
    ],
    builder: [
      `await queryRunner.dropColumn('order_items', 'tags')`,
      `await queryRunner.dropUniqueConstraint('order_items', 'order_lines_product_key')`,
      `await queryRunner.dropIndex('sales.orders', 'orders_number_key')`,
    ],
  },
  {
    title: 'drop a foreign key and make it again',
    sql: [
      `ALTER TABLE "order_items" DROP CONSTRAINT "order_lines_product_fkey"`,
      `ALTER TABLE "order_items" ADD CONSTRAINT "order_items_product_fkey" FOREIGN KEY ("product_id") REFERENCES "catalog"."products" ("id") ON DELETE RESTRICT ON UPDATE CASCADE`,
    ],
    builder: [
      `await queryRunner.dropForeignKey('order_items', 'order_lines_product_fkey')`,
      `await queryRunner.createForeignKey('order_items', new TableForeignKey({ name: 'order_items_product_fkey', columnNames: ['product_id'], referencedSchema: 'catalog', referencedTableName: 'products', referencedColumnNames: ['id'], onDelete: 'RESTRICT', onUpdate: 'CASCADE' }))`,
    ],
  },
  {
    title: 'validate later',
    sql: [
      'ALTER TABLE sales.orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID',
      'ALTER TABLE sales.orders VALIDATE CONSTRAINT orders_total_check',
    ],
  },
  {
    title: 'widen columns',
    sql: [
      'ALTER TABLE sales.orders ALTER COLUMN total TYPE numeric(14,2)',
      "ALTER TABLE customers ALTER COLUMN email TYPE text, ALTER COLUMN full_name SET DEFAULT 'unknown'",
      'ALTER TABLE customers ALTER COLUMN full_name DROP DEFAULT',
    ],
  },
  {
    title: 'defer the order of an item',
    sql: [
      'ALTER TABLE order_items DROP CONSTRAINT order_lines_order_fkey',
      'ALTER TABLE order_items ADD CONSTRAINT order_items_order_fkey FOREIGN KEY (order_id) REFERENCES sales.orders (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED',
    ],
  },
]

import type { ShopStep } from '../step.ts'

/** Rows, blocks of PL/pgSQL, and enums that grow. */
export const data: readonly ShopStep[] = [
  {
    title: 'seed catalog',
    sql: [
      `INSERT INTO catalog.categories (id, parent_id, name) VALUES (1, NULL, 'Books'), (2, 1, 'Novels; and more')`,
      `INSERT INTO catalog.products (id, title, price) VALUES (1, 'A -- title', 9.90) ON CONFLICT (id) DO NOTHING`,
      'INSERT INTO catalog.product_categories SELECT p.id, 2 FROM catalog.products p',
      `UPDATE catalog.products SET state = 'active' WHERE id = 1`,
      `WITH gone AS (DELETE FROM catalog.products WHERE id = 99 RETURNING id) INSERT INTO catalog.categories (id, name) SELECT id, 'gone' FROM gone`,
    ],
  },
  {
    title: 'grow the states',
    needsOwn: true,
    sql: [`ALTER TYPE catalog.product_state ADD VALUE 'sold out' AFTER 'active'`],
  },
  {
    title: 'use the new state',
    needsOwn: true,
    sql: [`UPDATE catalog.products SET state = 'sold out' WHERE price > 1000`],
  },
  { title: 'rename a state', sql: [`ALTER TYPE catalog.product_state RENAME VALUE 'draft' TO 'planned'`] },
  {
    title: 'run a block',
    sql: [
      `DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM catalog.categories WHERE id = 3) THEN
    INSERT INTO catalog.categories (id, name) VALUES (3, 'Music');
  END IF;
END
$$`,
    ],
  },
  {
    title: 'merge and lock',
    sql: [
      'LOCK TABLE catalog.categories IN SHARE MODE',
      `MERGE INTO catalog.categories c USING (VALUES (3, 'Sound')) AS v (id, name) ON c.id = v.id WHEN MATCHED THEN UPDATE SET name = v.name`,
      'ANALYZE catalog.categories',
      'TRUNCATE order_items',
    ],
  },
  {
    title: 'change settings',
    sql: [
      'SET LOCAL search_path = scratch, public',
      'CREATE TABLE jottings (id integer)',
      'ALTER TABLE jottings RENAME COLUMN id TO number',
      'SET LOCAL search_path TO DEFAULT',
    ],
  },
  {
    title: 'alter the address',
    sql: ['ALTER TYPE address ADD ATTRIBUTE country text', 'ALTER TYPE address RENAME ATTRIBUTE street TO line'],
  },
  {
    title: 'alter the domain',
    sql: [
      'ALTER DOMAIN email SET NOT NULL',
      'ALTER DOMAIN email DROP NOT NULL',
      `ALTER DOMAIN email ADD CONSTRAINT email_length CHECK (length(VALUE) < 321)`,
    ],
  },
  {
    title: 'alter the sequence',
    sql: [
      'ALTER SEQUENCE sales.order_number INCREMENT BY 10 CACHE 5',
      'ALTER SEQUENCE sales.order_number OWNED BY sales.orders.number',
    ],
  },
  {
    title: 'copy tables',
    sql: [
      'CREATE TABLE scratch.best AS SELECT id, title FROM catalog.products WHERE price > 5',
      'CREATE TABLE scratch.products_like (LIKE catalog.products INCLUDING DEFAULTS INCLUDING CONSTRAINTS)',
    ],
  },
  {
    title: 'generate columns',
    sql: ['ALTER TABLE order_items ADD COLUMN amount numeric GENERATED ALWAYS AS (quantity * price) STORED'],
  },
]

import type { ShopStep } from '../step.ts'

/** Indexes of every kind, functions, triggers, views, rules, policies and privileges. */
export const programs: readonly ShopStep[] = [
  {
    title: 'index products',
    sql: [
      'CREATE INDEX products_title_idx ON catalog.products (lower(title))',
      'CREATE INDEX products_details_idx ON catalog.products USING gin (details)',
      'CREATE INDEX products_price_idx ON catalog.products (price DESC NULLS LAST) INCLUDE (title)',
      'CREATE INDEX products_id_brin ON catalog.products USING brin (id)',
    ],
  },
  {
    title: 'index items at leisure',
    alone: true,
    sql: ['CREATE INDEX CONCURRENTLY order_items_product_idx ON order_items (product_id)'],
  },
  { title: 'reindex', alone: true, sql: ['REINDEX INDEX CONCURRENTLY order_items_product_idx'] },
  { title: 'vacuum', alone: true, sql: ['VACUUM order_items'] },
  {
    title: 'create functions',
    sql: [
      `CREATE FUNCTION sales.total_of(order_id integer) RETURNS numeric LANGUAGE sql STABLE AS $$
  SELECT sum(i.quantity * i.price) FROM public.order_items i WHERE i.order_id = $1;
$$`,
      `CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.placed_at := now();
  RETURN NEW;
END;
$$`,
      `CREATE PROCEDURE sales.purge(before timestamptz) LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM sales.orders WHERE placed_at < before;
END;
$$`,
    ],
  },
  {
    title: 'replace a function',
    sql: [
      `CREATE OR REPLACE FUNCTION sales.total_of(order_id integer) RETURNS numeric LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(i.quantity * i.price), 0) FROM public.order_items i WHERE i.order_id = $1;
$$`,
      'ALTER FUNCTION sales.total_of(integer) STRICT',
    ],
  },
  {
    title: 'create triggers',
    sql: [
      'CREATE TRIGGER orders_touch BEFORE UPDATE ON sales.orders FOR EACH ROW EXECUTE FUNCTION touch()',
      'ALTER TABLE sales.orders DISABLE TRIGGER orders_touch',
      'ALTER TABLE sales.orders ENABLE TRIGGER orders_touch',
    ],
  },
  {
    title: 'create views',
    sql: [
      `CREATE VIEW "sales"."open_orders" AS SELECT o.id, o.number, c.email FROM sales.orders o JOIN customers c ON c.id = o.customer_id WHERE o.total > 0`,
    ],
    builder: [
      `await queryRunner.createView(new View({ name: 'sales.open_orders', expression: 'SELECT o.id, o.number, c.email FROM sales.orders o JOIN customers c ON c.id = o.customer_id WHERE o.total > 0' }))`,
    ],
  },
  {
    title: 'create a materialized view',
    sql: [
      'CREATE MATERIALIZED VIEW sales.totals AS SELECT customer_id, sum(total) AS total FROM sales.orders GROUP BY customer_id',
      'CREATE UNIQUE INDEX totals_customer_key ON sales.totals (customer_id)',
      'REFRESH MATERIALIZED VIEW sales.totals',
    ],
  },
  {
    title: 'replace a view',
    sql: [
      'CREATE OR REPLACE VIEW sales.open_orders AS SELECT o.id, o.number, c.email, o.total FROM sales.orders o JOIN customers c ON c.id = o.customer_id WHERE o.total > 0',
    ],
  },
  {
    title: 'protect catalog',
    sql: ['CREATE RULE products_keep AS ON DELETE TO catalog.products WHERE old.id < 0 DO INSTEAD NOTHING'],
  },
  {
    title: 'secure orders',
    sql: [
      'ALTER TABLE sales.orders ENABLE ROW LEVEL SECURITY',
      'CREATE POLICY orders_own ON sales.orders FOR SELECT USING (customer_id = 1)',
      'CREATE POLICY orders_write ON sales.orders FOR INSERT WITH CHECK (total >= 0)',
      'ALTER POLICY orders_own ON sales.orders USING (customer_id > 0)',
    ],
  },
  {
    title: 'grant and comment',
    sql: [
      'GRANT USAGE ON SCHEMA catalog TO PUBLIC',
      'GRANT SELECT ON catalog.products TO PUBLIC',
      'REVOKE ALL ON FUNCTION sales.total_of(integer) FROM PUBLIC',
      'ALTER DEFAULT PRIVILEGES IN SCHEMA sales GRANT SELECT ON TABLES TO PUBLIC',
      `COMMENT ON TABLE catalog.products IS 'What the shop sells'`,
      `COMMENT ON COLUMN catalog.products.price IS 'Without tax; it''s net'`,
    ],
  },
  {
    title: 'drop a trigger and a rule',
    sql: ['DROP TRIGGER orders_touch ON sales.orders', 'DROP RULE products_keep ON catalog.products'],
  },
]

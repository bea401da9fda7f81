import type { ShopStep } from '../step.ts'

/** Partitions, inheritance, and the kinds of object that few histories have; then what goes again. */
export const rare: readonly ShopStep[] = [
  {
    title: 'partition events',
    sql: [
      'CREATE TABLE events (id bigint NOT NULL, at date NOT NULL, kind text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)',
      `CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')`,
      'CREATE TABLE events_rest PARTITION OF events DEFAULT',
      'CREATE INDEX events_kind_idx ON events (kind)',
    ],
  },
  { title: 'detach a partition', sql: ['ALTER TABLE events DETACH PARTITION events_rest', 'DROP TABLE events_rest'] },
  {
    title: 'inherit',
    sql: [
      'CREATE TABLE people (id integer PRIMARY KEY, name text NOT NULL)',
      'CREATE TABLE staff (salary numeric) INHERITS (people)',
      'ALTER TABLE people ADD COLUMN born date',
    ],
  },
  {
    title: 'exclude overlaps',
    sql: [
      'CREATE TABLE discounts (id integer PRIMARY KEY, during daterange NOT NULL, prices price_range, CONSTRAINT discounts_apart EXCLUDE USING gist (during WITH &&))',
    ],
  },
  {
    title: 'keep statistics',
    sql: ['CREATE STATISTICS order_items_stats (dependencies) ON order_id, product_id FROM order_items'],
  },
  {
    title: 'make aggregates and operators',
    sql: [
      'CREATE AGGREGATE longest(integer) (SFUNC = int4larger, STYPE = integer)',
      `CREATE FUNCTION same_text(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT lower($1) = lower($2)'`,
      'CREATE OPERATOR === (LEFTARG = text, RIGHTARG = text, FUNCTION = same_text)',
    ],
  },
  {
    title: 'make casts',
    sql: [
      `CREATE FUNCTION currency_length(currency) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT length($1::text)'`,
      'CREATE CAST (currency AS integer) WITH FUNCTION currency_length(currency)',
    ],
  },
  {
    title: 'search texts',
    sql: [
      'CREATE TEXT SEARCH DICTIONARY shop_dict (TEMPLATE = simple)',
      'CREATE TEXT SEARCH CONFIGURATION shop (COPY = simple)',
      'ALTER TEXT SEARCH CONFIGURATION shop ALTER MAPPING FOR asciiword WITH shop_dict',
    ],
  },
  { title: 'collate', sql: [`CREATE COLLATION shop_order (provider = icu, locale = 'und')`] },
  {
    title: 'look abroad',
    sql: [
      'CREATE FOREIGN DATA WRAPPER shop_wrapper',
      'CREATE SERVER elsewhere FOREIGN DATA WRAPPER shop_wrapper',
      'CREATE FOREIGN TABLE scratch.remote (id integer) SERVER elsewhere',
    ],
  },
  {
    title: 'watch commands',
    sql: [
      'CREATE FUNCTION on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$',
      'CREATE EVENT TRIGGER shop_ddl ON ddl_command_end EXECUTE FUNCTION on_ddl()',
      'ALTER EVENT TRIGGER shop_ddl DISABLE',
    ],
  },
  {
    title: 'move a table',
    sql: ['ALTER TABLE scratch.best SET SCHEMA catalog', 'ALTER SCHEMA scratch RENAME TO attic'],
  },
  {
    title: 'set storage',
    sql: [
      'ALTER TABLE catalog.best SET (fillfactor = 80)',
      'ALTER TABLE catalog.best REPLICA IDENTITY FULL',
      'ALTER TABLE catalog.best SET UNLOGGED',
    ],
  },
  {
    title: 'drop a view and a function',
    sql: [
      'DROP VIEW "sales"."open_orders"',
      'DROP PROCEDURE sales.purge(timestamptz)',
      'DROP MATERIALIZED VIEW sales.totals',
    ],
  },
]

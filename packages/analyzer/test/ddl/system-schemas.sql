--- made in pg_catalog
CREATE FUNCTION pg_catalog.leaked() RETURNS int LANGUAGE sql AS 'SELECT 1';
SELECT leaked();
CREATE TYPE pg_catalog.leaked_type AS ENUM ('a');
CREATE TYPE pg_catalog.int4 AS ENUM ('a');
CREATE DOMAIN pg_catalog.leaked_domain AS int NOT NULL;
CREATE TABLE t (a leaked_type, b leaked_domain);
CREATE TYPE pg_catalog.leaked_row AS (a int);
CREATE TABLE pg_catalog.leaked_table (a int);
CREATE TABLE information_schema.leaked_table (a int);
SELECT * FROM information_schema.leaked_table;
DROP TYPE pg_catalog.leaked_type;
CREATE EXTENSION citext SCHEMA pg_catalog;
CREATE TABLE u (a citext);
ALTER TABLE u ADD COLUMN b pg_catalog.citext;
CREATE COLLATION pg_catalog.leaked_collation (locale = 'C');
CREATE TABLE w (a text COLLATE leaked_collation);

--- extensions in pg_catalog
SET search_path = pg_catalog, public;
CREATE EXTENSION pgcrypto;
CREATE EXTENSION citext;
CREATE EXTENSION hstore SCHEMA pg_catalog;
CREATE EXTENSION pgcrypto SCHEMA pg_catalog;
CREATE EXTENSION IF NOT EXISTS "uuid-ossp";
CREATE EXTENSION btree_gist;
CREATE EXTENSION pgcrypto SCHEMA public;
CREATE TABLE public.c (a citext, b hstore);

--- what another database had made in pg_catalog
SELECT leaked();
CREATE TABLE t (a leaked_type);
CREATE TABLE t (a leaked_domain);
SELECT * FROM information_schema.leaked_table;
CREATE TABLE w (a text COLLATE leaked_collation);
CREATE TABLE t (a int, b timestamptz DEFAULT now());
DROP FUNCTION pg_catalog.now();
DROP TYPE pg_catalog.int4;
SELECT now(), 1::int4;

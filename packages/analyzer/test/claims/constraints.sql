--- constraints of tables and domains
CREATE SCHEMA s;
CREATE TABLE s.p (id int PRIMARY KEY, a int, b text, UNIQUE (a, b));
CREATE TABLE t (id bigint, a int, b text, v varchar(20), n numeric(5,2), d date, e timestamptz, o boolean, u uuid, j jsonb, arr int[],
  CONSTRAINT t_pk PRIMARY KEY (id, a) INCLUDE (b) WITH (fillfactor=70),
  CONSTRAINT "T_u" UNIQUE (b) DEFERRABLE INITIALLY DEFERRED,
  UNIQUE (v, a) INCLUDE (n),
  FOREIGN KEY (a) REFERENCES s.p ON DELETE CASCADE ON UPDATE SET NULL,
  FOREIGN KEY (a, b) REFERENCES s.p (a, b) MATCH FULL ON DELETE SET DEFAULT ON UPDATE RESTRICT DEFERRABLE,
  CONSTRAINT c1 CHECK (a > 0), CONSTRAINT c2 CHECK (a > 0 AND a < 10 OR b IS NOT NULL), CHECK (v IN ('x', 'y')), CHECK (v = 'x'), CHECK (b <> ''), CHECK (n >= 0), CHECK (n > 0.5 AND n < 100), CHECK (d < '2020-01-01'), CHECK (length(b) > 3), CHECK (char_length(v) >= 2), CHECK (o), CHECK (NOT o), CHECK (a BETWEEN 1 AND 5), CHECK (a NOT BETWEEN 1 AND 5), CHECK (b ~* '^[a-z]+$'), CHECK (a = ANY (ARRAY[1, 2, 3])), CHECK (b IN ('a')), CHECK (b = lower(b)), CHECK ((a IS NULL) <> (b IS NULL)), CHECK (num_nonnulls(a, b, v) = 1), CHECK (jsonb_typeof(j) = 'object'), CHECK (array_length(arr, 1) > 0), CHECK (id > 0), CHECK (n <= 100), CHECK (e > '2020-01-01 00:00:00'::timestamp), CHECK (a + 1 > id * 2), CHECK (true), CHECK (coalesce(a, 0) >= 0), CHECK (CASE WHEN a > 0 THEN b IS NOT NULL ELSE true END), CHECK (a > 0) NO INHERIT, CHECK (v NOT IN ('p', 'q', 'r')), CHECK (a IN (1, 2)), CHECK (id IN (1, 2)), CHECK (n IN (1, 2.5)), CHECK (v::text = b), CHECK (b LIKE 'x%'), CHECK (v LIKE 'x%' OR v ILIKE '%y'), CHECK (a IS DISTINCT FROM 1), CHECK (position('@' in b) > 1), CHECK (extract(hour from e at time zone 'UTC') < 5), CHECK (a % 2 = 0), CHECK (-a < 0), CHECK (a != 3), CHECK (o IS TRUE), CHECK (o = false), CHECK (e <= now()), CHECK (d >= current_date), CHECK ((a, b) IS NOT NULL), CHECK (a::text ~ '1'), CHECK (greatest(a, 1) = 1), CHECK (trim(b) <> ''), CHECK (octet_length(b) < 10), CHECK (upper(left(v, 1)) = 'A'), CHECK (a = 1 OR a = 2 OR a = 3), CHECK ((a = 1 AND b = 'x') OR (a = 2 AND b = 'y')), CHECK (cardinality(arr) <= 3), CHECK (j ? 'a'), CHECK ((j->>'a')::int > 0), CHECK (d - 1 > d), CHECK (e + interval '1 day' > e), CHECK (e - '2 hours'::interval > e), CHECK (u <> '00000000-0000-0000-0000-000000000000'), CHECK (id = 3000000000), CHECK (a = '5'), CHECK (b = NULL), CHECK (a::smallint = 1), CHECK (round(n, 1) = n), CHECK (round(n::numeric, 2) > 0), CHECK (a <@ ANY (ARRAY[int4range(1,3)])));
ALTER TABLE t ADD CONSTRAINT nv CHECK (a > 1) NOT VALID, ADD CONSTRAINT fknv FOREIGN KEY (a) REFERENCES s.p (id) NOT VALID;
ALTER TABLE t ADD CONSTRAINT pq FOREIGN KEY (a) REFERENCES s.p (id) ON DELETE NO ACTION ON UPDATE CASCADE NOT DEFERRABLE;
ALTER TABLE s.p RENAME TO "P";
ALTER SCHEMA s RENAME TO "S";
ALTER TABLE t RENAME a TO "aA";
ALTER TABLE t RENAME CONSTRAINT c1 TO c1b;
CREATE DOMAIN posint AS integer CHECK (VALUE > 0) CONSTRAINT small CHECK (VALUE < 100 AND VALUE <> 50);
CREATE DOMAIN mail AS text CHECK (VALUE ~* '@' AND length(VALUE) < 20);
CREATE TABLE dd (p posint CHECK (p > 5), m mail CHECK (m <> 'x' AND lower(m) = m), q posint[] );
CREATE TYPE "Role" AS ENUM ('a', 'b');
CREATE TABLE ee (r "Role" CHECK (r <> 'a'), s "Role", CHECK (r IN ('a', 'b')), CHECK (s = 'a' OR r = s), CHECK (r::text = 'a'), CHECK (r > 'a'), CHECK (s = ANY (ARRAY['a'::"Role", 'b'::"Role"])));
CREATE INDEX ON ee (r) WHERE s = 'a';
CREATE INDEX ON ee (s) WHERE s IN ('a', 'b');

--- actions on some columns
CREATE TABLE p (a int, b int, PRIMARY KEY (a, b));
CREATE TABLE c (a int, b int, FOREIGN KEY (a, b) REFERENCES p ON DELETE SET NULL (b));

--- what is made anew when a type changes
CREATE TABLE t (a varchar(10), b int, c text, CONSTRAINT k1 CHECK (a IN ('x', 'y')), CONSTRAINT k2 CHECK (b > 0), CONSTRAINT k3 CHECK (c = 'x' OR c LIKE 'y%'), CONSTRAINT k4 CHECK (a = 'x'));
CREATE INDEX i1 ON t (lower(a)) WHERE a <> 'x';
CREATE INDEX i2 ON t (b) WHERE b > 5;
CREATE INDEX i3 ON t (c text_pattern_ops);
CREATE INDEX i4 ON t ((c || a));
ALTER TABLE t ALTER a TYPE text, ALTER b TYPE bigint;
ALTER TABLE t ALTER c TYPE varchar(20);
ALTER TABLE t RENAME a TO aa;
ALTER TABLE t ALTER aa TYPE varchar(30);

--- exclusion constraints
CREATE EXTENSION btree_gist;
CREATE TYPE st AS ENUM ('a', 'b');
CREATE TABLE t (id int, r int4range, s timestamp, e timestamp, k st, EXCLUDE USING gist (r WITH &&), CONSTRAINT x EXCLUDE USING gist (id WITH =, tsrange(s, e, '[)') WITH &&) WHERE (id > 0) DEFERRABLE INITIALLY DEFERRED, EXCLUDE (id WITH =), EXCLUDE USING gist (id WITH =, r WITH &&) WHERE (k = 'a'));
ALTER TABLE t RENAME id TO "Id";

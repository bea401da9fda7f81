--- indexes of one table
CREATE SCHEMA app;
CREATE TABLE t (id serial PRIMARY KEY, a integer, b text, c varchar(50), d timestamptz, j jsonb, tags text[], u uuid, "Mixed" text, "user" int, n numeric(10,2), o boolean, x text COLLATE "C", p point, tsv tsvector, ip inet, ch char(5));
CREATE INDEX ON t (a);
CREATE UNIQUE INDEX i1 ON t (b, c DESC);
CREATE INDEX i2 ON t (a DESC NULLS LAST, b ASC NULLS FIRST, "Mixed", "user");
CREATE INDEX i3 ON t (lower(b));
CREATE INDEX i4 ON t ((a + 1), (b || c));
CREATE UNIQUE INDEX i5 ON t (lower(c)) WHERE o IS NULL AND a > 5;
CREATE INDEX i6 ON t USING gin (j);
CREATE INDEX i7 ON t USING gin (j jsonb_path_ops);
CREATE INDEX i8 ON t USING gin (tags);
CREATE INDEX i9 ON t USING hash (u);
CREATE INDEX i10 ON t USING brin (d) WITH (pages_per_range = 32);
CREATE INDEX i11 ON t (a) INCLUDE (b, c);
CREATE INDEX i12 ON t (b text_pattern_ops, c varchar_pattern_ops, b text_ops, c text_ops, c varchar_ops);
CREATE INDEX i13 ON t (b COLLATE "C", c COLLATE "default", x, lower(b) COLLATE "POSIX");
CREATE INDEX i14 ON t USING gist (p);
CREATE INDEX i15 ON t USING gin (to_tsvector('english', b));
CREATE INDEX i16 ON t USING gin (to_tsvector('english'::regconfig, coalesce(b, '') || ' ' || coalesce(c, '')));
CREATE INDEX i17 ON t (a) WITH (fillfactor = 70, deduplicate_items = off);
CREATE INDEX i18 ON t ((j->>'a'));
CREATE INDEX i19 ON t ((j->'a'->>'b'), ((j->>'n')::int));
CREATE INDEX i20 ON t (a) WHERE c = 'x';
CREATE INDEX i21 ON t (a) WHERE c IN ('x', 'y') AND b NOT IN ('p', 'q');
CREATE INDEX i22 ON t (a) WHERE o;
CREATE INDEX i23 ON t (a) WHERE NOT o AND (a = 1 OR a = 2 OR b LIKE 'x%');
CREATE INDEX i24 ON t (a) WHERE o = true AND d IS NOT NULL AND n > 0 AND n < 1.5;
CREATE INDEX i25 ON t (date_trunc('day', d AT TIME ZONE 'UTC'));
CREATE INDEX i27 ON t (coalesce(b, c), upper(b || c), (a::text));
CREATE INDEX i28 ON t (a) WHERE a = ANY (ARRAY[1,2]) AND b = ANY ('{x,y}'::text[]);
CREATE INDEX i29 ON t (a) WHERE u = '00000000-0000-0000-0000-000000000000' AND a BETWEEN 1 AND 10;
CREATE INDEX i30 ON t (md5(b), length(c), (a % 2), (-a), abs(a));
CREATE INDEX i31 ON t (a) WHERE a IS DISTINCT FROM 3 AND b IS NOT DISTINCT FROM 'x';
CREATE INDEX i32 ON t (extract(year from d at time zone 'UTC'));
CREATE INDEX i33 ON t USING spgist (b);
CREATE INDEX i34 ON t (ch, ch bpchar_pattern_ops);
CREATE INDEX i35 ON t USING gin (tsv) WITH (fastupdate = off);
CREATE INDEX i37 ON t ((CASE WHEN o THEN a END));
CREATE INDEX i38 ON t (a) WHERE (b IS NOT NULL) = true;
CREATE INDEX i39 ON t (a) WHERE o IS TRUE AND o IS NOT FALSE AND o IS NOT UNKNOWN;
CREATE INDEX i40 ON t (nullif(b, ''), trim(b), substring(b from 1 for 3), replace(b, 'a', 'b'), left(b, 3));
CREATE INDEX i41 ON t (a) WHERE b ~ '^x' AND b ILIKE '%y' AND b !~* 'z' AND b SIMILAR TO 'abc';
CREATE UNIQUE INDEX i42 ON t (a, b) WHERE (d IS NULL);
CREATE INDEX i43 ON t (a int4_ops DESC, b);
CREATE INDEX i44 ON t USING brin (d timestamptz_minmax_ops);
CREATE INDEX i46 ON t (a) WHERE tags && '{a}' AND cardinality(tags) > 0 AND tags[1] = 'x';
CREATE INDEX i47 ON t (a) WHERE c::text = 'x' AND n = 0 AND n::int = 3 AND a::bigint = 4 AND a = 5::bigint;
CREATE INDEX "Idx Mixed" ON t ("Mixed");
ALTER TABLE t RENAME TO "T";
ALTER TABLE "T" RENAME a TO "order";
ALTER INDEX i3 RENAME TO i3b;
ALTER TABLE "T" SET SCHEMA app;

--- keys in which NULLs are alike
CREATE TABLE t (a int, b int);
CREATE UNIQUE INDEX n1 ON t (a) NULLS NOT DISTINCT;
ALTER TABLE t ADD CONSTRAINT n2 UNIQUE NULLS NOT DISTINCT (b);

--- extensions
CREATE EXTENSION citext;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION "uuid-ossp";
CREATE TABLE t (id uuid DEFAULT uuid_generate_v4() PRIMARY KEY, a citext DEFAULT 'X', b text, CHECK (a <> 'y'), CHECK (a = lower(a)));
CREATE INDEX i1 ON t USING gin (b gin_trgm_ops);
CREATE INDEX i2 ON t USING gist (b gist_trgm_ops, a gist_trgm_ops);
CREATE SCHEMA e;
ALTER EXTENSION citext SET SCHEMA e;

--- names of expressions
CREATE TABLE t (a int, b text, c int[]);
CREATE INDEX ON t ((CASE WHEN a > 0 THEN 1 ELSE a END));
CREATE INDEX ON t ((CASE WHEN a > 0 THEN 1 ELSE 0 END));
CREATE INDEX ON t ((CASE WHEN a > 0 THEN 1 END::text));
CREATE INDEX ON t (greatest(a, 1), least(a, 1), nullif(b, ''), (c[1]), (ARRAY[a]), (a::text), ((a + 1)::text), (- a), trim(b));

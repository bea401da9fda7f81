--- columns of all types
-- not claimed: column:public.d.n9 default
-- not claimed: column:public.d.ts16 default
-- not claimed: column:public.d.j6 default
CREATE TYPE "Role" AS ENUM ('A', 'it''s', 'B c');
CREATE DOMAIN email AS varchar(100) CHECK (VALUE ~ '@');
CREATE DOMAIN price AS numeric(10,2) DEFAULT 0 CHECK (VALUE >= 0) NOT NULL;
CREATE TABLE d (
  a serial PRIMARY KEY, a2 bigserial, a3 smallserial,
  b integer DEFAULT 0, b1 integer DEFAULT -1, b2 integer DEFAULT '7', b3 integer DEFAULT 3000000000, b4 integer DEFAULT (1 + 2),
  c bigint DEFAULT 0, c1 bigint DEFAULT '0', c2 bigint DEFAULT 3000000000, c3 bigint DEFAULT -5,
  s smallint DEFAULT 1, s1 smallint DEFAULT '1'::smallint,
  n numeric DEFAULT 0, n1 numeric(10,2) DEFAULT 0.00, n2 decimal(65,30) DEFAULT 1.50, n3 numeric DEFAULT '1.0', n4 numeric(5,1) DEFAULT '-0.5', n5 numeric DEFAULT -2.5, n6 numeric DEFAULT .5, n7 numeric DEFAULT '10', n8 numeric(3) DEFAULT 1::numeric(3), n9 numeric DEFAULT 1e3, n10 numeric DEFAULT 1.,
  f real DEFAULT 1.5, f1 double precision DEFAULT 0, f2 double precision DEFAULT '1.25', f3 float DEFAULT 0.1, f4 double precision DEFAULT 'NaN',
  t text DEFAULT 'x', t1 text DEFAULT '', t2 text DEFAULT 'it''s', t3 text DEFAULT 'back\slash', t4 text DEFAULT E'new\nline', t5 text DEFAULT 1, t6 text DEFAULT 'x'::text, t7 text DEFAULT 'x'::varchar, t8 text DEFAULT ('a' || 'b'), t9 text DEFAULT NULL, t10 text DEFAULT NULL::text, t11 text DEFAULT lower('ABC'),
  v varchar DEFAULT 'x', v1 varchar(10) DEFAULT 'x', v2 character varying(10) DEFAULT 'x'::character varying, v3 varchar(10) DEFAULT 'x'::varchar(5), v4 varchar(10) DEFAULT 'x'::text, v5 varchar(10) DEFAULT NULL, v6 varchar(3) DEFAULT NULL::varchar,
  p char DEFAULT 'x', p1 char(3) DEFAULT 'x', p2 bpchar DEFAULT 'x', p3 char(5) DEFAULT 'x'::char(3), p4 "char" DEFAULT 'x', p5 name DEFAULT 'x',
  o boolean DEFAULT true, o1 boolean DEFAULT false, o2 boolean DEFAULT 't', o3 boolean DEFAULT 'no', o4 boolean DEFAULT TRUE::boolean, o5 boolean DEFAULT '1', o6 boolean DEFAULT (NOT true),
  e "Role" DEFAULT 'A', e1 "Role" DEFAULT 'it''s'::"Role", e2 "Role"[] DEFAULT '{}', e3 "Role"[] DEFAULT ARRAY[]::"Role"[], e4 "Role"[] DEFAULT '{A,"B c"}', e5 "Role"[] DEFAULT ARRAY['A']::"Role"[], e6 "Role"[] DEFAULT ARRAY['A'::"Role", 'B c'],
  ts timestamptz DEFAULT now(), ts1 timestamp DEFAULT now(), ts2 timestamp(3) DEFAULT CURRENT_TIMESTAMP, ts3 timestamp(3) DEFAULT now(), ts4 timestamptz(6) DEFAULT CURRENT_TIMESTAMP(3), ts5 timestamp DEFAULT LOCALTIMESTAMP, ts6 timestamp DEFAULT ('now'::text)::timestamp(6) with time zone, ts7 timestamp DEFAULT '2020-01-01', ts8 timestamp(0) DEFAULT '2020-01-01 10:00:00.50', ts9 timestamptz DEFAULT 'infinity', ts10 timestamp DEFAULT (now() AT TIME ZONE 'utc'), ts11 timestamp DEFAULT timezone('utc', now()), ts12 timestamptz DEFAULT clock_timestamp(), ts13 timestamp DEFAULT (CURRENT_TIMESTAMP + interval '1 day'), ts14 timestamptz DEFAULT now() + '30 days'::interval, ts15 timestamptz DEFAULT (now() + INTERVAL '7 days'), ts16 timestamptz DEFAULT '2020-01-01',
  da date DEFAULT CURRENT_DATE, da1 date DEFAULT now(), da2 date DEFAULT '2020-02-29', da3 date DEFAULT now()::date, da4 date DEFAULT ('now'::text)::date,
  ti time DEFAULT '10:00', ti1 time DEFAULT CURRENT_TIME, ti2 time(0) DEFAULT LOCALTIME,
  i interval DEFAULT '1 day', i1 interval DEFAULT '2 hours 30 minutes', i2 interval DEFAULT '00:05:00', i3 interval DEFAULT '1 year 2 months',
  u uuid DEFAULT gen_random_uuid(), u1 uuid DEFAULT 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11',
  j jsonb DEFAULT '{}', j1 jsonb DEFAULT '[]'::jsonb, j2 jsonb DEFAULT '{"b":1,"aa":[1,2,{"x":null}],"a":"é\n\"q"}', j3 json DEFAULT '{"b":1, "a":2}', j4 jsonb DEFAULT jsonb_build_object('a', 1), j5 jsonb DEFAULT '"x"', j6 jsonb DEFAULT '1.50', j7 jsonb DEFAULT 'null',
  ar text[] DEFAULT '{}', ar1 text[] DEFAULT ARRAY[]::text[], ar2 text[] DEFAULT ARRAY['a', 'b'], ar3 integer[] DEFAULT '{1, 2}', ar4 integer[] DEFAULT ARRAY[1,2], ar5 varchar(10)[] DEFAULT ARRAY['a']::varchar(10)[], ar6 varchar[] DEFAULT ARRAY['a'], ar7 varchar(5)[] DEFAULT '{a,"b c",NULL,""}', ar8 text[] DEFAULT ARRAY['a']::varchar[], ar9 bigint[] DEFAULT ARRAY[1], ar10 text[] DEFAULT array[]::varchar[],
  ip inet DEFAULT '127.0.0.1', cd cidr DEFAULT '0.0.0.0/0', ma macaddr,
  by bytea DEFAULT '\xDEADBEEF', by1 bytea DEFAULT '', by2 bytea DEFAULT 'abc',
  bi bit(3) DEFAULT B'101', bi1 varbit(5) DEFAULT '101', bi2 bit DEFAULT '1',
  em email DEFAULT 'a@b', pr price DEFAULT 1.5, pr1 price, pr2 price DEFAULT 2,
  x integer DEFAULT length('abc'), x1 text DEFAULT md5(random()::text), x2 text DEFAULT substr(md5(random()::text), 0, 25), x3 integer DEFAULT extract(year from now()), x4 text DEFAULT current_user, x5 text DEFAULT session_user, x6 name DEFAULT current_schema, x7 text DEFAULT to_char(now(), 'YYYY-MM-DD'), x8 double precision DEFAULT date_part('epoch', now()), x9 bigint DEFAULT (extract(epoch from now()) * 1000), x10 integer DEFAULT floor(random() * 100), x11 text DEFAULT left('abc', 2), x12 text DEFAULT trim('  a '), x13 text DEFAULT substring('abc' from 1 for 2), x14 text DEFAULT upper(substring('abc' from 2)), x15 text DEFAULT concat('a', 1), x16 text DEFAULT coalesce(NULL, 'a'), x17 text DEFAULT CASE WHEN true THEN 'a' ELSE 'b' END, x18 integer DEFAULT nullif(1, 2), x19 integer DEFAULT greatest(1, 2), x20 text DEFAULT position('a' in 'ba'), x21 integer DEFAULT (random() * 10)::int, x22 text DEFAULT 'a'::char(1), x23 integer DEFAULT '1'::int + 2, x24 text DEFAULT ('x'::text)::varchar(3), x25 text DEFAULT encode(sha256('a'::bytea), 'hex'), x26 text DEFAULT current_setting('app.tenant', true), x27 uuid DEFAULT current_setting('app.tenant')::uuid, x28 integer DEFAULT txid_current()::int, x29 text DEFAULT ('a' COLLATE "C"), x30 varchar(3) DEFAULT ('a' COLLATE "C")
);

--- what has other names since
CREATE SCHEMA app;
CREATE SEQUENCE app."My Seq";
CREATE SEQUENCE s1;
CREATE TABLE t (id integer DEFAULT nextval('app."My Seq"'), b bigint DEFAULT nextval('s1'::regclass), c bigint NOT NULL DEFAULT nextval('public.s1'), d text DEFAULT 'N' || nextval('s1')::text, e text DEFAULT ('N-' || lpad(nextval('s1')::text, 6, '0')));
ALTER SEQUENCE s1 RENAME TO s2;
ALTER SCHEMA app RENAME TO "App";
CREATE TABLE u (id serial, x text);
ALTER TABLE u RENAME TO v;
ALTER SEQUENCE u_id_seq RENAME TO v_id_seq;
CREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'SELECT 1::text';
CREATE TABLE w (a text DEFAULT f(), "order" int DEFAULT 1 CHECK ("order" > 0), "Mixed" int, "json" int CHECK ("json" > 0), "a$b" int CHECK ("a$b" < 1));
ALTER FUNCTION f() RENAME TO "G";
ALTER TABLE w RENAME COLUMN "Mixed" TO plain;
ALTER TABLE w ALTER plain SET DEFAULT 5, ALTER a DROP DEFAULT, ALTER a SET DEFAULT "G"() || 'x';
ALTER TABLE w ADD COLUMN new text NOT NULL DEFAULT 'abc', ADD COLUMN new2 jsonb NOT NULL DEFAULT '{}'::jsonb;

--- defaults of columns that changed their types
CREATE TABLE t (a varchar(10) DEFAULT 'x', b integer DEFAULT 1, c text DEFAULT 'x', d numeric DEFAULT 1.5, e timestamp DEFAULT now());
ALTER TABLE t ALTER a TYPE text, ALTER b TYPE bigint, ALTER c TYPE varchar(5), ALTER d TYPE integer, ALTER e TYPE timestamptz;
CREATE TYPE st AS ENUM ('a', 'b');
CREATE TABLE s (x text DEFAULT 'a', y st DEFAULT 'b');
ALTER TABLE s ALTER x DROP DEFAULT, ALTER x TYPE st USING x::st, ALTER x SET DEFAULT 'a';
ALTER TYPE st RENAME TO st_old;
CREATE TYPE st AS ENUM ('a', 'b', 'c');
ALTER TABLE s ALTER y DROP DEFAULT;
ALTER TABLE s ALTER y TYPE st USING y::text::st;
ALTER TABLE s ALTER y SET DEFAULT 'c';
ALTER TYPE st RENAME VALUE 'c' TO 'd';

--- generated columns
CREATE TABLE g (a integer, b integer, n text, first text, last varchar(20), p numeric(10,2), q integer,
  c integer GENERATED ALWAYS AS (a + b) STORED,
  d text GENERATED ALWAYS AS (first || ' ' || last) STORED,
  e numeric GENERATED ALWAYS AS (p * q) STORED,
  f tsvector GENERATED ALWAYS AS (to_tsvector('english', coalesce(n, '') || ' ' || coalesce(first, ''))) STORED,
  g tsvector GENERATED ALWAYS AS (setweight(to_tsvector('english'::regconfig, COALESCE(n, ''::text)), 'A') || setweight(to_tsvector('simple', coalesce(last, '')), 'B')) STORED,
  h text GENERATED ALWAYS AS (lower(last)) STORED,
  i boolean GENERATED ALWAYS AS (a > 0 AND b IS NOT NULL) STORED,
  j text GENERATED ALWAYS AS (CASE WHEN a > 0 THEN 'pos' WHEN a = 0 THEN 'zero' ELSE 'neg' END) STORED,
  k double precision GENERATED ALWAYS AS (a / 2.0) STORED,
  l varchar(5) GENERATED ALWAYS AS (upper(n)) STORED,
  m text GENERATED ALWAYS AS (CASE a WHEN 1 THEN 'one' WHEN 2 THEN last END) STORED);
ALTER TABLE g RENAME COLUMN a TO "aA";

--- calls
-- not claimed: column:public.t.c default
-- not claimed: column:public.t.d default
-- not claimed: column:public.t.g default
-- not claimed: column:public.t.q default
CREATE FUNCTION add(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a + b';
CREATE FUNCTION vari(VARIADIC a int[]) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION "Any"(a anyelement) RETURNS anyelement LANGUAGE sql IMMUTABLE AS 'SELECT a';
CREATE TABLE t (a int DEFAULT add(1), b int DEFAULT add(1, 2), c int DEFAULT vari(1, 2), d int DEFAULT add(b => 2, a => 1), e text DEFAULT "Any"('x'::text), f text DEFAULT format('%s-%s', 'a', 1), g interval DEFAULT make_interval(days => 3), h text DEFAULT array_to_string(ARRAY['a'], ','), i int DEFAULT public.add(1::bigint::int), j timestamp DEFAULT date_trunc('day', now()), k timestamptz DEFAULT date_trunc('day', now()), l text DEFAULT overlay('abc' placing 'x' from 1), m text DEFAULT trim(both 'x' from 'xax'), n text DEFAULT trim(leading from ' a'), o date DEFAULT date '2020-01-01', p timestamp DEFAULT timestamp '2020-01-01 00:00', q interval DEFAULT interval '1' day, r interval DEFAULT interval '1 day 2 hours', s time DEFAULT time '10:00', tt text DEFAULT 'a' || 1, u text DEFAULT 1 || 'a', v bool DEFAULT 'a' = 'b', w bool DEFAULT 1 = 1.5, x int DEFAULT 2 ^ 3, y numeric DEFAULT 1 / 3.0, z bigint DEFAULT 1::bigint << 2, aa json DEFAULT json_build_object('a', 1), bb jsonb DEFAULT to_jsonb('x'::text), cc int DEFAULT array_length(ARRAY[1,2], 1), dd text DEFAULT (ARRAY['a','b'])[1], ee int DEFAULT ('{1,2}'::int[])[2], ff text DEFAULT CAST(1 AS text), gg text DEFAULT 1::text, hh varchar(10) DEFAULT 1::varchar(10), ii text DEFAULT (now())::text, jj timestamptz DEFAULT to_timestamp(0), kk uuid DEFAULT md5('x')::uuid, ll int DEFAULT NULLIF('', '')::int);

--- casts to domains
CREATE DOMAIN code AS varchar(8);
CREATE DOMAIN num AS numeric(10,2);
CREATE DOMAIN cc AS code;
CREATE TABLE t (id int, n numeric, v varchar(20), x text, a text GENERATED ALWAYS AS (id::code) STORED, b num DEFAULT 1.5, c num DEFAULT 2, d cc DEFAULT 'x', e text DEFAULT 'x'::cc, f numeric DEFAULT 1::num, g num DEFAULT 5::num, h text DEFAULT ('x'::text)::code, i code DEFAULT 'abc'::text, j code[] DEFAULT '{}', k code[] DEFAULT ARRAY['a']::code[], CHECK (v::code = 'x'), CHECK (id::num > 1), CHECK (x::cc = 'y'), CHECK (n::num > id));
CREATE TABLE u (c code CHECK (c = 'x'), d num CHECK (d > 0), e cc CHECK (length(e) > 1), CHECK (c IN ('a', 'b')), CHECK (d IN (1, 2)));
CREATE INDEX ON u (lower(c)) WHERE c <> 'y';
CREATE INDEX ON u (c text_pattern_ops, d);

--- calls of many kinds
-- not claimed: column:public.t.q default
-- not claimed: column:public.t.zz default
CREATE TABLE t (f text DEFAULT format('%s-%s', 'a', 1), h text DEFAULT array_to_string(ARRAY['a'], ','), j timestamp DEFAULT date_trunc('day', now()), k timestamptz DEFAULT date_trunc('day', now()), l text DEFAULT overlay('abc' placing 'x' from 1), m text DEFAULT trim(both 'x' from 'xax'), n text DEFAULT trim(leading from ' a'), o date DEFAULT date '2020-01-01', p timestamp DEFAULT timestamp '2020-01-01 00:00', q interval DEFAULT interval '1' day, r interval DEFAULT interval '1 day 2 hours', s time DEFAULT time '10:00', tt text DEFAULT ('a' || 1), u text DEFAULT (1 || 'a'), v bool DEFAULT ('a' = 'b'), w bool DEFAULT (1 = 1.5), x int DEFAULT (2 ^ 3), y numeric DEFAULT (1 / 3.0), z bigint DEFAULT (1::bigint << 2), aa json DEFAULT json_build_object('a', 1), bb jsonb DEFAULT to_jsonb('x'::text), cc int DEFAULT array_length(ARRAY[1,2], 1), dd text DEFAULT ((ARRAY['a','b'])[1]), ee int DEFAULT (('{1,2}'::int[])[2]), ff text DEFAULT CAST(1 AS text), gg text DEFAULT 1::text, hh varchar(10) DEFAULT 1::varchar(10), ii text DEFAULT (now())::text, jj timestamptz DEFAULT to_timestamp(0), kk uuid DEFAULT md5('x')::uuid, ll int DEFAULT NULLIF('', '')::int, nn timestamptz DEFAULT ((now() at time zone 'utc') at time zone 'utc'), oo text DEFAULT upper(trim('x')), pp float DEFAULT random(), qq int DEFAULT (random() * 100 + 1)::int, rr text DEFAULT lpad((floor(random() * 10000)::int)::text, 4, '0'), ss text DEFAULT ('SKU-' || substr(md5(random()::text), 1, 8)), uu timestamptz DEFAULT (CURRENT_TIMESTAMP + '7 days'::interval), vv timestamptz DEFAULT statement_timestamp(), ww timestamptz DEFAULT transaction_timestamp(), xx timestamptz DEFAULT timezone('utc'::text, now()), zz bool DEFAULT (NULL IS NULL), ab text DEFAULT concat('a', 'b', 1), ac text DEFAULT concat_ws('-', 'a', now()), ad jsonb DEFAULT ('{"a": 1}'::jsonb || '{"b": 2}'), ae jsonb DEFAULT jsonb_set('{}', '{a}', '1'), af int DEFAULT ('{"a":1}'::jsonb->>'a')::int, ag int[] DEFAULT (ARRAY[1] || 2), ah int[] DEFAULT array_append(ARRAY[1], 2), ai text DEFAULT 'a'::text::varchar(3)::text, aj bigint DEFAULT (extract(epoch from clock_timestamp()) * 1000)::bigint, ak int DEFAULT (date_part('year', CURRENT_DATE))::int, al numeric DEFAULT round(1.555, 2), am int DEFAULT mod(5, 2), an text DEFAULT reverse('abc'), ao text DEFAULT initcap('abc def'), ap bool DEFAULT (NOT false), aq text DEFAULT quote_literal('x'), ar2 text DEFAULT current_database(), at2 inet DEFAULT inet_client_addr(), au text DEFAULT version());

--- other types
-- not claimed: column:public.t.h default
-- not claimed: column:public.t.l default
-- not claimed: column:public.t.o default
-- not claimed: column:public.t.p default
CREATE TABLE t (a text DEFAULT current_database(), c inet DEFAULT inet_client_addr(), d text DEFAULT version(), e tsvector DEFAULT to_tsvector('english', 'x'), f tsvector DEFAULT '', g int4range DEFAULT int4range(1, 2), h int4range DEFAULT '[1,2)', i tstzrange DEFAULT tstzrange(now(), NULL), j point DEFAULT point(1, 2), k money DEFAULT 5, l xml DEFAULT '<a/>', m bit varying DEFAULT B'1', n timestamptz(3) DEFAULT now(), o timestamptz DEFAULT 'now', p date DEFAULT 'today', q text DEFAULT USER, r text DEFAULT current_role, s smallint DEFAULT (1 + 1), tt real DEFAULT 0, u real DEFAULT 0.5, v double precision DEFAULT -1.5, w numeric(3,1) DEFAULT -0.5, x text DEFAULT $$dollar$$, y text DEFAULT U&'\0041', z text DEFAULT E'tab\tq\\', aa bigint DEFAULT 9223372036854775807, bb numeric DEFAULT 99999999999999999999, cc int DEFAULT +5, dd int DEFAULT - 5, ee int DEFAULT -(-5));

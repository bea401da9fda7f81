/** Scripts whose guards are known on an empty database: both engines must say the same of every statement. */
export const guards: readonly (readonly [name: string, script: string])[] = [
  [
    'type, not there',
    `DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood') THEN CREATE TYPE mood AS ENUM ('a'); END IF; END $$;`,
  ],
  [
    'type, there already',
    `CREATE TYPE mood AS ENUM ('a'); DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood') THEN CREATE TYPE mood AS ENUM ('b', 'c'); END IF; END $$;`,
  ],
  [
    'type, other case',
    `CREATE TYPE "Mood" AS ENUM ('a'); DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood') THEN CREATE TYPE mood AS ENUM ('b'); END IF; END $$;`,
  ],
  [
    'type, wrong case in the guard',
    `CREATE TYPE mood AS ENUM ('a'); DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'Mood') THEN CREATE TYPE mood AS ENUM ('b'); END IF; END $$;`,
  ],
  [
    'type with its schema',
    `CREATE SCHEMA app; CREATE TYPE app.mood AS ENUM ('a');
    DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typname = 'mood' AND n.nspname = 'public') THEN CREATE TYPE mood AS ENUM ('b'); END IF; END $$;
    DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_type t INNER JOIN pg_catalog.pg_namespace n ON t.typnamespace = n.oid WHERE n.nspname = 'app' AND t.typname = 'mood') THEN CREATE TYPE app.mood AS ENUM ('b'); END IF; END $$;`,
  ],
  [
    'type in the current schema',
    `DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type t JOIN pg_namespace n ON t.typnamespace = n.oid WHERE t.typname = 'Theme' AND n.nspname = current_schema()) THEN EXECUTE 'CREATE TYPE "Theme" AS ENUM (''dark'', ''light'')'; END IF; END $$;`,
  ],
  [
    'type by name in pg_type only as a table row type',
    `CREATE TABLE status (id int); DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'status') THEN CREATE TYPE status AS ENUM ('a'); END IF; END $$;`,
  ],
  [
    'to_regtype',
    `CREATE TYPE mood AS ENUM ('a'); DO $$ BEGIN IF to_regtype('mood') IS NULL THEN CREATE TYPE mood AS ENUM ('b'); END IF; IF to_regtype('public.other') IS NULL THEN CREATE TYPE other AS ENUM ('b'); END IF; END $$;`,
  ],
  [
    'enum value',
    `CREATE TYPE mood AS ENUM ('a'); DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_enum WHERE enumlabel = 'b' AND enumtypid = (SELECT oid FROM pg_type WHERE typname = 'mood')) THEN ALTER TYPE mood ADD VALUE 'b'; END IF; END $$; DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid WHERE t.typname = 'mood' AND e.enumlabel = 'b') THEN ALTER TYPE mood ADD VALUE 'b'; END IF; END $$;`,
  ],
  [
    'enum value with regtype',
    `CREATE TYPE "Mood" AS ENUM ('a'); DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_enum WHERE enumlabel = 'a' AND enumtypid = '"Mood"'::regtype) THEN ALTER TYPE "Mood" ADD VALUE 'a'; END IF; END $$;`,
  ],
  [
    'enum value added without a guard, twice',
    `CREATE TYPE mood AS ENUM ('a'); DO $$ BEGIN ALTER TYPE mood ADD VALUE 'b'; EXCEPTION WHEN duplicate_object THEN NULL; END $$; DO $$ BEGIN ALTER TYPE mood ADD VALUE 'b'; EXCEPTION WHEN duplicate_object THEN NULL; END $$;`,
  ],
  [
    'enum labels all at once',
    `CREATE TYPE mood AS ENUM ('a', 'b'); DO $$ DECLARE labels text[]; BEGIN SELECT array_agg(enumlabel ORDER BY enumsortorder) INTO labels FROM pg_enum WHERE enumtypid = 'mood'::regtype; IF array_length(labels, 1) = 2 THEN CREATE TABLE two (id int); END IF; END $$;`,
  ],
  [
    'enum value used in the same block',
    `CREATE TYPE mood AS ENUM ('a'); CREATE TABLE t (m mood); DO $$ BEGIN ALTER TYPE mood ADD VALUE 'b'; INSERT INTO t VALUES ('b'); END $$;`,
  ],

  [
    'table, information_schema',
    `DO $$ BEGIN IF NOT EXISTS (SELECT FROM information_schema.tables WHERE table_schema = 'public' AND table_name = 'users') THEN CREATE TABLE users (id int); END IF; END $$; DO $$ BEGIN IF NOT EXISTS (SELECT FROM information_schema.tables WHERE table_schema = 'public' AND table_name = 'users') THEN CREATE TABLE users (id int); END IF; END $$;`,
  ],
  [
    'table, pg_tables',
    `CREATE TABLE users (id int); DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tablename = 'users') THEN ALTER TABLE users ADD COLUMN name text; END IF; END $$;`,
  ],
  [
    'table, pg_class and relkind',
    `CREATE VIEW users AS SELECT 1 AS id; DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = 'users' AND c.relkind = 'r' AND n.nspname = 'public') THEN CREATE TABLE members (id int); END IF; END $$;`,
  ],
  [
    'table, to_regclass',
    `CREATE TABLE users (id int); DO $$ BEGIN IF to_regclass('public.users') IS NOT NULL THEN ALTER TABLE users ADD COLUMN a int; END IF; IF to_regclass('public.orders') IS NULL THEN CREATE TABLE orders (id int); END IF; END $$;`,
  ],
  [
    'table, to_regclass of a folded name',
    `CREATE TABLE "Users" (id int); DO $$ BEGIN IF to_regclass('public.Users') IS NULL THEN CREATE TABLE users (id int); END IF; IF to_regclass('public."Users"') IS NOT NULL THEN ALTER TABLE "Users" ADD COLUMN b int; END IF; END $$;`,
  ],
  [
    'table in pg_catalog',
    `DO $$ BEGIN IF to_regclass('pg_class') IS NOT NULL THEN CREATE TABLE yes (id int); END IF; END $$;`,
  ],
  ['no such catalog table', `DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_tabels) THEN NULL; END IF; END $$;`],
  [
    'no such catalog column',
    `DO $$ BEGIN IF EXISTS (SELECT 1 FROM information_schema.tables WHERE tablename = 'x') THEN NULL; END IF; END $$;`,
  ],

  [
    'column, not there',
    `CREATE TABLE users (id int); DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'users' AND column_name = 'email') THEN ALTER TABLE users ADD COLUMN email text; END IF; END $$; ALTER TABLE users ADD COLUMN email text;`,
  ],
  [
    'column, folded',
    `CREATE TABLE users (id int, "createdAt" date); DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'users' AND column_name = 'createdat') THEN ALTER TABLE users ADD COLUMN createdAt date; END IF; END $$;`,
  ],
  [
    'column, pg_attribute and regclass',
    `CREATE TABLE users (id int, a int); DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname = 'a' AND NOT attisdropped) THEN ALTER TABLE users RENAME COLUMN a TO b; END IF; END $$;`,
  ],
  [
    'column, regclass of a missing table',
    `DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname = 'a') THEN NULL; END IF; END $$;`,
  ],
  [
    'column by type',
    `CREATE TABLE t (a varchar(20), b int, c text[], d numeric(10,2)); DO $$ BEGIN
     IF (SELECT data_type FROM information_schema.columns WHERE table_name = 't' AND column_name = 'a') = 'character varying' THEN ALTER TABLE t ALTER COLUMN a TYPE text; END IF;
     IF (SELECT udt_name FROM information_schema.columns WHERE table_name = 't' AND column_name = 'c') = '_text' THEN ALTER TABLE t RENAME COLUMN c TO labels; END IF;
     IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 't' AND column_name = 'd' AND numeric_precision = 10 AND numeric_scale = 2) THEN ALTER TABLE t ALTER COLUMN d TYPE numeric(12,2); END IF;
     IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 't' AND column_name = 'b' AND data_type <> 'integer') THEN ALTER TABLE t DROP COLUMN b; END IF; END $$;`,
  ],
  [
    'column by type, of an enum',
    `CREATE TYPE mood AS ENUM ('a'); CREATE TABLE t (m mood); DO $$ BEGIN IF (SELECT data_type FROM information_schema.columns WHERE table_name = 't' AND column_name = 'm') = 'USER-DEFINED' THEN ALTER TABLE t ALTER COLUMN m TYPE text; END IF; END $$;`,
  ],
  [
    'column by length',
    `CREATE TABLE t (a varchar(20)); DO $$ BEGIN IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 't' AND column_name = 'a' AND character_maximum_length < 50) THEN ALTER TABLE t ALTER COLUMN a TYPE varchar(50); END IF; END $$;`,
  ],
  [
    'column nullable',
    `CREATE TABLE t (a int NOT NULL, b int); DO $$ BEGIN IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 't' AND column_name = 'a' AND is_nullable = 'NO') THEN ALTER TABLE t ALTER COLUMN a DROP NOT NULL; END IF; IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 't' AND column_name = 'b' AND is_nullable = 'NO') THEN ALTER TABLE t DROP COLUMN b; END IF; END $$;`,
  ],
  [
    'column count',
    `CREATE TABLE t (a int, b int); DO $$ BEGIN IF (SELECT count(*) FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 't' AND column_name IN ('a', 'b', 'c')) = 2 THEN ALTER TABLE t ADD COLUMN c int; END IF; END $$;`,
  ],
  [
    'column without a default',
    `CREATE TABLE t (a int); DO $$ BEGIN IF (SELECT column_default FROM information_schema.columns WHERE table_name = 't' AND column_name = 'a') IS NULL THEN ALTER TABLE t ALTER COLUMN a SET DEFAULT 1, ALTER COLUMN a SET NOT NULL; END IF; END $$;`,
  ],
  [
    'column with a default',
    `CREATE TABLE t (a int DEFAULT 1); DO $$ BEGIN IF (SELECT column_default FROM information_schema.columns WHERE table_name = 't' AND column_name = 'a') IS NOT NULL THEN ALTER TABLE t ALTER COLUMN a SET NOT NULL; END IF; END $$;`,
  ],
  [
    'rename when one is there and the other is not',
    `CREATE TABLE t (old_name int); DO $$ BEGIN IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 't' AND column_name = 'old_name') AND NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 't' AND column_name = 'new_name') THEN ALTER TABLE t RENAME COLUMN old_name TO new_name; END IF; END $$; ALTER TABLE t DROP COLUMN old_name;`,
  ],
  [
    'duplicate_column caught',
    `CREATE TABLE t (a int); DO $$ BEGIN ALTER TABLE t ADD COLUMN a int; EXCEPTION WHEN duplicate_column THEN RAISE NOTICE 'there'; END $$; DO $$ BEGIN BEGIN ALTER TABLE t ADD COLUMN b int; EXCEPTION WHEN duplicate_column THEN RAISE NOTICE 'column % there', 'b'; END; END $$;`,
  ],
  [
    'undefined_column caught',
    `CREATE TABLE t (a int); DO $$ BEGIN ALTER TABLE t DROP COLUMN b; EXCEPTION WHEN undefined_column THEN NULL; END $$; DO $$ BEGIN ALTER TABLE t RENAME COLUMN b TO c; EXCEPTION WHEN undefined_column THEN ALTER TABLE t ADD COLUMN c int; END $$;`,
  ],
  [
    'the wrong condition caught',
    `CREATE TABLE t (a int); DO $$ BEGIN ALTER TABLE t ADD COLUMN a int; EXCEPTION WHEN duplicate_table THEN NULL; END $$;`,
  ],

  [
    'constraint, pg_constraint',
    `CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a_id int); DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'b_a_id_fkey') THEN ALTER TABLE b ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES a (id); END IF; END $$; DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'b_a_id_fkey' AND conrelid = 'b'::regclass) THEN ALTER TABLE b ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES a (id); END IF; END $$;`,
  ],
  [
    'constraint, information_schema',
    `CREATE TABLE a (id int PRIMARY KEY, n int); DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM information_schema.table_constraints WHERE table_name = 'a' AND constraint_name = 'a_n_key' AND constraint_type = 'UNIQUE') THEN ALTER TABLE a ADD CONSTRAINT a_n_key UNIQUE (n); END IF; IF NOT EXISTS (SELECT constraint_name FROM information_schema.table_constraints WHERE table_schema = 'public' AND table_name = 'a' AND constraint_name = 'a_pkey') THEN ALTER TABLE a ADD PRIMARY KEY (n); END IF; END $$;`,
  ],
  [
    'constraint of another table with that name',
    `CREATE TABLE a (n int CONSTRAINT positive CHECK (n > 0)); CREATE TABLE b (n int); DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'positive') THEN ALTER TABLE b ADD CONSTRAINT positive CHECK (n > 0); END IF; END $$;`,
  ],
  [
    'constraint_column_usage',
    `CREATE TABLE t (token text); DO $$ BEGIN IF NOT EXISTS (SELECT * FROM information_schema.constraint_column_usage WHERE table_schema = 'public' AND table_name = 't' AND constraint_name = 't_token_unique') THEN ALTER TABLE t ADD CONSTRAINT t_token_unique UNIQUE (token); END IF; END $$; DO $$ BEGIN IF NOT EXISTS (SELECT * FROM information_schema.constraint_column_usage WHERE table_schema = 'public' AND table_name = 't' AND constraint_name = 't_token_unique') THEN ALTER TABLE t ADD CONSTRAINT t_token_unique UNIQUE (token); END IF; END $$;`,
  ],
  [
    'the usage of a foreign key is its target',
    `CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a_id int CONSTRAINT fk REFERENCES a); DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM information_schema.constraint_column_usage WHERE table_name = 'b' AND constraint_name = 'fk') THEN ALTER TABLE b ADD CONSTRAINT fk FOREIGN KEY (a_id) REFERENCES a; END IF; END $$;`,
  ],
  [
    'key_column_usage joined',
    `CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a_id int REFERENCES a); DO $$ DECLARE r record; BEGIN FOR r IN SELECT tc.constraint_name, tc.table_name FROM information_schema.table_constraints tc JOIN information_schema.key_column_usage kcu ON tc.constraint_name = kcu.constraint_name AND tc.table_schema = kcu.table_schema WHERE tc.constraint_type = 'FOREIGN KEY' AND tc.table_name = 'b' AND kcu.column_name = 'a_id' LOOP EXECUTE 'ALTER TABLE ' || quote_ident(r.table_name) || ' DROP CONSTRAINT ' || quote_ident(r.constraint_name); END LOOP; END $$;`,
  ],
  [
    'drop a constraint whose name is looked up',
    `CREATE TABLE t (a int UNIQUE, b int); DO $$ DECLARE name text; BEGIN SELECT conname INTO name FROM pg_constraint WHERE conrelid = 't'::regclass AND contype = 'u'; IF name IS NOT NULL THEN EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', 't', name); END IF; END $$;`,
  ],
  [
    'drop a foreign key found by its column numbers',
    `CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (x int, a_id int REFERENCES a); DO $$ DECLARE fk text; BEGIN SELECT con.conname INTO fk FROM pg_constraint con JOIN pg_attribute att ON att.attrelid = con.conrelid AND att.attnum = ANY (con.conkey) WHERE con.contype = 'f' AND con.conrelid = 'public.b'::regclass AND att.attname = 'a_id' LIMIT 1; IF FOUND THEN EXECUTE 'ALTER TABLE b DROP CONSTRAINT "' || fk || '"'; END IF; END $$;`,
  ],
  [
    'duplicate_object caught for a constraint',
    `CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a_id int); DO $$ BEGIN ALTER TABLE b ADD CONSTRAINT fk FOREIGN KEY (a_id) REFERENCES a (id); EXCEPTION WHEN duplicate_object THEN NULL; END $$; DO $$ BEGIN ALTER TABLE b ADD CONSTRAINT fk FOREIGN KEY (a_id) REFERENCES a (id); EXCEPTION WHEN duplicate_object THEN NULL; END $$;`,
  ],
  [
    'duplicate_object does not catch a missing table',
    `CREATE TABLE b (a_id int); DO $$ BEGIN ALTER TABLE b ADD CONSTRAINT fk FOREIGN KEY (a_id) REFERENCES a (id); EXCEPTION WHEN duplicate_object THEN NULL; END $$;`,
  ],
  [
    'a unique constraint twice is 42P07',
    `CREATE TABLE t (a int CONSTRAINT u UNIQUE); DO $$ BEGIN ALTER TABLE t ADD CONSTRAINT u UNIQUE (a); EXCEPTION WHEN duplicate_object THEN NULL; END $$; DO $$ BEGIN ALTER TABLE t ADD CONSTRAINT u UNIQUE (a); EXCEPTION WHEN duplicate_table THEN NULL; END $$;`,
  ],
  [
    'a second primary key',
    `CREATE TABLE t (a int PRIMARY KEY); DO $$ BEGIN ALTER TABLE t ADD PRIMARY KEY (a); EXCEPTION WHEN invalid_table_definition THEN NULL; END $$;`,
  ],
  [
    'primary key, not there',
    `CREATE TABLE t (a int); DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = 't'::regclass AND i.indisprimary) THEN ALTER TABLE t ADD PRIMARY KEY (a); END IF; END $$; DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = 't'::regclass AND i.indisprimary) THEN ALTER TABLE t ADD PRIMARY KEY (a); END IF; END $$;`,
  ],
  [
    'referential_constraints',
    `CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a_id int CONSTRAINT fk REFERENCES a ON DELETE SET NULL); DO $$ BEGIN IF EXISTS (SELECT 1 FROM information_schema.referential_constraints WHERE constraint_name = 'fk' AND delete_rule = 'SET NULL') THEN ALTER TABLE b DROP CONSTRAINT fk; ALTER TABLE b ADD CONSTRAINT fk2 FOREIGN KEY (a_id) REFERENCES a ON DELETE CASCADE; END IF; END $$;`,
  ],

  [
    'index, pg_indexes',
    `CREATE TABLE t (a int); DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_indexes WHERE schemaname = 'public' AND indexname = 't_a_idx') THEN CREATE INDEX t_a_idx ON t (a); END IF; END $$; DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_indexes WHERE tablename = 't' AND indexname = 't_a_idx') THEN CREATE INDEX t_a_idx ON t (a); END IF; END $$;`,
  ],
  [
    'index, pg_class and relkind',
    `CREATE TABLE t (a int); CREATE INDEX i ON t (a); DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_class WHERE relname = 'i' AND relkind = 'i') THEN CREATE INDEX i ON t (a); END IF; END $$;`,
  ],
  [
    'both indexes are there',
    `CREATE TABLE t (a int); CREATE INDEX i ON t (a); CREATE INDEX j ON t (a); DO $$ BEGIN IF (SELECT count(*) = 2 FROM pg_indexes WHERE indexname IN ('i', 'j') AND schemaname = 'public') THEN EXECUTE 'drop index public.i'; END IF; IF EXISTS (SELECT 1 FROM pg_indexes WHERE indexname = 'i') THEN EXECUTE 'alter index i rename to k'; END IF; END $$;`,
  ],
  [
    'index rename',
    `CREATE TABLE t (a int); CREATE INDEX i ON t (a); DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'i' AND c.relname = 'i' AND n.nspname = 'public') THEN ALTER INDEX i RENAME TO j; END IF; END $$; DROP INDEX i;`,
  ],
  [
    'an index on a column that is not there',
    `CREATE TABLE t (a int); DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_indexes WHERE indexname = 'i') THEN CREATE INDEX i ON t (b); END IF; END $$;`,
  ],
  [
    'CONCURRENTLY in a body',
    `CREATE TABLE t (a int); DO $$ BEGIN CREATE INDEX CONCURRENTLY i ON t (a); END $$; DO $$ BEGIN EXECUTE 'CREATE INDEX CONCURRENTLY i ON t (a)'; EXCEPTION WHEN OTHERS THEN CREATE INDEX i ON t (a); END $$;`,
  ],
  [
    'unique index by pg_index',
    `CREATE TABLE t (a int); CREATE INDEX i ON t (a); DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid WHERE c.relname = 'i' AND NOT x.indisunique) THEN DROP INDEX i; CREATE UNIQUE INDEX i ON t (a); END IF; END $$;`,
  ],

  [
    'schema',
    `DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = 'app') THEN CREATE SCHEMA app; END IF; END $$; DO $$ BEGIN IF NOT EXISTS (SELECT FROM information_schema.schemata WHERE schema_name = 'app') THEN CREATE SCHEMA app; END IF; CREATE TABLE app.t (id int); END $$;`,
  ],
  [
    'extension',
    `DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'plpgsql') THEN CREATE TABLE no_language (id int); ELSE CREATE TABLE language (id int); END IF; END $$;`,
  ],
  [
    'trigger',
    `CREATE TABLE t (a int); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN RETURN NEW; END $f$; DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgname = 'trg') THEN CREATE TRIGGER trg BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f(); ELSE RAISE NOTICE 'there'; END IF; END $$; DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM information_schema.triggers WHERE trigger_name = 'trg' AND event_object_table = 't') THEN CREATE TRIGGER trg BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f(); END IF; END $$;`,
  ],
  [
    'trigger joined to its table',
    `CREATE TABLE t (a int); CREATE TABLE u (a int); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN RETURN NEW; END $f$; CREATE TRIGGER trg BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f(); DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_trigger g JOIN pg_class c ON g.tgrelid = c.oid WHERE g.tgname = 'trg' AND c.relname = 'u') THEN CREATE TRIGGER trg BEFORE UPDATE ON u FOR EACH ROW EXECUTE FUNCTION f(); END IF; END $$;`,
  ],
  [
    'policy',
    `CREATE TABLE t (a int); DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_policies WHERE schemaname = 'public' AND tablename = 't' AND policyname = 'p') THEN CREATE POLICY p ON t USING (true); END IF; END $$; DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_policies WHERE tablename = 't' AND policyname = 'p') THEN CREATE POLICY p ON t USING (true); END IF; END $$;`,
  ],
  [
    'policy, pg_policy',
    `CREATE TABLE t (a int); CREATE POLICY p ON t USING (true); DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_policy WHERE polname = 'p' AND polrelid = 'public.t'::regclass) THEN DROP POLICY p ON t; END IF; END $$;`,
  ],
  [
    'function',
    `DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_proc WHERE proname = 'touch') THEN CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; END IF; END $$; DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.proname = 'touch' AND n.nspname = 'public') THEN CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; END IF; END $$;`,
  ],
  [
    'function, to_regproc',
    `CREATE FUNCTION touch() RETURNS int LANGUAGE sql AS 'SELECT 1'; DO $$ BEGIN IF to_regproc('touch') IS NOT NULL THEN DROP FUNCTION touch(); END IF; IF to_regprocedure('lower(text)') IS NOT NULL THEN CREATE TABLE lower (id int); END IF; END $$;`,
  ],
  [
    'a built-in function',
    `DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_proc WHERE proname = 'gen_random_uuid') THEN CREATE TABLE t (id uuid DEFAULT gen_random_uuid()); END IF; END $$;`,
  ],
  [
    'sequence',
    `CREATE TABLE t (id serial); DO $$ BEGIN IF EXISTS (SELECT 1 FROM information_schema.sequences WHERE sequence_name = 't_id_seq') THEN ALTER SEQUENCE t_id_seq RENAME TO t_seq; END IF; IF NOT EXISTS (SELECT 0 FROM pg_class WHERE relkind = 'S' AND relname = 'other_seq') THEN CREATE SEQUENCE other_seq; END IF; END $$;`,
  ],
  [
    'pg_get_serial_sequence',
    `CREATE TABLE t (id serial, n int); DO $$ DECLARE s text := pg_get_serial_sequence('t', 'id'); BEGIN IF s IS NOT NULL THEN EXECUTE 'ALTER SEQUENCE ' || s || ' RENAME TO renamed'; END IF; IF pg_get_serial_sequence('t', 'n') IS NULL THEN CREATE TABLE none (id int); END IF; END $$;`,
  ],
  [
    'view',
    `CREATE VIEW v AS SELECT 1 AS a; CREATE MATERIALIZED VIEW m AS SELECT 1 AS a; DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_views WHERE viewname = 'v') THEN DROP VIEW v; END IF; IF EXISTS (SELECT 1 FROM pg_matviews WHERE matviewname = 'm') THEN DROP MATERIALIZED VIEW m; END IF; IF EXISTS (SELECT 1 FROM information_schema.views WHERE table_name = 'v') THEN DROP VIEW v; END IF; END $$;`,
  ],
  [
    'identity and generated columns',
    `CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, a int, b int GENERATED ALWAYS AS (a * 2) STORED); DO $$ BEGIN IF (SELECT is_identity FROM information_schema.columns WHERE table_name = 't' AND column_name = 'id') = 'YES' THEN ALTER TABLE t ADD COLUMN had_identity int; END IF; IF (SELECT is_generated FROM information_schema.columns WHERE table_name = 't' AND column_name = 'b') = 'ALWAYS' THEN ALTER TABLE t DROP COLUMN b; END IF; END $$;`,
  ],
  [
    'row security',
    `CREATE TABLE t (a int); DO $$ BEGIN IF NOT (SELECT relrowsecurity FROM pg_class WHERE oid = 't'::regclass) THEN ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (true); END IF; END $$;`,
  ],
  [
    'partitions',
    `CREATE TABLE p (a int) PARTITION BY RANGE (a); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (2); DO $$ DECLARE r record; BEGIN FOR r IN SELECT inhrelid::regclass AS part FROM pg_inherits WHERE inhparent = 'p'::regclass LOOP EXECUTE format('CREATE INDEX ON %s (a)', r.part); END LOOP; END $$;`,
  ],
]

/** Scripts about control flow, dynamic SQL, errors and functions. */
export const programs: readonly (readonly [name: string, script: string])[] = [
  [
    'blocks that begin in one line',
    `DO $$ DECLARE n text := 'a'; BEGIN BEGIN n := n || 'b'; END; EXECUTE format('CREATE TABLE %I (id int)', n); END $$;`,
  ],
  [
    'arguments by name',
    `CREATE FUNCTION made(a int DEFAULT 1, b text DEFAULT 'x', c text DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$ BEGIN IF c IS NULL THEN RAISE EXCEPTION 'no c'; END IF; EXECUTE format('CREATE TABLE %I (id int)', b || a || c); END $$; DO $$ BEGIN PERFORM made(c := 'y'); PERFORM made(2, c => 'z', b => 'w'); END $$; SELECT made(c => 'q', a => 7); DO $$ BEGIN PERFORM made(b := 'y'); END $$; CREATE PROCEDURE proc(a text, b text DEFAULT 'p') LANGUAGE plpgsql AS $$ BEGIN EXECUTE format('CREATE TABLE %I (id int)', b || a); END $$; CALL proc(b => 'one', a => 'two');`,
  ],
  [
    'parameters that the routine’s name qualifies',
    `CREATE FUNCTION pairs(n int) RETURNS TABLE (x int, y int) LANGUAGE plpgsql AS $$ BEGIN pairs.x := pairs.n; pairs.y = pairs.x + 1; RETURN NEXT; END $$; CREATE FUNCTION one(OUT a int) LANGUAGE plpgsql AS $$ BEGIN one.a := 1; END $$; CREATE FUNCTION two() RETURNS void LANGUAGE plpgsql AS $$ DECLARE a int; BEGIN two.a := 1; END $$;`,
  ],
  [
    'EXECUTE of a constant',
    `DO $$ BEGIN EXECUTE 'CREATE TABLE t (id int)'; EXECUTE 'CREATE TABLE u (id int); CREATE TABLE v (id int)'; END $$;`,
  ],
  [
    'EXECUTE of what is already there',
    `CREATE TABLE t (id int); DO $$ BEGIN EXECUTE 'CREATE TABLE t (id int)'; END $$;`,
  ],
  ['EXECUTE of a syntax error', `DO $$ BEGIN EXECUTE 'CREATE TABEL t (id int)'; END $$;`],
  ['EXECUTE of NULL', `DO $$ DECLARE q text; BEGIN EXECUTE q; END $$;`],
  [
    'EXECUTE of a concatenation',
    `DO $$ DECLARE n text := 'Orders'; BEGIN EXECUTE 'CREATE TABLE ' || quote_ident(n) || ' (id int, note text DEFAULT ' || quote_literal('it''s') || ')'; END $$;`,
  ],
  [
    'format with positions',
    `DO $$ BEGIN EXECUTE format('CREATE TABLE %2$I.%1$I (%3$s)', 'my table', 'public', 'id int'); EXECUTE format('COMMENT ON TABLE %I IS %L', 'my table', 'it''s'); END $$;`,
  ],
  [
    'format of a reserved word',
    `DO $$ BEGIN EXECUTE format('CREATE TABLE %I (%I int, %I text)', 'user', 'order', 'Name'); END $$; ALTER TABLE "user" ADD COLUMN "order" int;`,
  ],
  ['format, too few arguments', `DO $$ BEGIN EXECUTE format('CREATE TABLE %I (%I int)', 'a'); END $$;`],
  ['format of a NULL identifier', `DO $$ BEGIN EXECUTE format('CREATE TABLE %I (a int)', NULL); END $$;`],
  [
    'a loop over literals',
    `DO $$ DECLARE t text; BEGIN FOREACH t IN ARRAY ARRAY['a', 'b', 'c'] LOOP EXECUTE format('CREATE TABLE %I (id int)', t); END LOOP; END $$; DO $$ DECLARE t text; BEGIN FOR t IN SELECT unnest(ARRAY['a', 'b']) LOOP EXECUTE 'ALTER TABLE ' || t || ' ADD COLUMN deleted_at timestamptz'; END LOOP; END $$;`,
  ],
  [
    'a loop over VALUES',
    `DO $$ DECLARE r record; BEGIN FOR r IN SELECT * FROM (VALUES ('a', 'int'), ('b', 'text')) AS v(name, type) LOOP EXECUTE format('CREATE TABLE %I (x %s)', r.name, r.type); END LOOP; END $$;`,
  ],
  [
    'a loop over numbers',
    `DO $$ BEGIN FOR i IN 1..3 LOOP EXECUTE 'CREATE TABLE part_' || i || ' (id int)'; END LOOP; FOR i IN REVERSE 3..1 BY 2 LOOP EXECUTE 'DROP TABLE part_' || i; END LOOP; END $$;`,
  ],
  [
    'a while loop',
    `DO $$ DECLARE i int := 0; BEGIN WHILE i < 3 LOOP i := i + 1; CONTINUE WHEN i = 2; EXECUTE format('CREATE TABLE w%s (id int)', i); END LOOP; LOOP i := i - 1; EXIT WHEN i < 1; END LOOP; EXECUTE format('CREATE TABLE last%s (id int)', i); END $$;`,
  ],
  [
    'nested loops with a label',
    `DO $$ BEGIN <<outer>> FOR i IN 1..3 LOOP FOR j IN 1..3 LOOP EXIT outer WHEN i = 2; EXECUTE format('CREATE TABLE n_%s_%s (id int)', i, j); END LOOP; END LOOP; END $$;`,
  ],
  [
    'drop every table of a pattern',
    `CREATE TABLE tmp_a (id int); CREATE TABLE tmp_b (id int); CREATE TABLE keep (id int); DO $$ DECLARE r record; BEGIN FOR r IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'tmp\\_%' LOOP EXECUTE 'DROP TABLE ' || quote_ident(r.tablename); END LOOP; END $$;`,
  ],
  [
    'drop every table of a schema',
    `CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int REFERENCES a); DO $$ DECLARE r record; BEGIN FOR r IN (SELECT tablename FROM pg_tables WHERE schemaname = current_schema()) LOOP EXECUTE 'DROP TABLE IF EXISTS ' || quote_ident(r.tablename) || ' CASCADE'; END LOOP; END $$;`,
  ],
  [
    'enable row security everywhere',
    `CREATE TABLE a (id int); CREATE TABLE b (id int); DO $$ DECLARE t text; BEGIN FOR t IN SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY table_name LOOP EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', t); EXECUTE format('CREATE POLICY %I ON public.%I USING (true)', t || '_all', t); END LOOP; END $$;`,
  ],
  [
    'all columns of a type',
    `CREATE TABLE a (id int, created timestamp, updated timestamp); CREATE TABLE b (at timestamp); DO $$ DECLARE c record; BEGIN FOR c IN SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'timestamp without time zone' LOOP EXECUTE format('ALTER TABLE %I ALTER COLUMN %I TYPE timestamptz', c.table_name, c.column_name); END LOOP; END $$;`,
  ],
  [
    'a text assembled by string_agg',
    `DO $$ DECLARE cols text; BEGIN SELECT string_agg(quote_ident(c) || ' int', ', ') INTO cols FROM unnest(ARRAY['a', 'b']) AS c; EXECUTE 'CREATE TABLE t (' || cols || ')'; END $$;`,
  ],
  [
    'drop functions by signature',
    `CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION f(text, int[]) RETURNS int LANGUAGE sql AS 'SELECT 1'; DO $$ DECLARE r record; BEGIN FOR r IN SELECT p.oid::regprocedure AS sig FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public' AND p.proname = ANY (ARRAY['f', 'g']) LOOP EXECUTE format('DROP FUNCTION %s', r.sig); END LOOP; END $$;`,
  ],
  [
    'a loop over an empty table',
    `CREATE TABLE teams (id int, name text); DO $$ DECLARE t record; BEGIN FOR t IN SELECT id, name FROM teams LOOP EXECUTE format('CREATE INDEX team_%s ON missing (id)', t.id); END LOOP; END $$;`,
  ],
  [
    'rows in an empty table',
    `CREATE TABLE users (id int, email text); DO $$ BEGIN IF EXISTS (SELECT 1 FROM "users" WHERE id > 5) THEN RAISE EXCEPTION 'too many'; END IF; IF NOT EXISTS (SELECT 1 FROM users WHERE email = 'x') THEN INSERT INTO users (id, email) VALUES (1, 'x'); END IF; END $$;`,
  ],
  [
    'RAISE EXCEPTION on an empty table',
    `CREATE TABLE users (id int); DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM users) THEN RAISE EXCEPTION 'no users'; END IF; END $$;`,
  ],
  [
    'SELECT INTO from an empty table',
    `CREATE TABLE users (id int); DO $$ DECLARE n int; m int; BEGIN SELECT id INTO n FROM users LIMIT 1; IF n IS NULL THEN CREATE TABLE was_null (id int); END IF; IF NOT FOUND THEN CREATE TABLE not_found (id int); END IF; SELECT count(*) INTO m FROM users; IF m = 0 THEN CREATE TABLE zero (id int); END IF; END $$;`,
  ],
  [
    'SELECT INTO STRICT from an empty table',
    `CREATE TABLE users (id int); DO $$ DECLARE n int; BEGIN SELECT id INTO STRICT n FROM users; EXCEPTION WHEN no_data_found THEN CREATE TABLE none (id int); END $$; DO $$ DECLARE n int; BEGIN SELECT id INTO STRICT n FROM users; END $$;`,
  ],
  [
    'PERFORM and FOUND',
    `CREATE TABLE users (id int); DO $$ BEGIN PERFORM 1 FROM users; IF NOT FOUND THEN CREATE TABLE a (id int); END IF; PERFORM 1 FROM pg_class WHERE relname = 'users'; IF FOUND THEN CREATE TABLE b (id int); END IF; END $$;`,
  ],
  [
    'INSERT from an empty table',
    `CREATE TABLE a (id int); CREATE TABLE b (id int); INSERT INTO b SELECT id FROM a; DO $$ BEGIN IF EXISTS (SELECT 1 FROM b) THEN CREATE TABLE c (id int); ELSE CREATE TABLE d (id int); END IF; END $$;`,
  ],

  [
    'RAISE with a SQLSTATE',
    `DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '23505'; END $$; DO $$ BEGIN RAISE unique_violation; END $$; DO $$ BEGIN RAISE SQLSTATE '22012'; END $$; DO $$ BEGIN RAISE EXCEPTION 'no code'; END $$; DO $$ BEGIN RAISE EXCEPTION USING MESSAGE = 'm', ERRCODE = 'check_violation'; END $$; DO $$ BEGIN RAISE WARNING 'only a warning'; RAISE INFO '% %', 1, 2; END $$;`,
  ],
  [
    'RAISE again',
    `DO $$ BEGIN CREATE TABLE t (id int); CREATE TABLE t (id int); EXCEPTION WHEN duplicate_table THEN RAISE NOTICE '% %', SQLERRM, SQLSTATE; RAISE; END $$;`,
  ],
  [
    'OTHERS undoes the block',
    `CREATE TABLE t (id int); DO $$ BEGIN CREATE TABLE u (id int); CREATE TABLE t (id int); EXCEPTION WHEN OTHERS THEN RAISE NOTICE 'failed: %', SQLERRM; END $$; DROP TABLE u;`,
  ],
  [
    'nested blocks undo only themselves',
    `CREATE TABLE t (id int); DO $$ BEGIN CREATE TABLE a (id int); BEGIN CREATE TABLE b (id int); DROP TABLE missing; EXCEPTION WHEN undefined_table THEN CREATE TABLE c (id int); END; CREATE TABLE d (id int); END $$;`,
  ],
  [
    'handlers in order',
    `CREATE TABLE t (a int); DO $$ BEGIN ALTER TABLE t ADD COLUMN a int; EXCEPTION WHEN duplicate_table OR duplicate_column THEN CREATE TABLE first (id int); WHEN OTHERS THEN CREATE TABLE second (id int); END $$;`,
  ],
  [
    'handler by SQLSTATE',
    `CREATE TABLE t (a int); DO $$ BEGIN ALTER TABLE t DROP CONSTRAINT c; EXCEPTION WHEN SQLSTATE '42704' THEN NULL; END $$; DO $$ BEGIN DROP TABLE nothing; EXCEPTION WHEN SQLSTATE '42P01' THEN CREATE TABLE nothing (id int); END $$;`,
  ],
  [
    'handler by class',
    `CREATE TABLE t (a int); DO $$ BEGIN CREATE TABLE t (a int); EXCEPTION WHEN syntax_error_or_access_rule_violation THEN CREATE TABLE caught (id int); END $$;`,
  ],
  [
    'dependent objects',
    `CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a_id int REFERENCES a); DO $$ BEGIN ALTER TABLE a DROP CONSTRAINT a_pkey; EXCEPTION WHEN dependent_objects_still_exist THEN RAISE NOTICE 'in use'; END $$; DO $$ BEGIN DROP TABLE a; EXCEPTION WHEN SQLSTATE '2BP01' THEN DROP TABLE a CASCADE; END $$;`,
  ],
  [
    'an error in a handler',
    `CREATE TABLE t (a int); DO $$ BEGIN CREATE TABLE t (a int); EXCEPTION WHEN duplicate_table THEN CREATE TABLE t (b int); END $$;`,
  ],
  ['a condition that is not there', `DO $$ BEGIN NULL; EXCEPTION WHEN duplicate_tabel THEN NULL; END $$;`],
  [
    'GET STACKED DIAGNOSTICS',
    `DO $$ DECLARE s text; BEGIN DROP TABLE missing; EXCEPTION WHEN OTHERS THEN GET STACKED DIAGNOSTICS s = RETURNED_SQLSTATE; IF s = '42P01' THEN CREATE TABLE found (id int); END IF; IF SQLSTATE = '42P01' THEN CREATE TABLE found_too (id int); END IF; END $$;`,
  ],
  [
    'ASSERT',
    `DO $$ BEGIN ASSERT 1 = 1; ASSERT 1 = 2, 'no'; END $$; DO $$ BEGIN ASSERT false; EXCEPTION WHEN OTHERS THEN NULL; END $$;`,
  ],
  [
    'CASE',
    `DO $$ DECLARE n int := 2; BEGIN CASE n WHEN 1 THEN CREATE TABLE one (id int); WHEN 2, 3 THEN CREATE TABLE two (id int); ELSE CREATE TABLE other (id int); END CASE; CASE WHEN n > 5 THEN CREATE TABLE large (id int); ELSE CREATE TABLE small (id int); END CASE; END $$; DO $$ BEGIN CASE 1 WHEN 2 THEN NULL; END CASE; END $$;`,
  ],
  [
    'ELSIF',
    `CREATE TABLE t (b int); DO $$ BEGIN IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 't' AND column_name = 'a') THEN ALTER TABLE t DROP COLUMN a; ELSIF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 't' AND column_name = 'b') THEN ALTER TABLE t RENAME b TO c; ELSE ALTER TABLE t ADD COLUMN d int; END IF; END $$;`,
  ],
  [
    'RETURN early',
    `CREATE TABLE t (a int); DO $$ BEGIN IF to_regclass('t') IS NOT NULL THEN RETURN; END IF; CREATE TABLE t (a int); END $$;`,
  ],
  [
    'variables with types',
    `CREATE TABLE t (a varchar(10)); DO $$ DECLARE x t.a%TYPE := 'q'; r t%ROWTYPE; n constant int NOT NULL := 1 + 1; flag boolean DEFAULT false; BEGIN IF n = 2 AND NOT flag THEN EXECUTE 'CREATE TABLE ' || x || n || ' (id int)'; END IF; END $$;`,
  ],
  [
    'a variable of a missing type',
    `DO $$ DECLARE x missing_type; BEGIN NULL; END $$; DO $$ DECLARE x missing.a%TYPE; BEGIN NULL; END $$; CREATE TABLE t (a int); DO $$ DECLARE x t.b%TYPE; BEGIN NULL; END $$; DO $$ DECLARE x missing%ROWTYPE; BEGIN NULL; END $$;`,
  ],
  [
    'syntax errors run nothing',
    `DO $$ BEGIN CREATE TABLE t (id int); CRATE TABLE u (id int); END $$; DO $$ BEGIN IF true THEN CREATE TABLE v (id int,); END IF; END $$; DO $$ BEGIN x := 1; END $$; DO $$ BEGIN IF true THEN NULL; END $$;`,
  ],
  [
    'a missing column in a statement that is not reached',
    `CREATE TABLE t (a int); DO $$ BEGIN IF false THEN UPDATE t SET b = 1; ALTER TABLE missing ADD COLUMN x int; END IF; END $$;`,
  ],
  [
    'a missing column in a statement that is reached',
    `CREATE TABLE t (a int); DO $$ BEGIN UPDATE t SET b = 1; END $$; DO $$ BEGIN UPDATE missing SET b = 1; EXCEPTION WHEN undefined_table THEN CREATE TABLE missing (b int); END $$; DO $$ BEGIN PERFORM missing_function(); END $$;`,
  ],
  [
    'variables in data changes',
    `CREATE TABLE t (a int, b text); DO $$ DECLARE v_a int := 1; v record; BEGIN INSERT INTO t (a, b) VALUES (v_a, 'x') RETURNING a INTO v_a; UPDATE t SET b = v_a::text WHERE a = v_a; SELECT 1 AS x, 'y' AS y INTO v; DELETE FROM t WHERE a = v.x AND b = v.y; END $$;`,
  ],
  [
    'SET in a body',
    `CREATE SCHEMA app; DO $$ BEGIN SET search_path TO app; CREATE TABLE t (id int); END $$; CREATE TABLE u (id int); DO $$ BEGIN SET LOCAL search_path TO public; CREATE TABLE v (id int); END $$; CREATE TABLE w (id int);`,
  ],
  [
    'set_config in a body',
    `CREATE SCHEMA app; DO $$ BEGIN PERFORM set_config('search_path', 'app', false); CREATE TABLE t (id int); END $$; CREATE TABLE u (id int);`,
  ],
  ['COMMIT in a body', `DO $$ BEGIN CREATE TABLE t (id int); COMMIT; CREATE TABLE u (id int); END $$;`],
  [
    'DO within DO',
    `DO $a$ BEGIN EXECUTE 'DO $b$ BEGIN CREATE TABLE inner_t (id int); END $b$'; DO 'BEGIN CREATE TABLE inner_u (id int); END'; END $a$;`,
  ],
  [
    'casts',
    `CREATE TABLE t (id int); DO $$ DECLARE o oid := 't'::regclass::oid; n text; BEGIN SELECT relname INTO n FROM pg_class WHERE oid = o; IF n = 't' AND 't'::regclass::text = 't' AND '5'::int = 5 THEN CREATE TABLE good (id int); END IF; END $$; DO $$ BEGIN IF 'x'::int = 1 THEN NULL; END IF; END $$;`,
  ],
  [
    'null logic',
    `DO $$ DECLARE a int; BEGIN IF a = 1 OR NULL THEN CREATE TABLE wrong (id int); ELSE CREATE TABLE good (id int); END IF; IF NOT (a IS DISTINCT FROM NULL) AND coalesce(a, 3) BETWEEN 2 AND 4 AND nullif(3, 3) IS NULL THEN CREATE TABLE also (id int); END IF; END $$;`,
  ],
  [
    'text functions',
    `DO $$ DECLARE s text := 'Hello World'; BEGIN IF lower(s) = 'hello world' AND upper(left(s, 5)) = 'HELLO' AND replace(s, ' ', '_') = 'Hello_World' AND length(s) = 11 AND split_part(s, ' ', 2) = 'World' AND s ILIKE 'hello%' AND s ~ '^Hello' AND s !~ 'x' AND position('World' in s) = 7 AND substring(s from 1 for 5) = 'Hello' AND trim('  a ') = 'a' AND concat(s, 1, NULL) = 'Hello World1' AND concat_ws('-', 'a', NULL, 'b') = 'a-b' THEN CREATE TABLE good (id int); END IF; END $$;`,
  ],

  [
    'a function that makes a table',
    `CREATE FUNCTION make() RETURNS void LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE made (id int); END $$; SELECT make(); DROP FUNCTION make(); SELECT * FROM made;`,
  ],
  [
    'a function with arguments',
    `CREATE FUNCTION add_col(t text, c text, def text DEFAULT 'int') RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = t AND column_name = c) THEN RETURN false; END IF; EXECUTE format('ALTER TABLE %I ADD COLUMN %I %s', t, c, def); RETURN true; END $$; CREATE TABLE x (a int); SELECT add_col('x', 'b'); SELECT add_col('x', 'a', 'text'); SELECT add_col('missing', 'a', 'text'); DO $$ BEGIN IF add_col('x', 'c', 'text') THEN CREATE TABLE added (id int); END IF; PERFORM add_col('x', 'd'); END $$;`,
  ],
  [
    'a function whose body is wrong',
    `CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN CRATE TABLE t (); END $$; CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE x missing; BEGIN RETURN NEW; END $$; CREATE FUNCTION h() RETURNS void LANGUAGE plpgsql AS $$ BEGIN UPDATE missing SET a = 1; END $$; SET check_function_bodies = off; CREATE FUNCTION i() RETURNS void LANGUAGE plpgsql AS $$ BEGIN CRATE TABLE t (); END $$;`,
  ],
  [
    'a procedure',
    `CREATE PROCEDURE p(n text) LANGUAGE plpgsql AS $$ BEGIN EXECUTE format('CREATE TABLE %I (id int)', n); END $$; CALL p('a'); CALL p('a'); DO $$ BEGIN CALL p('b'); END $$;`,
  ],
  [
    'a function in SQL',
    `CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'; DO $$ BEGIN IF one() = 1 THEN CREATE TABLE good (id int); END IF; END $$;`,
  ],
  [
    'a recursive function',
    `CREATE FUNCTION f(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN IF n <= 1 THEN RETURN 1; END IF; RETURN n * f(n - 1); END $$; DO $$ BEGIN EXECUTE 'CREATE TABLE t' || f(4) || ' (id int)'; END $$;`,
  ],
  [
    'trigger functions are not run when made',
    `CREATE TABLE t (a int); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'INSERT' THEN INSERT INTO missing VALUES (NEW.a); END IF; RETURN NEW; END $$; CREATE TRIGGER trg AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();`,
  ],

  [
    'drop a check by what it says',
    `CREATE TABLE p (role text CHECK (role IN ('a', 'b')), age int CHECK (age > 0), other text CHECK (other <> 'role of x')); DO $$ DECLARE c text; BEGIN FOR c IN SELECT con.conname FROM pg_constraint con WHERE con.conrelid = 'public.p'::regclass AND con.contype = 'c' AND pg_get_constraintdef(con.oid) ILIKE '%age%' LOOP EXECUTE format('ALTER TABLE p DROP CONSTRAINT %I', c); END LOOP; FOR c IN SELECT conname FROM pg_constraint WHERE conrelid = 'p'::regclass AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%''b''%' LOOP EXECUTE format('ALTER TABLE p DROP CONSTRAINT %I', c); END LOOP; ALTER TABLE p ADD CONSTRAINT p_role_check CHECK (role IN ('a', 'c')); END $$;`,
  ],
  [
    'a foreign key by its definition',
    `CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a_id int CONSTRAINT fk REFERENCES a ON DELETE CASCADE); DO $$ BEGIN IF (SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'fk') = 'FOREIGN KEY (a_id) REFERENCES a(id) ON DELETE CASCADE' THEN ALTER TABLE b DROP CONSTRAINT fk; END IF; IF (SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'a_pkey') <> 'PRIMARY KEY (id)' THEN DROP TABLE a; END IF; END $$;`,
  ],
  [
    'change the action of foreign keys of a list',
    `CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a_id int REFERENCES a); CREATE TABLE c (a_id int REFERENCES a ON DELETE CASCADE); DO $$ DECLARE fk record; spec record; BEGIN FOR spec IN SELECT * FROM (VALUES ('b', 'a_id', 'cascade'), ('c', 'a_id', 'set null'), ('missing', 'x', 'cascade')) AS t(tbl, col, action) LOOP IF to_regclass('public.' || spec.tbl) IS NULL THEN CONTINUE; END IF; FOR fk IN SELECT con.conname FROM pg_constraint con JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = ANY (con.conkey) WHERE con.contype = 'f' AND con.conrelid = ('public.' || spec.tbl)::regclass AND con.confrelid = 'a'::regclass AND a.attname = spec.col AND con.confdeltype = 'a' LOOP EXECUTE format('alter table public.%I drop constraint %I', spec.tbl, fk.conname); EXECUTE format('alter table public.%I add constraint %I foreign key (%I) references a (id) on delete %s', spec.tbl, 'new_' || fk.conname, spec.col, spec.action); END LOOP; END LOOP; END $$;`,
  ],
  [
    'an index by its definition',
    `CREATE TABLE t ("Alpha" int, beta int); CREATE INDEX i ON t ("Alpha"); CREATE INDEX j ON t (beta); DO $$ DECLARE n text; BEGIN FOR n IN SELECT indexname FROM pg_indexes WHERE tablename = 't' AND indexdef ILIKE '%alpha%' LOOP EXECUTE format('DROP INDEX IF EXISTS %I;', n); END LOOP; END $$;`,
  ],
  [
    'row counts of an empty table',
    `CREATE TABLE t (a int); DO $$ DECLARE n int; BEGIN UPDATE t SET a = 1; GET DIAGNOSTICS n = ROW_COUNT; IF n <> 1 THEN RAISE EXCEPTION 'expected one row, got %', n; END IF; END $$; DO $$ BEGIN DELETE FROM t; IF NOT FOUND THEN CREATE TABLE nothing_deleted (id int); END IF; INSERT INTO t VALUES (1), (2); IF FOUND THEN CREATE TABLE inserted (id int); END IF; END $$;`,
  ],
  [
    'functions by their identity',
    `CREATE FUNCTION f(a int, b text DEFAULT 'x') RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION f(VARIADIC v int[]) RETURNS int LANGUAGE sql AS 'SELECT 1'; DO $$ DECLARE r record; BEGIN FOR r IN SELECT n.nspname, p.proname, pg_get_function_identity_arguments(p.oid) AS args FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.proname = 'f' LOOP EXECUTE format('DROP FUNCTION %I.%I(%s)', r.nspname, r.proname, r.args); END LOOP; END $$; CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'; DO $$ DECLARE r record; BEGIN FOR r IN SELECT oidvectortypes(proargtypes) AS types FROM pg_proc WHERE proname = 'f' AND pronamespace = 'public'::regnamespace LOOP EXECUTE 'DROP FUNCTION f(' || r.types || ')'; END LOOP; END $$;`,
  ],
  [
    'several statements in one text',
    `CREATE TABLE a (tenant_id int); CREATE TABLE b (id int); DO $$ DECLARE r record; BEGIN FOR r IN SELECT DISTINCT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'tenant_id' LOOP EXECUTE format($f$ CREATE POLICY p_select ON public.%1$I FOR SELECT USING (tenant_id = 1); CREATE POLICY p_delete ON public.%1$I FOR DELETE USING (tenant_id = 2); $f$, r.table_name); END LOOP; END $$;`,
  ],
  [
    'policies of a list of tables',
    `CREATE TABLE a (id int); CREATE POLICY old ON a USING (true); DO $$ DECLARE t text; p record; dead text[] := ARRAY['a', 'gone']; BEGIN FOREACH t IN ARRAY dead LOOP IF EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema = 'public' AND table_name = t) THEN EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', t); FOR p IN SELECT policyname FROM pg_policies WHERE schemaname = 'public' AND tablename = t LOOP EXECUTE format('DROP POLICY IF EXISTS %I ON public.%I', p.policyname, t); END LOOP; END IF; END LOOP; END $$;`,
  ],
  [
    'triggers of a list of tables',
    `CREATE TABLE a (u int); CREATE TABLE b (u int); CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; do $$ declare t text; begin foreach t in array array['a','b'] loop execute format('create trigger %1$s_touch before update on public.%1$I for each row execute function public.touch()', t); execute format('create index %1$s_u_idx on public.%1$I (u)', t); end loop; end $$; do $$ begin execute format('create trigger %1$s_touch before update on public.%1$I for each row execute function public.touch()', 'a'); end $$;`,
  ],
  [
    'an extension in another schema',
    `CREATE SCHEMA app; CREATE EXTENSION pgcrypto SCHEMA app; DO $$ DECLARE s text; BEGIN SELECT n.nspname INTO s FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pgcrypto'; IF s IS NULL THEN CREATE EXTENSION pgcrypto; ELSIF s <> 'public' THEN EXECUTE 'ALTER EXTENSION pgcrypto SET SCHEMA public'; END IF; END $$; DROP EXTENSION pgcrypto;`,
  ],
  [
    'a function is made in a body',
    `DO $migration$ BEGIN CREATE OR REPLACE FUNCTION made(p int) RETURNS int AS $fun$ DECLARE x int; BEGIN x := p; RETURN x; END; $fun$ LANGUAGE plpgsql; CREATE FUNCTION broken() RETURNS int AS $fun$ BEGIN RETRUN 1; END; $fun$ LANGUAGE plpgsql; END $migration$; DO $a$ BEGIN EXECUTE format($f$ CREATE FUNCTION %1$I.made2() RETURNS int AS $b$ BEGIN RETURN 1; END $b$ LANGUAGE plpgsql $f$, current_schema()); END $a$;`,
  ],
  [
    'a cursor',
    `CREATE TABLE a1 (id int); CREATE TABLE a2 (id int); DO $$ DECLARE c CURSOR FOR SELECT tablename FROM pg_tables WHERE tablename LIKE 'a_' AND schemaname = 'public'; BEGIN FOR r IN c LOOP EXECUTE 'DROP TABLE ' || r.tablename; END LOOP; END $$;`,
  ],
  [
    'arrays',
    `DO $$ DECLARE a text[] := '{x,y}'; BEGIN IF a @> ARRAY['x'] AND NOT a && ARRAY['z'] AND 'y' = ANY (a) AND a[1] = 'x' AND cardinality(a || 'z'::text) = 3 AND array_to_string(a, '-') = 'x-y' THEN CREATE TABLE good (id int); END IF; END $$;`,
  ],
  [
    'subqueries, unions, groups',
    `CREATE TABLE a (x int, y int); CREATE TABLE b (x int); DO $$ DECLARE n int; r record; BEGIN SELECT count(*) INTO n FROM (SELECT tablename FROM pg_tables WHERE tablename = 'a' UNION SELECT viewname FROM pg_views WHERE viewname = 'a' UNION ALL SELECT 'lit') AS u; IF n = 2 THEN CREATE TABLE two (id int); END IF; FOR r IN SELECT table_name, count(*) AS c FROM information_schema.columns WHERE table_name IN ('a', 'b') AND table_schema = 'public' GROUP BY table_name HAVING count(*) > 1 ORDER BY 1 LOOP EXECUTE format('CREATE TABLE %I (id int)', r.table_name || r.c); END LOOP; WITH x AS (SELECT relname FROM pg_class WHERE relname = 'b') SELECT count(*) INTO n FROM x LEFT JOIN pg_views v ON v.viewname = x.relname WHERE v.viewname IS NULL; IF n = 1 THEN CREATE TABLE one (id int); END IF; END $$;`,
  ],

  [
    'what the compiler refuses',
    `DO $$ BEGIN RETURN 1; END $$; DO $$ DECLARE a int NOT NULL; BEGIN END $$; DO $$ DECLARE a CONSTANT int := 1; BEGIN a := 2; END $$; DO $$ DECLARE a int; a text; BEGIN END $$; DO $$ BEGIN EXIT; END $$; DO $$ BEGIN LOOP EXIT nowhere; END LOOP; END $$; DO $$ BEGIN RAISE NOTICE '% %', 1; END $$; DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCOD = '1'; END $$; DO $$ BEGIN FETCH c INTO c; END $$; DO $$ DECLARE a int; BEGIN OPEN a FOR SELECT 1; END $$; DO $$ DECLARE a int; BEGIN FOR a.b IN SELECT 1 LOOP END LOOP; END $$; DO $$ BEGIN RETURN NEXT 1; END $$; DO $$ BEGIN SELECT 1 INTO nowhere; END $$; DO $$ BEGIN GET DIAGNOSTICS x = ROW_COUNT; END $$;`,
  ],
  [
    'what the compiler refuses of routines',
    `CREATE FUNCTION f(a int) RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; CREATE FUNCTION g() RETURNS void LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$; CREATE FUNCTION h() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN NEXT 1; END $$; CREATE FUNCTION i() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY SELECT 1; END $$; CREATE FUNCTION j(OUT a int) LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$; CREATE FUNCTION k() RETURNS SETOF int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$; CREATE FUNCTION l() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN; END $$; CREATE PROCEDURE m() LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$; CREATE FUNCTION n() RETURNS TABLE (a int) LANGUAGE plpgsql AS $$ BEGIN RETURN NEXT 1; END $$; CREATE FUNCTION o() RETURNS int LANGUAGE plpgsql AS $$ BEGIN NEW.x := 1; RETURN 1; END $$;`,
  ],

  [
    'lists of targets whose types are no built-in ones',
    `CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TYPE pair AS (a int, b int); CREATE TABLE t (id int, m mood); CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ DECLARE a mood; b int; BEGIN SELECT m, id INTO a, b FROM t; RETURN b; END $$; CREATE FUNCTION g() RETURNS int LANGUAGE plpgsql AS $$ DECLARE a int; b mood[]; c "mood" := 'sad'; BEGIN SELECT id, ARRAY[m], m INTO STRICT a, b, c FROM t; FOR b, c IN SELECT ARRAY[m], m FROM t LOOP NULL; END LOOP; RETURN a; END $$; CREATE FUNCTION h() RETURNS int LANGUAGE plpgsql AS $$ DECLARE a int; b pair; BEGIN SELECT id, ROW(1, 2) INTO a, b FROM t; RETURN a; END $$; CREATE FUNCTION i() RETURNS int LANGUAGE plpgsql AS $$ DECLARE a t; b int; BEGIN SELECT t, id INTO a, b FROM t; RETURN b; END $$; CREATE FUNCTION j() RETURNS int LANGUAGE plpgsql AS $$ DECLARE a int; b t%ROWTYPE; BEGIN SELECT id, t INTO a, b FROM t; RETURN a; END $$; CREATE FUNCTION k() RETURNS int LANGUAGE plpgsql AS $$ DECLARE a int; b nowhere; BEGIN SELECT 1, 2 INTO a, b; RETURN a; END $$; DO $$ DECLARE r mood; s mood; BEGIN SELECT 'sad', 'ok' INTO r, s; IF r = 'sad' AND s = 'ok' THEN CREATE TABLE taken (id int); END IF; END $$;`,
  ],
  [
    'tables that last as long as the transaction',
    `CREATE TEMP TABLE x ON COMMIT DROP AS SELECT 1 AS a; CREATE TEMP TABLE x (id int) ON COMMIT DROP; SELECT * FROM x; DO $$ BEGIN CREATE TEMP TABLE z ON COMMIT DROP AS SELECT 1 AS a; CREATE INDEX ON z (a); END $$; DO $$ BEGIN CREATE TEMP TABLE z (id int) ON COMMIT DROP; CREATE TEMP TABLE z (id int); END $$; CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN CREATE TEMP TABLE w ON COMMIT DROP AS SELECT 1 AS a; RETURN 1; END $$; SELECT f(); SELECT f(); SELECT * FROM w;`,
  ],
  [
    'a temporary helper',
    `CREATE OR REPLACE FUNCTION pg_temp.run_it(p text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE p; END $$; SELECT pg_temp.run_it('CREATE TABLE made (id int)'); SELECT run_it('CREATE TABLE never (id int)'); DROP FUNCTION pg_temp.run_it(text); CREATE TABLE made (id int);`,
  ],
  [
    'tables made of what variables hold',
    `CREATE FUNCTION kept(ids varchar[]) RETURNS int LANGUAGE plpgsql AS $$ BEGIN CREATE TEMP TABLE given ON COMMIT DROP AS SELECT * FROM unnest(ids) AS id; RETURN 1; END $$; CREATE FUNCTION outer_kept() RETURNS int LANGUAGE plpgsql AS $$ DECLARE some text[]; r int; BEGIN SELECT array_agg(relname) INTO some FROM pg_class WHERE relname = 'nothing'; SELECT kept(some) INTO r; CREATE TABLE made (id int); RETURN r; END $$; SELECT outer_kept(); DO $$ DECLARE n int := 3; BEGIN CREATE TABLE filled AS SELECT n AS three; CREATE VIEW seen AS SELECT n AS three; END $$; DO $$ DECLARE n int := 3; BEGIN CREATE TABLE filled AS SELECT n AS three; END $$; COMMENT ON INDEX nowhere IS 'x';`,
  ],
  [
    'a name that is none',
    `DO $$ BEGIN IF to_regclass('/* a mark */users') IS NULL THEN CREATE TABLE users (id int); END IF; END $$; CREATE TABLE users (id int);`,
  ],
  [
    'a loop over rows whose variable is not declared',
    `DO $$ BEGIN FOR one IN SELECT 1 LOOP NULL; END LOOP; END $$; DO $$ BEGIN FOR one IN EXECUTE 'SELECT 1' LOOP NULL; END LOOP; END $$; DO $$ BEGIN FOR i IN 1..2 LOOP FOR one IN EXECUTE 'SELECT 1' LOOP NULL; END LOOP; END LOOP; END $$;`,
  ],
  [
    'variables that bear the names of columns',
    `CREATE TABLE t (id int, name text); DO $$ DECLARE name text := 'a'; BEGIN IF EXISTS (SELECT 1 FROM t WHERE name = name) THEN NULL; END IF; END $$; DO $$ DECLARE table_name text := 't'; BEGIN IF EXISTS (SELECT 1 FROM information_schema.columns c WHERE c.table_name = table_name) THEN NULL; END IF; END $$; DO $$ DECLARE name text := 'a'; BEGIN INSERT INTO t (id, name) VALUES (1, 'x'); UPDATE t SET name = 'b' WHERE id = 2; END $$; DO $$ DECLARE found_name text; BEGIN SELECT t.name INTO found_name FROM t LIMIT 1; END $$; CREATE FUNCTION f(id int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT count(*) FROM t WHERE t.id = f.id); END $$; SELECT f(1); CREATE FUNCTION g(id int) RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM t WHERE id = 1'; SELECT g(1); CREATE FUNCTION h(id int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT count(*) FROM t WHERE id = 1); END $$; SELECT h(1);`,
  ],
]

/** Programs as hand-written migrations have them, all known on an empty database: both engines must say the same. */
export const hostile: readonly (readonly [name: string, script: string])[] = [
  [
    'FOREACH over an array of tables, with format',
    `CREATE TABLE a (id int); CREATE TABLE b (id int);
     DO $$ DECLARE t text; BEGIN FOREACH t IN ARRAY ARRAY['a','b'] LOOP EXECUTE format('ALTER TABLE %I ADD COLUMN IF NOT EXISTS %I timestamptz DEFAULT now()', t, 'made_at'); EXECUTE format('CREATE INDEX %I ON %I (%I)', t || '_made_idx', t, 'made_at'); END LOOP; END $$;
     DROP INDEX a_made_idx; DROP INDEX c_made_idx; CREATE INDEX b_made_idx ON b (id);`,
  ],
  [
    'FOREACH with a missing table in the middle',
    `CREATE TABLE a (id int);
     DO $$ DECLARE t text; BEGIN FOREACH t IN ARRAY '{a,b}'::text[] LOOP EXECUTE 'ALTER TABLE ' || quote_ident(t) || ' ADD COLUMN x int'; END LOOP; END $$;
     ALTER TABLE a ADD COLUMN x int;`,
  ],
  [
    'FOREACH SLICE',
    `DO $$ DECLARE pair text[]; BEGIN FOREACH pair SLICE 1 IN ARRAY ARRAY[['one','int'],['two','text']] LOOP EXECUTE format('CREATE TABLE %I (v %s)', pair[1], pair[2]); END LOOP; END $$;
     ALTER TABLE two ALTER COLUMN v TYPE int; CREATE TABLE one (id int);`,
  ],
  [
    'a loop over VALUES',
    `DO $$ DECLARE r record; BEGIN FOR r IN SELECT * FROM (VALUES ('users', 'email'), ('teams', 'name')) AS v(tab, col) LOOP EXECUTE format('CREATE TABLE %I (id serial PRIMARY KEY, %I text NOT NULL)', r.tab, r.col); END LOOP; END $$;
     CREATE INDEX ON users (email); CREATE INDEX ON teams (email);`,
  ],
  [
    'a loop over VALUES with two loop variables',
    `DO $$ DECLARE a text; b text; BEGIN FOR a, b IN VALUES ('x', 'int'), ('y', 'text') LOOP EXECUTE format('CREATE TABLE %I (v %s)', a, b); END LOOP; END $$;
     DROP TABLE x; DROP TABLE y; DROP TABLE z;`,
  ],
  [
    'a loop over unnest',
    `DO $$ DECLARE t text; BEGIN FOR t IN SELECT unnest(ARRAY['p','q']) LOOP EXECUTE 'CREATE TABLE ' || t || ' (id int)'; END LOOP; END $$; CREATE TABLE q (id int); DROP TABLE r;`,
  ],
  [
    'a loop over unnest WITH ORDINALITY',
    `DO $$ DECLARE r record; BEGIN FOR r IN SELECT t, n FROM unnest(ARRAY['p','q']) WITH ORDINALITY AS u(t, n) LOOP EXECUTE format('CREATE TABLE %s_%s (id int)', r.t, r.n); END LOOP; END $$; DROP TABLE p_1; DROP TABLE q_2; DROP TABLE p_2;`,
  ],
  [
    'a loop over generate_series makes partitions',
    `CREATE TABLE logs (id int, at date) PARTITION BY RANGE (at);
     DO $$ BEGIN FOR y IN 2020..2022 LOOP EXECUTE format('CREATE TABLE logs_%s PARTITION OF logs FOR VALUES FROM (%L) TO (%L)', y, y || '-01-01', (y + 1) || '-01-01'); END LOOP; END $$;
     DROP TABLE logs_2021; DROP TABLE logs_2023;`,
  ],
  [
    'a range loop by a step, backwards',
    `DO $$ BEGIN FOR i IN REVERSE 6..1 BY 2 LOOP EXECUTE 'CREATE TABLE n' || i || ' (id int)'; END LOOP; END $$; DROP TABLE n6; DROP TABLE n4; DROP TABLE n2; DROP TABLE n5;`,
  ],
  [
    'a loop over information_schema.columns drops defaults',
    `CREATE TABLE a (id int DEFAULT 1, n text DEFAULT 'x'); CREATE TABLE b (id int);
     DO $$ DECLARE r record; BEGIN FOR r IN SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND column_default IS NOT NULL LOOP EXECUTE format('ALTER TABLE %I ALTER COLUMN %I DROP DEFAULT', r.table_name, r.column_name); EXECUTE format('ALTER TABLE %I RENAME COLUMN %I TO %I', r.table_name, r.column_name, r.column_name || '_old'); END LOOP; END $$;
     ALTER TABLE a DROP COLUMN id_old; ALTER TABLE a DROP COLUMN n; ALTER TABLE b DROP COLUMN id;`,
  ],
  [
    'a loop over pg_constraint drops foreign keys',
    `CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a int REFERENCES a, c int CONSTRAINT named REFERENCES a (id));
     DO $$ DECLARE r record; BEGIN FOR r IN SELECT conname, conrelid::regclass AS tab FROM pg_constraint WHERE contype = 'f' AND confrelid = 'a'::regclass LOOP EXECUTE 'ALTER TABLE ' || r.tab || ' DROP CONSTRAINT ' || quote_ident(r.conname); END LOOP; END $$;
     ALTER TABLE b DROP CONSTRAINT named; DROP TABLE a;`,
  ],
  [
    'a loop over pg_indexes',
    `CREATE TABLE a (id int, x int); CREATE INDEX a_old_1 ON a (id); CREATE INDEX a_old_2 ON a (x); CREATE INDEX a_new ON a (x);
     DO $$ DECLARE i text; BEGIN FOR i IN SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND indexname LIKE 'a\\_old%' LOOP EXECUTE 'DROP INDEX ' || i; END LOOP; END $$;
     DROP INDEX a_new; DROP INDEX a_old_1;`,
  ],
  [
    'a loop over pg_tables enables row security and makes policies',
    `CREATE TABLE a (id int); CREATE TABLE b (id int);
     DO $$ DECLARE t record; BEGIN FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename LOOP EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t.tablename); EXECUTE format('CREATE POLICY all_%s ON %I FOR ALL USING (true)', t.tablename, t.tablename); END LOOP; END $$;
     CREATE POLICY all_b ON b USING (true); DROP POLICY all_a ON a; DROP POLICY all_c ON a;`,
  ],
  [
    'SELECT INTO and FOUND',
    `CREATE TABLE a (id int);
     DO $$ DECLARE n text; BEGIN SELECT conname INTO n FROM pg_constraint WHERE conrelid = 'a'::regclass AND contype = 'p'; IF NOT FOUND THEN ALTER TABLE a ADD PRIMARY KEY (id); ELSE RAISE EXCEPTION 'has %', n; END IF; END $$;
     ALTER TABLE a ADD PRIMARY KEY (id);
     DO $$ DECLARE n text; BEGIN SELECT conname INTO n FROM pg_constraint WHERE conrelid = 'a'::regclass AND contype = 'p'; IF FOUND THEN EXECUTE format('ALTER TABLE a DROP CONSTRAINT %I', n); END IF; END $$;
     ALTER TABLE a ADD PRIMARY KEY (id);`,
  ],
  [
    'SELECT INTO STRICT',
    `CREATE TABLE a (id int);
     DO $$ DECLARE n text; BEGIN SELECT tablename INTO STRICT n FROM pg_tables WHERE schemaname = 'public'; EXECUTE format('DROP TABLE %I', n); END $$;
     DO $$ DECLARE n text; BEGIN SELECT tablename INTO STRICT n FROM pg_tables WHERE schemaname = 'public'; END $$;
     DO $$ DECLARE n text; BEGIN SELECT tablename INTO STRICT n FROM pg_tables WHERE schemaname = 'public'; EXCEPTION WHEN no_data_found THEN CREATE TABLE empty (id int); END $$;
     DROP TABLE empty;`,
  ],
  [
    'RAISE with ERRCODE, and handlers by SQLSTATE',
    `DO $$ BEGIN BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '42P07'; EXCEPTION WHEN duplicate_table THEN CREATE TABLE one (id int); END; BEGIN RAISE EXCEPTION SQLSTATE '22012'; EXCEPTION WHEN SQLSTATE '22012' THEN CREATE TABLE two (id int); END; RAISE unique_violation USING MESSAGE = 'stop'; EXCEPTION WHEN unique_violation THEN CREATE TABLE three (id int); END $$;
     DROP TABLE one; DROP TABLE three; DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = 'division_by_zero'; END $$;`,
  ],
  [
    'a handler that raises again',
    `CREATE TABLE a (id int);
     DO $$ BEGIN CREATE TABLE a (id int); EXCEPTION WHEN duplicate_table THEN CREATE TABLE b (id int); RAISE; END $$; DROP TABLE b;
     DO $$ BEGIN CREATE TABLE c (id int); CREATE TABLE a (id int); EXCEPTION WHEN OTHERS THEN RAISE NOTICE '% %', SQLERRM, SQLSTATE; END $$; DROP TABLE c;`,
  ],
  [
    'nested handlers: the inner one does not match',
    `CREATE TABLE a (id int);
     DO $$ BEGIN BEGIN ALTER TABLE a ADD COLUMN id int; EXCEPTION WHEN duplicate_table THEN CREATE TABLE wrong (id int); END; EXCEPTION WHEN duplicate_column THEN CREATE TABLE right_one (id int); END $$;
     DROP TABLE wrong; DROP TABLE right_one;`,
  ],
  [
    'a handler of its own, then more work',
    `CREATE TABLE a (id int);
     DO $$ BEGIN BEGIN ALTER TABLE a ADD COLUMN id int; EXCEPTION WHEN duplicate_column THEN NULL; END; BEGIN ALTER TABLE a ADD COLUMN x int; EXCEPTION WHEN duplicate_column THEN NULL; END; ALTER TABLE missing ADD COLUMN y int; EXCEPTION WHEN undefined_table THEN CREATE TABLE missing (y int); END $$;
     ALTER TABLE a ADD COLUMN x int; ALTER TABLE missing ADD COLUMN y int;`,
  ],
  [
    'a function that does DDL, called and dropped',
    `CREATE FUNCTION add_audit(t regclass) RETURNS void LANGUAGE plpgsql AS $f$ BEGIN EXECUTE format('ALTER TABLE %s ADD COLUMN updated_by int', t); EXECUTE 'CREATE INDEX ON ' || t || ' (updated_by)'; END $f$;
     CREATE TABLE a (id int); CREATE TABLE b (id int);
     SELECT add_audit('a'); SELECT add_audit('b'), 1; SELECT add_audit('a'); DROP FUNCTION add_audit(regclass); SELECT add_audit('b');
     ALTER TABLE b ADD COLUMN updated_by int;`,
  ],
  [
    'a function called for every row of a catalog query',
    `CREATE TABLE a (id int); CREATE TABLE b (id int);
     CREATE FUNCTION audit(t text) RETURNS void LANGUAGE plpgsql AS $f$ BEGIN EXECUTE format('ALTER TABLE %I ADD COLUMN audited bool', t); END $f$;
     SELECT audit(table_name) FROM information_schema.tables WHERE table_schema = 'public';
     ALTER TABLE a ADD COLUMN audited bool; ALTER TABLE b DROP COLUMN audited;`,
  ],
  [
    'PERFORM of a function made earlier',
    `CREATE FUNCTION make(n text DEFAULT 'x') RETURNS text LANGUAGE plpgsql AS $f$ BEGIN EXECUTE format('CREATE TABLE %I (id int)', n); RETURN n; END $f$;
     DO $$ BEGIN PERFORM make(); PERFORM make('y'); PERFORM make(n => 'z'); END $$; CREATE TABLE x (id int); DROP TABLE z; SELECT make('y');`,
  ],
  [
    'a function that returns whether, used in a condition',
    `CREATE FUNCTION has(t text, c text) RETURNS boolean LANGUAGE plpgsql AS $f$ BEGIN RETURN EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = t AND column_name = c); END $f$;
     CREATE TABLE a (id int);
     DO $$ BEGIN IF NOT has('a', 'x') THEN ALTER TABLE a ADD COLUMN x int; END IF; IF NOT has('a', 'x') THEN ALTER TABLE a ADD COLUMN x int; END IF; END $$;
     ALTER TABLE a ADD COLUMN x int; DROP FUNCTION has(text, text);`,
  ],
  [
    'a function in SQL that returns whether',
    `CREATE FUNCTION is_there(t text) RETURNS boolean LANGUAGE sql AS $f$ SELECT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tablename = t) $f$;
     DO $$ BEGIN IF NOT is_there('a') THEN CREATE TABLE a (id int); END IF; IF NOT is_there('a') THEN CREATE TABLE a (id int); END IF; END $$; DROP TABLE a; DROP TABLE a;`,
  ],
  [
    'GET DIAGNOSTICS after EXECUTE and UPDATE',
    `CREATE TABLE a (id int);
     DO $$ DECLARE n int; BEGIN UPDATE a SET id = 1; GET DIAGNOSTICS n = ROW_COUNT; IF n = 0 THEN ALTER TABLE a ADD COLUMN none int; ELSE ALTER TABLE a ADD COLUMN some int; END IF; END $$;
     ALTER TABLE a DROP COLUMN none; ALTER TABLE a DROP COLUMN some;`,
  ],
  [
    'GET STACKED DIAGNOSTICS',
    `CREATE TABLE a (id int);
     DO $$ DECLARE s text; m text; BEGIN CREATE TABLE a (id int); EXCEPTION WHEN OTHERS THEN GET STACKED DIAGNOSTICS s = RETURNED_SQLSTATE, m = MESSAGE_TEXT; IF s = '42P07' THEN EXECUTE format('CREATE TABLE %I (id int)', 'e' || s); END IF; END $$; DROP TABLE "e42P07";`,
  ],
  [
    'CASE statements',
    `DO $$ DECLARE v int := 2; BEGIN CASE v WHEN 1 THEN CREATE TABLE one (id int); WHEN 2, 3 THEN CREATE TABLE two (id int); ELSE CREATE TABLE other (id int); END CASE; CASE WHEN v > 5 THEN CREATE TABLE big (id int); WHEN v < 5 THEN CREATE TABLE small (id int); END CASE; END $$;
     DROP TABLE two; DROP TABLE small; DROP TABLE one; DO $$ BEGIN CASE 5 WHEN 1 THEN NULL; END CASE; END $$;`,
  ],
  [
    'WHILE, EXIT, CONTINUE and labels',
    `DO $$ DECLARE i int := 0; BEGIN <<outer_loop>> WHILE i < 10 LOOP i := i + 1; CONTINUE WHEN i % 2 = 1; EXECUTE 'CREATE TABLE w' || i || ' (id int)'; FOR j IN 1..3 LOOP EXIT outer_loop WHEN i * j >= 12; END LOOP; END LOOP; END $$;
     DROP TABLE w2; DROP TABLE w4; DROP TABLE w6; DROP TABLE w1;`,
  ],
  [
    'RETURN in the middle',
    `CREATE TABLE a (id int); DO $$ BEGIN IF to_regclass('a') IS NOT NULL THEN RETURN; END IF; CREATE TABLE a (id int); END $$;
     DO $$ BEGIN IF to_regclass('public.b') IS NOT NULL THEN RETURN; END IF; CREATE TABLE b (id int); END $$; CREATE TABLE b (id int);`,
  ],
  [
    'EXECUTE INTO and USING',
    `CREATE TABLE a (id int, x int);
     DO $$ DECLARE n int; t text := 'a'; BEGIN EXECUTE 'SELECT count(*) FROM information_schema.columns WHERE table_name = $1' INTO n USING t; IF n = 2 THEN EXECUTE format('ALTER TABLE %I ADD COLUMN y int', t); END IF; END $$; ALTER TABLE a ADD COLUMN y int;`,
  ],
  [
    'string_agg makes one statement',
    `CREATE TABLE a (id int, x int, y int);
     DO $$ DECLARE s text; BEGIN SELECT string_agg(format('DROP COLUMN %I', column_name), ', ' ORDER BY ordinal_position) INTO s FROM information_schema.columns WHERE table_name = 'a' AND column_name <> 'id'; EXECUTE 'ALTER TABLE a ' || s; END $$;
     ALTER TABLE a ADD COLUMN x int; ALTER TABLE a ADD COLUMN id int;`,
  ],
  [
    'NULL in a dynamic statement',
    `DO $$ DECLARE n text; BEGIN EXECUTE 'CREATE TABLE ' || n; END $$; DO $$ DECLARE n text; BEGIN EXECUTE format('CREATE TABLE %I (id int)', n); END $$; DO $$ BEGIN EXECUTE concat('CREATE TABLE k', NULL, ' (id int)'); END $$; DROP TABLE k;`,
  ],
  [
    'quoting: %L with NULL, quotes and backslashes',
    `CREATE TABLE a (id int);
     DO $$ BEGIN EXECUTE format('ALTER TABLE a ADD COLUMN n text DEFAULT %L', NULL); EXECUTE format('COMMENT ON TABLE a IS %L', 'it''s \\ fine'); EXECUTE format('ALTER TABLE %1$I ADD COLUMN %2$I int, ADD COLUMN %2$s_more int', 'a', 'Mixed Case'); END $$;`,
  ],
  [
    'quoting: %1$I twice, quote_literal and quote_nullable',
    `DO $$ BEGIN EXECUTE format('CREATE TABLE %1$I (%1$I int)', 'User Names'); EXECUTE 'CREATE TABLE d (v text DEFAULT ' || quote_literal('a''b') || ', w text DEFAULT ' || quote_nullable(NULL) || ')'; END $$; ALTER TABLE "User Names" DROP COLUMN "User Names"; ALTER TABLE d DROP COLUMN w;`,
  ],
  [
    'variables of column types and row types',
    `CREATE TABLE a (id int, name varchar(20));
     DO $$ DECLARE n a.name%TYPE := 'b'; r a%ROWTYPE; BEGIN r.name := 'c'; EXECUTE format('CREATE TABLE %I (id int)', n); EXECUTE format('CREATE TABLE %I (id int)', r.name); END $$; DROP TABLE b; DROP TABLE c; DO $$ DECLARE n a.missing%TYPE; BEGIN NULL; END $$;`,
  ],
  [
    'constants, defaults and NOT NULL variables',
    `DO $$ DECLARE p CONSTANT text := 'pre_'; n text NOT NULL DEFAULT p || 'fix'; BEGIN EXECUTE 'CREATE TABLE ' || n || ' (id int)'; END $$; DROP TABLE pre_fix; DO $$ DECLARE n text NOT NULL := NULL; BEGIN CREATE TABLE never (id int); END $$; DROP TABLE never;`,
  ],
  [
    'a variable that shadows another',
    `DO $$ <<outer_block>> DECLARE n text := 'outer_one'; BEGIN
     DECLARE n text := 'inner_one';
     BEGIN EXECUTE format('CREATE TABLE %I (id int)', n); EXECUTE format('CREATE TABLE %I (id int)', outer_block.n); END; EXECUTE format('CREATE TABLE %I (id int)', n || '_again'); END $$; DROP TABLE inner_one; DROP TABLE outer_one; DROP TABLE outer_one_again; DROP TABLE inner_one_again;`,
  ],
  [
    'a variable of the name of a column',
    `CREATE TABLE a (id int); DO $$ DECLARE table_name text := 'a'; BEGIN IF EXISTS (SELECT 1 FROM information_schema.tables t WHERE t.table_name = table_name) THEN CREATE TABLE b (id int); END IF; END $$; DROP TABLE b;`,
  ],
  [
    'IF with ELSIF over the server version',
    `DO $$ BEGIN IF current_setting('server_version_num')::int < 150000 THEN CREATE TABLE old (id int); ELSIF current_setting('server_version_num')::int >= 180000 THEN CREATE TABLE newest (id int); ELSE CREATE TABLE middle (id int); END IF; END $$; DROP TABLE old; DROP TABLE newest; DROP TABLE middle;`,
  ],
  [
    'has_table and its like: to_regclass with quotes, schemas and case',
    `CREATE SCHEMA app; CREATE TABLE app."User" (id int);
     DO $$ BEGIN IF to_regclass('app."User"') IS NOT NULL THEN CREATE TABLE quoted (id int); END IF; IF to_regclass('app.User') IS NULL THEN CREATE TABLE folded (id int); END IF; IF to_regclass('"User"') IS NULL THEN CREATE TABLE outside (id int); END IF; SET LOCAL search_path = app; IF to_regclass('"User"') IS NOT NULL THEN CREATE TABLE inside (id int); END IF; END $$;
     DROP TABLE quoted; DROP TABLE folded; DROP TABLE outside; DROP TABLE app.inside;`,
  ],
  [
    'regclass of a missing table raises',
    `DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = 'nowhere'::regclass AND attname = 'x') THEN NULL; END IF; END $$; DO $$ BEGIN PERFORM 'nowhere'::regclass; EXCEPTION WHEN undefined_table THEN CREATE TABLE nowhere (x int); END $$; DROP TABLE nowhere;`,
  ],
  [
    'pg_attribute with attnum and dropped columns',
    `CREATE TABLE a (id int, gone int, x int); ALTER TABLE a DROP COLUMN gone;
     DO $$ DECLARE n int; BEGIN SELECT count(*) INTO n FROM pg_attribute WHERE attrelid = 'a'::regclass AND attnum > 0 AND NOT attisdropped; IF n = 2 THEN ALTER TABLE a ADD COLUMN two int; END IF; IF NOT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = 'a'::regclass AND attname = 'gone') THEN ALTER TABLE a ADD COLUMN gone text; END IF; END $$;
     ALTER TABLE a DROP COLUMN two; ALTER TABLE a DROP COLUMN gone;`,
  ],
  [
    'data_type decides about a change of type',
    `CREATE TABLE a (id int, n varchar(10), m json);
     DO $$ BEGIN IF (SELECT data_type FROM information_schema.columns WHERE table_name = 'a' AND column_name = 'n') = 'character varying' THEN ALTER TABLE a ALTER COLUMN n TYPE text; END IF; IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'a' AND column_name = 'm' AND data_type = 'json') THEN ALTER TABLE a ALTER COLUMN m TYPE jsonb USING m::jsonb; END IF; IF (SELECT is_nullable FROM information_schema.columns WHERE table_name = 'a' AND column_name = 'id') = 'YES' THEN ALTER TABLE a ALTER COLUMN id SET NOT NULL; END IF; END $$;
     CREATE INDEX ON a USING gin (m);`,
  ],
  [
    'renames by condition',
    `CREATE TABLE old_name (id int);
     DO $$ BEGIN IF EXISTS (SELECT 1 FROM information_schema.tables WHERE table_name = 'old_name') AND NOT EXISTS (SELECT 1 FROM information_schema.tables WHERE table_name = 'new_name') THEN ALTER TABLE old_name RENAME TO new_name; END IF; END $$;
     DO $$ BEGIN IF EXISTS (SELECT 1 FROM information_schema.tables WHERE table_name = 'old_name') THEN ALTER TABLE old_name RENAME TO new_name; END IF; END $$; DROP TABLE old_name; DROP TABLE new_name;`,
  ],
  [
    'a procedure, called',
    `CREATE PROCEDURE setup(suffix text) LANGUAGE plpgsql AS $p$ BEGIN EXECUTE 'CREATE TABLE setup_' || suffix || ' (id int)'; END $p$;
     CALL setup('one'); CALL setup('one'); DROP TABLE setup_one; DROP PROCEDURE setup(text); CALL setup('two');`,
  ],
  [
    'recursion',
    `CREATE FUNCTION count_down(n int) RETURNS void LANGUAGE plpgsql AS $f$ BEGIN IF n = 0 THEN RETURN; END IF; EXECUTE 'CREATE TABLE cd' || n || ' (id int)'; PERFORM count_down(n - 1); END $f$; SELECT count_down(3); DROP TABLE cd3; DROP TABLE cd1; DROP TABLE cd0;`,
  ],
  [
    'a trigger function is made in a block, and the trigger by condition',
    `CREATE TABLE a (id int, touched timestamptz);
     DO $outer$ BEGIN CREATE OR REPLACE FUNCTION touch() RETURNS trigger AS $f$ BEGIN NEW.touched := now(); RETURN NEW; END; $f$ LANGUAGE plpgsql; IF NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgname = 'touch' AND tgrelid = 'a'::regclass) THEN CREATE TRIGGER touch BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION touch(); END IF; END $outer$;
     CREATE TRIGGER touch BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION touch(); DROP FUNCTION touch();`,
  ],
  [
    'an extension by condition',
    `DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'plpgsql') THEN CREATE TABLE without (id int); END IF; IF NOT EXISTS (SELECT 1 FROM pg_proc WHERE proname = 'gen_random_uuid') THEN CREATE TABLE without_uuid (id int); END IF; END $$; DROP TABLE without; DROP TABLE without_uuid;`,
  ],
  [
    'ASSERT',
    `DO $$ BEGIN ASSERT to_regclass('a') IS NULL, 'there'; CREATE TABLE a (id int); END $$; DO $$ BEGIN ASSERT to_regclass('a') IS NULL, 'there'; CREATE TABLE b (id int); END $$; DROP TABLE b;`,
  ],
  [
    'a cursor over the catalog',
    `CREATE TABLE ca (id int); CREATE TABLE cb (id int);
     DO $$ DECLARE c CURSOR FOR SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1; BEGIN FOR r IN c LOOP EXECUTE format('ALTER TABLE %I ADD COLUMN by_cursor int', r.tablename); END LOOP; END $$; ALTER TABLE ca ADD COLUMN by_cursor int; ALTER TABLE cb DROP COLUMN by_cursor;`,
  ],
  [
    'arithmetic and text functions in names',
    `DO $$ DECLARE n int := 7; BEGIN EXECUTE 'CREATE TABLE ' || lower('ABC') || '_' || lpad(n::text, 3, '0') || ' (id int)'; EXECUTE 'CREATE TABLE ' || replace(upper('x-y'), '-', '_') || substr('suffix', 1, 3) || ' (id int)'; EXECUTE 'CREATE TABLE t' || (n / 2) || '_' || (n % 2) || ' (id int)'; EXECUTE 'CREATE TABLE ' || left('leftmost', 4) || '_' || split_part('a,b,c', ',', 2) || ' (id int)'; END $$;
     DROP TABLE abc_007; DROP TABLE x_ysuf; DROP TABLE t3_1; DROP TABLE left_b;`,
  ],
  [
    'arrays grow and are searched',
    `DO $$ DECLARE names text[] := '{}'; BEGIN names := array_append(names, 'ga'); names := names || 'gb'::text; IF 'ga' = ANY (names) AND array_length(names, 1) = 2 AND NOT ('gc' = ANY (names)) THEN FOR i IN 1..array_upper(names, 1) LOOP EXECUTE 'CREATE TABLE ' || names[i] || ' (id int)'; END LOOP; END IF; IF cardinality(names) > 2 THEN CREATE TABLE gd (id int); END IF; END $$; DROP TABLE ga; DROP TABLE gb; DROP TABLE gd;`,
  ],
  [
    'undone work of a caught block stays undone',
    `DO $$ BEGIN CREATE TABLE keep (id int); BEGIN CREATE TABLE lost (id int); CREATE TYPE lost_type AS ENUM ('a'); PERFORM 1/0; EXCEPTION WHEN division_by_zero THEN NULL; END; CREATE TABLE after_it (id int); END $$; DROP TABLE keep; DROP TABLE lost; DROP TYPE lost_type; DROP TABLE after_it;`,
  ],
  [
    'faults of the language itself',
    `DO $$ BEGIN missing_variable := 1; END $$; DO $$ DECLARE a int; a int; BEGIN NULL; END $$; DO $$ BEGIN IF true THEN NULL; END $$; DO $$ BEGIN EXECUTE 'CREATE TABEL x (id int)'; END $$; DO $$ DECLARE c CONSTANT int := 1; BEGIN c := 2; END $$; DO $$ BEGIN RETURN 1; END $$; DO $$ BEGIN EXIT; END $$; DO $$ BEGIN PERFORM no_such_function(); END $$; DO $$ BEGIN SELECT 1; END $$;`,
  ],
  [
    'faults in statements that never run are no faults',
    `DO $$ BEGIN IF false THEN ALTER TABLE nowhere ADD COLUMN x int; PERFORM no_such_function(); END IF; END $$; DO $$ BEGIN IF to_regclass('nowhere') IS NOT NULL THEN UPDATE nowhere SET x = 1; END IF; END $$;`,
  ],
]

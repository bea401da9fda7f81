const branch = 'unknown: whether a branch runs depends on data'
const refusedBranch = 'unknown: whether a branch that would be refused runs depends on data'
const text = 'unknown: the text of a dynamic statement is not known'

const filled = `CREATE TABLE users (id int, email text); INSERT INTO users VALUES (1, 'a');`

/** Scripts that no simulation can follow to the end, with what is said of each statement. */
export const unknowns: readonly (readonly [name: string, script: string, verdicts: readonly string[]])[] = [
  [
    'a branch over rows taints what it makes',
    `${filled} DO $$ BEGIN IF EXISTS (SELECT 1 FROM users WHERE email = 'a') THEN CREATE TABLE extra (id int); END IF; END $$; DROP TABLE extra; DROP TABLE other;`,
    ['accepted', 'accepted', branch, 'unknown: an unreadable statement may have made extra', '42P01'],
  ],
  [
    'a column or function that only such a branch may have made is not known to be there',
    `${filled} DO $$ BEGIN IF EXISTS (SELECT 1 FROM users WHERE email = 'b') THEN ALTER TABLE users ADD COLUMN note text; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; END IF; END $$; UPDATE users SET note = 'x'; INSERT INTO users (note) VALUES ('x'); SELECT note FROM users; SELECT f(); SELECT id FROM users; SELECT other FROM users;`,
    [
      'accepted',
      'accepted',
      branch,
      'unknown: an unreadable statement may have made column note',
      'unknown: an unreadable statement may have made column note',
      'unknown: an unreadable statement may have made column note',
      'unknown: an unreadable statement may have made function f',
      'accepted',
      '42703',
    ],
  ],
  [
    'what a function gives that may have returned before',
    `${filled} CREATE FUNCTION has_b() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN IF NOT EXISTS (SELECT 1 FROM users WHERE email = 'b') THEN RETURN false; END IF; RETURN true; END $$; DO $$ BEGIN IF has_b() THEN RAISE EXCEPTION 'some'; END IF; END $$;`,
    ['accepted', 'accepted', 'accepted', 'unknown: whether a branch that would be refused runs depends on data'],
  ],
  [
    'whether rows are refused, and a handler says so, depends on rows',
    `CREATE TABLE t (id int CHECK (id > 0)); DO $$ DECLARE refused boolean := false; BEGIN BEGIN INSERT INTO t VALUES (-1); EXCEPTION WHEN check_violation THEN refused := true; END; IF NOT refused THEN RAISE EXCEPTION 'was taken'; END IF; END $$; DO $$ BEGIN INSERT INTO t VALUES (-1); RAISE EXCEPTION 'was taken'; EXCEPTION WHEN check_violation THEN NULL; END $$; DO $$ BEGIN INSERT INTO t VALUES (1); EXCEPTION WHEN unique_violation THEN RAISE; END $$; DO $$ BEGIN DELETE FROM t WHERE false; CREATE TABLE t (id int); EXCEPTION WHEN duplicate_table THEN NULL; END $$;`,
    [
      'accepted',
      'unknown: whether a branch that would be refused runs depends on data',
      'unknown: which error is caught depends on rows',
      'accepted',
      'unknown: which error is caught depends on rows',
    ],
  ],
  [
    'what is made after all that could have touched it is certain',
    `${filled} DO $$ DECLARE r record; BEGIN FOR r IN SELECT email FROM users LOOP EXECUTE 'DROP TABLE IF EXISTS ' || r.email; END LOOP; END $$; CREATE TABLE IF NOT EXISTS late (id int); CREATE INDEX late_id_idx ON late (id); CREATE INDEX late_id_idx ON late (id); ALTER TABLE late ADD COLUMN id int; DROP TRIGGER IF EXISTS after_late ON late; DROP VIEW IF EXISTS late_ids CASCADE; CREATE TABLE late (id int);`,
    ['accepted', 'accepted', text, 'accepted', 'accepted', '42P07', '42701', 'accepted', 'accepted', '42P07'],
  ],
  [
    'a branch over rows that changes only rows is nothing to doubt',
    `${filled} DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM users WHERE email = 'b') THEN INSERT INTO users VALUES (2, 'b'); END IF; END $$;`,
    ['accepted', 'accepted', 'accepted'],
  ],
  [
    'a check of the data',
    `${filled} DO $$ BEGIN IF (SELECT count(*) FROM users) > 10 THEN RAISE EXCEPTION 'too many'; END IF; ALTER TABLE users ADD COLUMN checked int; END $$; ALTER TABLE users ADD COLUMN checked int;`,
    ['accepted', 'accepted', refusedBranch, '42701'],
  ],
  [
    'a loop over rows with names made of them',
    `${filled} DO $$ DECLARE r record; BEGIN FOR r IN SELECT id FROM users LOOP EXECUTE format('CREATE TABLE user_%s_log (id int)', r.id); END LOOP; END $$; DROP TABLE user_1_log; DROP TABLE user_log; DROP TABLE log;`,
    ['accepted', 'accepted', text, 'unknown: an unreadable statement may have made user_1_log', '42P01', '42P01'],
  ],
  [
    'a loop over rows that only changes rows',
    `${filled} DO $$ DECLARE r record; BEGIN FOR r IN SELECT id FROM users LOOP EXECUTE format('UPDATE users SET email = %L WHERE id = %s', r.id, r.id); END LOOP; END $$; DROP TABLE missing;`,
    ['accepted', 'accepted', 'accepted', '42P01'],
  ],
  [
    'RETURN that depends on data',
    `${filled} DO $$ BEGIN IF EXISTS (SELECT 1 FROM users) THEN RETURN; END IF; CREATE TABLE after_return (id int); END $$; DROP TABLE after_return; DROP TABLE missing;`,
    ['accepted', 'accepted', branch, 'unknown: an unreadable statement may have made after_return', '42P01'],
  ],
  [
    'RETURN in a branch of a branch that depends on data',
    `${filled} CREATE FUNCTION f(a text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN IF a <> '' THEN IF NOT EXISTS (SELECT 1 FROM users WHERE email = a) THEN RETURN false; END IF; END IF; RETURN true; END $$; DO $$ BEGIN IF f(md5(random()::text)) THEN CREATE TABLE a (id int); END IF; END $$; DROP TABLE a;`,
    ['accepted', 'accepted', 'accepted', branch, 'unknown: an unreadable statement may have made a'],
  ],
  [
    'a variable set from data',
    `${filled} DO $$ DECLARE n text; BEGIN SELECT email INTO n FROM users; IF n = 'a' THEN CREATE TABLE a (id int); ELSE CREATE TABLE b (id int); END IF; END $$; DROP TABLE b;`,
    ['accepted', 'accepted', branch, 'unknown: an unreadable statement may have made b'],
  ],
  [
    'a branch that changes a table taints what it changes, not the table',
    `${filled} DO $$ BEGIN IF EXISTS (SELECT 1 FROM users) THEN ALTER TABLE users ADD COLUMN extra int; END IF; END $$; ALTER TABLE users ADD COLUMN email text; ALTER TABLE users DROP COLUMN missing; ALTER TABLE users DROP COLUMN extra;`,
    ['accepted', 'accepted', branch, '42701', '42703', 'unknown: an unreadable statement may have made public.users'],
  ],
  [
    'a name that is wholly unknown may be any',
    `${filled} DO $$ DECLARE n text; BEGIN SELECT email INTO n FROM users; EXECUTE 'CREATE TABLE ' || quote_ident(n) || ' (id int)'; END $$; DROP TABLE b;`,
    ['accepted', 'accepted', text, 'unknown: an unreadable statement may have made b'],
  ],
  [
    'a role belongs to the server',
    `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'app_reader') THEN CREATE ROLE app_reader; END IF; END $$; DROP TABLE missing;`,
    ['accepted', '42P01'],
  ],
  [
    'a role that is made unless it is there is there afterwards',
    `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'app_reader') THEN CREATE ROLE app_reader; END IF; IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'app_writer') THEN RAISE NOTICE 'there'; ELSE CREATE ROLE app_writer; END IF; END $$; GRANT app_reader TO app_writer; GRANT app_reader TO app_owner;`,
    ['accepted', 'accepted', 'unknown: role app_owner belongs to the server, not to the history'],
  ],
  [
    'a role that is made for another reason may be there',
    `${filled} DO $$ BEGIN IF EXISTS (SELECT 1 FROM users) THEN CREATE ROLE app_auditor; END IF; END $$; GRANT app_auditor TO postgres;`,
    ['accepted', 'accepted', 'accepted', 'unknown: role app_auditor belongs to the server, not to the history'],
  ],
  [
    'rows of a table that may not have been made',
    `CREATE DOMAIN mail AS text CHECK (VALUE ~ '@'); CREATE TABLE t (a int, b mail[] DEFAULT '{a}'); UPDATE t SET a = 1; DELETE FROM missing; CREATE VIEW v AS SELECT a FROM t;`,
    [
      'accepted',
      'unknown: whether "a" passes the checks of the domain mail',
      'unknown: an unreadable statement may have made t',
      '42P01',
      'unknown: an unreadable statement may have made t',
    ],
  ],
  [
    'elements of domains in the default of a new column',
    `CREATE DOMAIN mail AS text CHECK (VALUE ~ '@'); CREATE TABLE t (a int, b mail[] DEFAULT ARRAY['a']); ALTER TABLE t ADD COLUMN c mail DEFAULT 'a'; ALTER TABLE t ADD COLUMN d mail[] DEFAULT ARRAY['a', 'b']; ALTER TABLE t ADD COLUMN e mail[] DEFAULT ARRAY[]::mail[];`,
    [
      'accepted',
      'accepted',
      'accepted',
      "unknown: whether the default's elements pass the checks of the domain mail",
      'accepted',
    ],
  ],
  [
    'an unknown branch in a loop leaves the rest of the body known',
    `${filled} DO $$ BEGIN FOR i IN 1..2 LOOP EXIT WHEN (SELECT count(*) FROM users) = i; CREATE TABLE IF NOT EXISTS looped (id int); END LOOP; CREATE TABLE after_loop (id int); END $$; ALTER TABLE after_loop ADD COLUMN id int; DROP TABLE looped;`,
    ['accepted', 'accepted', branch, '42701', 'unknown: an unreadable statement may have made looped'],
  ],
  [
    'a definition that is patched makes only that function again',
    `CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$; DO $$ DECLARE d text; BEGIN d := pg_get_functiondef('f()'::regprocedure); d := replace(d, 'RETURN 1', 'RETURN 2'); EXECUTE d; END $$; DROP TABLE missing;`,
    ['accepted', text, '42P01'],
  ],
  [
    'rows that were put in through a function',
    `CREATE TABLE t (id int); CREATE FUNCTION fill() RETURNS void LANGUAGE plpgsql AS $$ BEGIN INSERT INTO t VALUES (1); END $$; SELECT fill(); DO $$ BEGIN IF EXISTS (SELECT 1 FROM t) THEN CREATE TABLE u (id int); END IF; END $$;`,
    ['accepted', 'accepted', 'accepted', branch],
  ],
  [
    'rows that a trigger may have put in',
    `CREATE TABLE t (id int); CREATE TABLE log (id int); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (1); RETURN NEW; END $$; CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f(); INSERT INTO t VALUES (1); DO $$ BEGIN IF EXISTS (SELECT 1 FROM log) THEN CREATE TABLE u (id int); END IF; END $$;`,
    ['accepted', 'accepted', 'accepted', 'accepted', 'accepted', branch],
  ],
  [
    'an OPEN cursor',
    `CREATE TABLE t (id int); DO $$ DECLARE c refcursor; r record; BEGIN OPEN c FOR SELECT id FROM t; LOOP FETCH c INTO r; EXIT WHEN NOT FOUND; CREATE TABLE fetched (id int); END LOOP; CLOSE c; CREATE TABLE after_cursor (id int); END $$; DROP TABLE after_cursor;`,
    ['accepted', branch, 'accepted'],
  ],
]

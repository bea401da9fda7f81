-- One statement a line: its verdict is compared with PostgreSQL's.
call proc1(1)
call f1(1)
call nope(1)
insert into users (name) values ('a')
insert into users (name, nope) values ('a', 1)
insert into users (name) values ('a', 1)
insert into users (name, age) values ('a')
insert into users (name, name) values ('a', 'b')
insert into users values (1,'a')
insert into users (age) values ('x')
insert into users (age) values (now())
insert into users (age) values (1.5)
insert into users (name) values (1)
insert into users (active) values (1)
insert into users (active) values ('yes'), ('maybe')
insert into users (mood) values ('bad')
insert into users (tags) values ('{a}'), (array['x'])
insert into users (tags) values (array[1])
insert into users (meta) values ('{bad')
insert into users (meta) values ('{"a":1}')
insert into users (created_at) values (default)
insert into users (d) values (now()), ('2020-01-01')
insert into users (uid) values ('zzz')
insert into users (score) values ('abc')
insert into users (name) select 1
insert into users (name) select name, age from users
insert into users (age) select name from users
insert into users (age) select '12'
insert into users (age) select 'x'
insert into orders (id) values (1)
insert into orders (id) overriding system value values (1)
insert into orders (twice) values (1)
insert into orders (twice) values (default)
insert into orders default values
insert into items values (1,1,'a') on conflict do nothing
insert into items values (1,1,'a') on conflict (order_id, line) do nothing
insert into items values (1,1,'a') on conflict (order_id) do nothing
insert into items values (1,1,'a') on conflict (lower(name)) do nothing
insert into items values (1,1,'a') on conflict on constraint items_pkey do update set name = excluded.name
insert into items values (1,1,'a') on conflict on constraint nope do nothing
insert into items values (1,1,'a') on conflict (nope) do nothing
insert into items values (1,1,'a') on conflict do update set name = 'x'
insert into items values (1,1,'a') on conflict (order_id, line) do update set name = excluded.nope
insert into items values (1,1,'a') on conflict (order_id, line) do update set name = items.name || excluded.name where items.line > 1
insert into users (name) values ('a') on conflict (email) do update set age = 'x'
insert into users (name) values ('a') returning id, nope
insert into users (name) values ('a') returning id, name as x
insert into nope values (1)
insert into s1 values (1)
insert into active_users (id, name) values (1, 'a')
insert into users (p) values (row(1,'a')), ('(1,a)')
insert into users (p.a) values (1)
update users set name = 'x' where id = 1
update users set nope = 1
update users set age = 'x'
update users set age = name
update users set name = age
update users u set name = 'x' where users.id = 1
update users u set name = 'x' where u.id = 1
update users u set u.name = 'x'
update users set name = o.status from orders o where o.user_id = users.id
update users set (name, age) = ('a', 1)
update users set (name, age) = (select status, user_id from orders)
update users set (name, age) = (select status from orders)
update users set name = 'a', name = 'b'
update users set age = count(*)
update orders set id = 1
update orders set twice = 1
update orders set twice = default
update nope set a = 1
update users set tags[1] = 'x', p.a = 1
update users set mood = 'bad'
update users set active = 1 returning *
delete from users where nope = 1
delete from users where id = 1 returning name
delete from users using orders o where o.user_id = users.id
delete from users using users where true
delete from nope
merge into users u using orders o on u.id = o.user_id when matched then update set name = o.status when not matched then insert (name) values (o.status)
merge into users u using orders o on u.id = o.user_id when matched then update set nope = o.status
merge into users u using orders o on u.id = o.user_id when not matched then insert (name) values (u.name)
merge into users u using orders o on u.id = o.user_id when matched and o.total > 1 then delete when not matched then do nothing
truncate nope
create index on users (lower(name))
create index on users (lower(age))
create index on users (nope)
create index on users ((age + 1))
create index on users ((created_at::date))
create index on users ((ts::date))
create index on users (date_trunc('day', created_at))
create index on users (date_trunc('day', ts))
create index on users (date_trunc('day', created_at, 'UTC'))
create index on users ((now()))
create index on users ((mood::text))
create index on users (to_tsvector('english', name)) 
create index on users using gin (to_tsvector('english', name))
create index on users using gin (to_tsvector(name))
create index on users using gin (tags)
create index on users using gin (meta jsonb_path_ops)
create index on users using gin (name)
create index on users using gist (name)
create index on users (j)
create index on users (p)
create index on users (age nope_ops)
create index on users (age text_ops)
create index on users (name text_pattern_ops)
create index on users (email varchar_pattern_ops)
create index on users using nope (age)
create index on users using hash (age, name)
create unique index on users using gin (tags)
create index on users (age) where active
create index on users (age) where age
create index on users (age) where created_at > now()
create index on users (age) where exists (select 1)
create index on users (age) where count(*) > 1
create index on users ((select 1))
create index on users (sum(age))
create index on users (generate_series(1,age))
create index on users (f1(age))
create index on users (f2(name))
create index on users ((age || 'x'))
create index on users ((name || email))
create index on users (concat(name, email))
create index on users (coalesce(name, email))
create index on users ((meta->>'a'))
create index on users (((meta->>'a')::int))
create index on users (((meta->>'a')::timestamptz))
create index on users (((meta->>'a')::date))
create index on users (extract(year from d))
create index on users (extract(year from created_at))
create index on users (md5(name), (d + 1))
create index on users (tableoid)
create index on users ((users))
create index on users (name collate "C")
create index on users (age collate "C")
create index on users (upper(mood::text))
create index on users (('x'))
create index on users (to_char(created_at, 'YYYY'))
create index on users (age, age)
create index on users (age desc nulls first) include (name)
create index on users (age) include ((name))
create unique index on users (name nulls first) nulls not distinct
alter table users add check (age > 0)
alter table users add check (age)
alter table users add check (age > 'x')
alter table users add check (nope > 0)
alter table users add check (users.age > 0)
alter table users add check (x.age > 0)
alter table users add check (exists (select 1 from orders))
alter table users add check (count(*) > 0)
alter table users add check (row_number() over () > 1)
alter table users add check (generate_series(1,2) > 1)
alter table users add check (ctid is not null)
alter table users add check (tableoid > 0)
alter table users add check (nosuch(age))
alter table users add check (mood in ('sad', 'nope'))
alter table users add check (mood in ('sad', 'ok'))
alter table users add check (length(name) > 0 and email like '%@%')
alter table users add check (email ~* '^[a-z]+$')
alter table users add check (age between 1 and 'x')
alter table users add constraint c check (case when age > 1 then true end)
alter table users alter age set default 'x'
alter table users alter age set default 1
alter table users alter age set default '1'
alter table users alter age set default 1.5
alter table users alter age set default now()
alter table users alter age set default name
alter table users alter age set default (select 1)
alter table users alter age set default nextval('s1')
alter table users alter age set default nextval('nope')
alter table users alter age set default count(*)
alter table users alter age set default null
alter table users alter age set default generate_series(1,2)
alter table users alter name set default 1
alter table users alter name set default gen_random_uuid()
alter table users alter uid set default gen_random_uuid()
alter table users alter uid set default uuid_generate_v4()
alter table users alter uid set default 'x'
alter table users alter tags set default '{}'
alter table users alter tags set default array[]::text[]
alter table users alter tags set default array[1]
alter table users alter tags set default 'x'
alter table users alter meta set default '{}'
alter table users alter meta set default '{}'::json
alter table users alter meta set default 'x'
alter table users alter mood set default 'sad'
alter table users alter mood set default 'nope'
alter table users alter mood set default 'sad'::text
alter table users alter active set default 'false'
alter table users alter active set default 0
alter table users alter created_at set default current_timestamp
alter table users alter created_at set default current_date
alter table users alter created_at set default 'now'
alter table users alter created_at set default 'nope'
alter table users alter created_at set default timezone('utc', now())
alter table users alter d set default now()
alter table users alter d set default current_timestamp
alter table users alter p set default row(1,'a')
alter table users alter score set default '0.00'
alter table users alter n set default 1
alter table users alter n set default 'x'
alter table users add g int generated always as (age + 1) stored
alter table users add g int generated always as (now()) stored
alter table users add g text generated always as (name || age) stored
alter table users add g text generated always as (name || 'x') stored
alter table users add g text generated always as (concat(name, 'x')) stored
alter table users add g text generated always as (created_at::text) stored
alter table users add g date generated always as (created_at::date) stored
alter table users add g int generated always as (nope) stored
alter table users add g int generated always as (name) stored
alter table users add g int generated always as ((select 1)) stored
alter table users add g int generated always as (g + 1) stored
alter table users add g tsvector generated always as (to_tsvector('english', coalesce(name, ''))) stored
alter table users add g tsvector generated always as (to_tsvector(name)) stored
alter table users add g tsvector generated always as (setweight(to_tsvector('simple', name), 'A') || to_tsvector('simple', email)) stored
alter table orders add g int generated always as (twice + 1) stored
alter table users alter age type text
alter table users alter age type bigint
alter table users alter name type int
alter table users alter name type int using name::int
alter table users alter name type int using length(name)
alter table users alter name type int using nope
alter table users alter name type int using name
alter table users alter name type int using (select 1)
alter table users alter age type boolean
alter table users alter age type boolean using age > 0
alter table users alter mood type text
alter table users alter mood type text using mood::text
alter table users alter name type mood
alter table users alter name type mood using name::mood
alter table users alter active type int
alter table users alter active type int using active::int
alter table users alter meta type text
alter table users alter meta type json
alter table users alter j type jsonb
alter table users alter tags type text
alter table users alter tags type varchar[]
alter table users alter tags type int[]
alter table users alter tags type int[] using tags::int[]
alter table users alter d type timestamptz
alter table users alter created_at type date
alter table users alter created_at type int
alter table users alter score type int
alter table users alter uid type text
alter table users alter email type uuid
alter table users alter email type uuid using email::uuid
alter table users alter email type text
alter table users alter created_at type text
create policy p1 on users using (age > 0)
create policy p1 on users using (age)
create policy p1 on users using (nope)
create policy p1 on users using (id in (select user_id from orders))
create policy p1 on users for insert with check (name = current_user)
create policy p1 on users using (count(*) > 1)
create policy p1 on users using (auth.uid() = uid)
create view v1 as select nope from users
create view v1 as select id, name from users where active
create view v1 as select id, id from users
create view v1 (a, b) as select id from users
create view v1 (a) as select id, name from users
create view v1 as select 'x' as a, null as b
create view v1 as select * from users u join orders o on o.user_id = u.id
create view v1 as select u.*, o.total from users u join orders o on o.user_id = u.id
create view v1 as select users from users
create view v1 as select row(1,2)
create view v1 as values (1,2)
create or replace view active_users as select id, name, email, age from users
create or replace view active_users as select id, name from users
create or replace view active_users as select id, age as name, email from users
create materialized view m1 as select count(*) as n, status from orders group by status
create table t1 as select id, name from users
create table t1 as select nope from users
create table t1 (a, b) as select id, name from users
create table t1 as select id, id from users
create table t1 (a int default 'x')
create table t1 (a int default 1, b text default now(), c timestamptz default now())
create table t1 (a int check (b > 0), b int)
create table t1 (a int check (c > 0), b int)
create table t1 (a int, b int generated always as (a * 2) stored)
create table t1 (a int) partition by range (a)
create table t1 (a int) partition by range (nope)
create table t1 (a int) partition by range ((a + 1))
create table t1 (a timestamptz) partition by range (date_trunc('day', a))
create table t1 (a int) partition by list ((now()))
create table t1 (a int, exclude using gist (a with =))
create table t1 (r int4range, exclude using gist (r with &&))
create table t1 (r int4range, exclude using gist (r with ===))
create domain d1 as int check (value > 0)
create domain d1 as int check (value)
create domain d1 as int check (nope > 0)
create domain d1 as int default 'x'
create domain d1 as text check (value ~ 'x')
create domain d1 as text check (length(value) > 'x')
create trigger tr before update on users for each row when (old.name is distinct from new.name) execute function tf()
create trigger tr before update on users for each row when (old.nope is distinct from new.name) execute function tf()
create trigger tr before insert on users for each row when (old.name is null) execute function tf()
create trigger tr before update on users for each row when (new.age) execute function tf()
create trigger tr before update of nope on users for each row execute function tf()
create rule r1 as on insert to active_users do instead insert into users (name) values (new.name)
create rule r1 as on insert to active_users do instead insert into users (name) values (new.nope)
create rule r1 as on update to users where old.nope = 1 do instead nothing
create function g1() returns int language sql as 'select 1'
create function g1() returns int language sql as 'select nope from users'
create function g1() returns int language sql as 'select name from users'
create function g1() returns text language sql as 'select 1'
create function g1() returns setof users language sql as 'select * from users'
create function g1() returns setof users language sql as 'select id from users'
create function g1() returns table (a int, b text) language sql as 'select id, name from users'
create function g1() returns table (a int, b text) language sql as 'select id from users'
create function g1(a int, b text) returns text language sql as 'select b || a'
create function g1(a int, b text) returns text language sql as 'select b || g1.a || $2'
create function g1(a int, b text) returns text language sql as 'select c'
create function g1(int) returns int language sql as 'select $2'
create function g1() returns void language sql as 'insert into users (nope) values (1)'
create function g1() returns void language sql as 'insert into users (name) values (1); delete from users'
create function g1() returns int language sql as 'insert into users (name) values (1) returning id'
create function g1() returns int language sql as 'delete from users'
create function g1(a int default 'x') returns int language sql as 'select 1'
create function g1() returns int language sql as 'selec 1'
create function g1() returns int language sql return 1
create function g1(a int) returns int language sql return a + 1
create function g1(a int) returns int language sql return nope
create function g1(a int) returns int language sql begin atomic select a; end
create function g1(a int) returns int language sql begin atomic select nope from users; end
create function g1() returns int language sql immutable as 'select 1'
create function g1() returns trigger language sql as 'select 1'
create function g1() returns record language sql as 'select 1, 2'
create function g1(out a int, out b text) language sql as 'select 1, ''x'''
create function g1(out a int, out b text) language sql as 'select 1'
create function g1(x anyelement) returns anyelement language sql as 'select x'
create function g1(x int) returns anyelement language sql as 'select x'
create procedure g2(a int) language sql as 'insert into users (name) values (a)'
create procedure g2(a int) language sql as 'insert into users (nope) values (a)'
create statistics st on age, name from users
create statistics st on age, nope from users
create table t1 (a int references users(id))
create table t1 (a bigint references users(id))
create table t1 (a text references users(id))
create table t1 (a numeric references users(id))
create table t1 (a varchar references users(email))
create table t1 (a text references users(email))
create table t1 (a int references users(email))
create table t1 (a mood primary key, b mood references t1)
create table t1 (a mood primary key, b text references t1)
create table t1 (a uuid primary key, b text references t1)
create table t1 (a timestamptz primary key, b date references t1)
create table t1 (a date primary key, b timestamptz references t1)
create table t1 (a float8 primary key, b int references t1)
create table t1 (a int primary key, b float8 references t1)
create table t1 (a bool primary key, b int references t1)
create table t1 (a posint primary key, b int references t1)
create table t1 (a int primary key, b posint references t1)
create table t1 (a text[] primary key, b varchar[] references t1)
create table t1 (a text[] primary key, b text[] references t1)
create table t1 (a numeric primary key, b int references t1)
create table t1 (a json primary key)
create table t1 (a jsonb primary key)
create table t1 (a point unique)
create table t1 (a xml unique)
create table t1 (a pair primary key)
create table t1 (a mood[] unique)
create table t1 (a int4range, b int, exclude using gist (a with &&))
create table t1 (a int4range, b int, exclude using gist (a with =))
create table t1 (a int4range, b int, exclude using gist (a with <))
create table t1 (a int, exclude (a with =))
create table t1 (a int, exclude using btree (a with =))
create table t1 (a int, exclude using btree (a with <>))
create table t1 (a int, exclude using hash (a with =))
create index on users using brin (created_at)
create index on users using brin (age) include (name)
create index on users using spgist (name)
create index on users using spgist (name, age)
create index on users using gin (meta)
create index on users using gin (j)
create index on users using gin (meta, tags)
create index on users using gin (age)
create index on users using gist (r)
create index on users using gist (age)
create index on users (name varchar_ops)
create index on users (name bpchar_pattern_ops)
create index on users using gin (name gin_trgm_ops)
create index on users using gin (tags array_ops)
create index on users (uid, mood, n, addr, tags, r, iv, b)
create index on users (email, p)
create index on users using hash (mood)
create index on users using hash (meta)
create index on users using hash (j)
create function fd(a int default 1, b int) returns int language sql as 'select 1'
create function fd(a int, b int default 2, out c int) language sql as 'select 1'
create procedure fd(a int default 1, inout b int) language sql as 'select 1'
create procedure fd(a int default 1, out b int) language plpgsql as 'begin b := 1; end'
create function fd(a int default 1, variadic b int[]) returns int language sql as 'select 1'
create function fd(a int, out b int) returns text language sql as 'select 1'
create function fd(a int, out b int, out c int) returns int language sql as 'select 1, 2'
create function fd(a anyarray, out b anyarray) returns setof anyarray language plpgsql as 'begin return next; end'
create function fd(out a int, out b text) returns setof record language plpgsql as 'begin return next; end'
create function fd(out a int) returns setof int language plpgsql as 'begin a := 1; return next; end'
insert into users (tags) values ('[1]')
insert into users (tags) values ('[0:1]={a,b}')
insert into users (created_at) values ('NOW()')
insert into users (created_at) values ('now();')
insert into users (created_at) values ('soon()')
select 'a b'::regclass
select '"users"'::regclass
select ' public . users '::regclass
